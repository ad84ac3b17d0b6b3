// What a world is held against: the databases, read while nobody works, by the product's own readers and by SQLite.
#include <Poco/TemporaryFile.h>

#include <fstream>

#include "shared/system/crypto.h"
#include "shared/text/phrase.h"
#include "shared/text/text.h"
#include "store/accounts.h"
#include "store/mail_tables.h"
#include "store/transcript/transcript_reader.h"
#include "test/simulation/world.h"

namespace postlab::simulation {
namespace {

/// As shared/system/digest.h keeps it, but hashed for next to nothing, since thousands log in.
std::string cheap_hash(const std::string& password) {
    const std::string salt(16, 's');
    const auto hash = scrypt(password, salt, {2, 1, 1}, 32);
    return "scrypt$2$1$1$" + hex(salt) + "$" + hex(hash.value());
}

std::string whole(store::Database& database, std::int64_t content) {
    std::string text;
    for (std::uint64_t number = 0;; ++number) {
        const auto piece = store::read_chunk(database, content, number);
        if (!piece) return text;
        text += *piece;
    }
}

std::int64_t count(store::Database& database, std::string_view sql) {
    auto row = database.query(sql);
    return row.next() ? row.integer(0) : -1;
}

void check_integrity(store::Database& database, const std::string& which) {
    auto row = database.query("PRAGMA integrity_check");
    row.next();
    demand(row.text(0) == "ok", which + ": " + std::string(row.text(0)));
}

}  // namespace

const std::vector<Account>& Ground::accounts() {
    static const std::vector<Account> accounts{
        {"ann", "a1"}, {"bob", "b2"}, {"carol", "c3"}, {"dave", "d4"}, {"erin", "e5"}};
    return accounts;
}

Ground::Ground() : directory_(Poco::TemporaryFile::tempName()) {
    std::filesystem::create_directories(directory_);
    // There from the first world on, so that it is like all others.
    std::ofstream(directory_ / "transcripts.db") << std::flush;
    std::ofstream(directory_ / "transcript.key", std::ios::binary) << std::string(32, 'k');
    Chance chance(1);
    Disk disk(chance);
    {
        store::Accounts make_database(directory_);
        store::Database database(directory_ / "maildrop.db", store::Database::Checkpoints::none);
        for (const Account& account : accounts())
            database.execute("INSERT INTO mailbox(name, password, apop_secret) VALUES (?, ?, ?)",
                             std::string_view(account.name), cheap_hash(account.secret),
                             std::string_view(account.secret));
    }
    image_ = disk.image();
    for (auto& [name, stored] : image_) stored.medium = stored.now;
}

Ground::~Ground() {
    std::error_code error;
    std::filesystem::remove_all(directory_, error);
}

void World::audit() {
    ++depth_;
    const Disk::Faults faults = std::exchange(disk_.faults, {});
    const Disk::Process auditor = ++processes_;
    disk_.run_as(auditor);
    audit_mail();
    audit_record();
    disk_.faults = faults;
    --depth_;
}

void World::audit_mail() {
    store::Database database(ground_.directory() / "maildrop.db", store::Database::Checkpoints::none);
    check_integrity(database, "maildrop.db");
    demand(!database.query("PRAGMA foreign_key_check").next(), "maildrop.db: a row refers to nothing");
    demand(count(database, "SELECT count(*) FROM content WHERE id NOT IN (SELECT content FROM delivery)") == 0,
           "content is left that is nobody's");
    demand(count(database, "SELECT count(*) FROM chunk WHERE k / 65536 NOT IN (SELECT id FROM content)") == 0,
           "a chunk is left that is no message's");
    std::vector<Oracle::Found> found;
    for (const Account& account : Ground::accounts()) {
        const auto mailbox = store::find_mailbox_id(database, account.name);
        demand(mailbox.has_value(), "the mailbox of " + account.name + " has gone");
        const store::View view = store::view_of(database, *mailbox);
        store::Total sum;
        for (const store::Message& message : store::list_messages(database, view)) {
            found.push_back({account.name, message.unique_id, message.id, message.octets,
                             whole(database, static_cast<std::int64_t>(message.id))});
            ++sum.messages;
            sum.octets += message.octets;
        }
        demand(view.total == sum,
               "what is kept of the size of " + account.name + "'s mailbox is not what a count gives");
    }
    oracle_.found(found);
    if (chance_.one_in(2)) disk_.kill(disk_.running());  // else it copies the log, as the last one to go
}

void World::audit_record() {
    disk_.run_as(++processes_);
    if (!store::has_transcripts(ground_.directory())) return;
    store::TranscriptReader reader(ground_.directory());
    for (const auto& conversation : reader.conversations(1000)) {
        const Phrase flaw = reader.flaw(conversation.id);
        demand(flaw.empty(),
               "conversation " + std::to_string(conversation.id) + " of the record: " + flaw.in_english());
    }
    store::Database database(store::transcript_path(ground_.directory()), store::Database::Checkpoints::none);
    check_integrity(database, "transcripts.db");
}

}  // namespace postlab::simulation
