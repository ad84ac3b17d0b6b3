#include "labs/whatif/store_then.h"

#include <algorithm>

#include "labs/language/sentences.h"
#include "shared/text/message_ranges.h"
#include "shared/text/text.h"
#include "store/mail_tables.h"

namespace postlab::labs {

using store::Lookup;

namespace {

/// What ailed the store when it said that.
store::MemoryStore::Failure failure_of(std::string_view row) {
    using Failure = store::MemoryStore::Failure;
    if (row == "data.full") return Failure::full;
    if (row == "data.mailbox_full") return Failure::no_room;
    if (row == "data.no_mailbox") return Failure::no_mailbox;
    for (const char* broken : {"data.failed", "rcpt.failed", "auth.failed", "login.failed", "quit.failed",
                               "message.unreadable", "list.unreadable"})
        if (row == broken) return Failure::broken;
    return Failure::none;
}

}  // namespace

StoreThen::StoreThen(const Recorded& recorded, const std::vector<LetterThen>& letters,
                     const std::filesystem::path& directory)
    : recorded_(recorded), maildrops_(directory / "maildrop.db") {
    opened_ = opened_in(recorded);
    if (opened_.empty()) return;
    Mailbox& mailbox = add(opened_, "the right one");
    for (const LetterThen& letter : letters) {
        mailbox.messages.push_back({letter.id, letter.content, letter.unique_id});
        last_id = std::max(last_id, letter.id);
    }
}

void StoreThen::begin(const Turn* turn) {
    turn_ = turn;
    rows_ = turn ? rows_of(*turn) : std::vector<std::string_view>();
    failure = Failure::none;
    for (const std::string_view row : rows_)
        if (failure_of(row) != Failure::none) failure = failure_of(row);
    const bool stores = turn && !turn->messages.empty() && recorded_.conversation.protocol() == Protocol::smtp;
    if (!stores) return;
    const std::vector<std::uint64_t> ids = message_ids(turn->messages);
    if (!ids.empty()) last_id = ids.front() - 1;  // it gets the number that it got
}

bool StoreThen::answered(std::string_view row) const { return std::ranges::find(rows_, row) != rows_.end(); }

store::Database* StoreThen::accounts() {
    if (!accounts_ && std::filesystem::exists(maildrops_))
        accounts_.emplace(maildrops_, store::Database::Checkpoints::none);
    return accounts_ ? &*accounts_ : nullptr;
}

bool StoreThen::is_there_now(const std::string& name) {
    return accounts() && store::find_recipient_id(*accounts(), name).has_value();
}

void StoreThen::find_mailbox(std::string_view name, std::uint64_t, store::Done<Lookup> done) {
    if (failure == Failure::broken) return done(Lookup::failed);
    if (answered("rcpt.full")) return done(Lookup::no_room);
    const std::string wanted = lower_case(name);
    const bool was_there = answered("rcpt.ok") || answered("user.known");
    const bool was_not = answered("rcpt.unknown_mailbox") || answered("user.unknown");
    const bool found = was_there || (!was_not && is_there_now(wanted));
    if (found) mailboxes.try_emplace(wanted);
    done(found ? Lookup::found : Lookup::none);
}

/// A report goes to who has never been asked for.
void StoreThen::deliver(store::Envelope envelope, store::Content content, store::Done<store::Delivered> done) {
    for (const std::string& name : envelope.mailboxes) {
        const bool was_reported = turn_ && std::ranges::any_of(turn_->utterances, [&](const Utterance& said) {
                                      return is_report(said) && said.mailboxes == name;
                                  });
        if (!mailboxes.contains(name) && (was_reported || is_there_now(name))) mailboxes.try_emplace(name);
    }
    MemoryStore::deliver(std::move(envelope), std::move(content), std::move(done));
}

/// A password that is in no record was right where the record says that it was, and for that account alone.
bool StoreThen::is_right(const std::string& name, const store::Credential& credential) {
    if (turn_ != nullptr) {
        for (const char* wrong : {"pass.wrong", "apop.wrong", "auth.wrong", "login.too_many", "auth.too_many"})
            if (answered(wrong)) return false;
        const std::string& account = recorded_.conversation.about.account;
        return name == (turn_->mailboxes.empty() ? std::string_view(account) : turn_->mailboxes);
    }
    const auto* password = std::get_if<store::Password>(&credential);
    const auto account = password && accounts() ? store::find_account(*accounts(), name) : std::nullopt;
    return account && verify_password(password->text, account->password);
}

void StoreThen::open(std::string_view user, store::Credential credential, std::string_view client,
                     store::Done<store::Opened> done) {
    if (failure == Failure::broken) return done(store::Refusal::failed);
    const std::string name = lower_case(user);
    if (!is_right(name, credential)) return done(store::Refusal::bad_credentials);
    if (answered("login.in_use")) return done(store::Refusal::in_use);
    if (name != opened_) throw UsageError("whatif.other_maildrop"_sentence, {name, recorded_.id()});
    MemoryStore::open(name, store::Password{mailboxes[name].password}, client, std::move(done));
}

void StoreThen::check(std::string_view user, store::Credential credential, std::string_view,
                      store::Done<store::Checked> done) {
    if (failure == Failure::broken) return done(store::Refusal::failed);
    if (!is_right(lower_case(user), credential)) return done(store::Refusal::bad_credentials);
    done(store::Right{std::string(32, '\0'), false});
}

}  // namespace postlab::labs
