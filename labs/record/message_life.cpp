#include "labs/record/message_life.h"

#include <algorithm>
#include <limits>
#include <map>

#include "labs/record/turns.h"
#include "shared/text/message_ranges.h"
#include "shared/text/text.h"
#include "store/mail_tables.h"

namespace postlab::labs {

using store::KeptConversation;
using Said = MessageLife::Said;
using Deed = MessageLife::Deed;

namespace {

bool is_about(const Utterance& reply, std::uint64_t message) {
    const std::vector<std::uint64_t> ids = message_ids(reply.messages);
    return std::ranges::find(ids, message) != ids.end();
}

/// What a POP3 session did with the message when it said this.
Deed deed_of(const Utterance& reply) {
    static constexpr std::pair<std::string_view, Deed> deeds[] = {
        {"LIST", Deed::listed}, {"UIDL", Deed::listed},   {"TOP", Deed::looked},  {"RETR", Deed::fetched},
        {"DELE", Deed::marked}, {"RSET", Deed::unmarked}, {"QUIT", Deed::removed}};
    if (!reply.mailboxes.empty()) return Deed::found;
    const auto known = std::ranges::find(deeds, reply.verb, &std::pair<std::string_view, Deed>::first);
    return known == std::end(deeds) ? Deed::other : known->second;
}

Said said(const KeptConversation& conversation, const Utterance& utterance) {
    return {utterance.direction, std::string(utterance.bytes), conversation.started + utterance.at, utterance.seq};
}

bool did(const MessageLife::Visit& visit, Deed deed) {
    return std::ranges::find(visit.steps, deed, &MessageLife::Step::deed) != visit.steps.end();
}

/// Reads the life of one message, maildrop by maildrop.
class Life {
public:
    Life(store::TranscriptReader& reader, const std::filesystem::path& directory, std::uint64_t message)
        : reader_(reader), directory_(directory), life_{message, {}, {}} {}

    MessageLife read() {
        for (const KeptConversation& conversation : reader_.bringing(life_.message))
            if (conversation.protocol != "pop3") add_arrivals(conversation);
        for (const auto& [mailbox, copy] : mailboxes()) add_maildrop(mailbox, copy);
        return std::move(life_);
    }

private:
    Turns turns(const KeptConversation& conversation) { return Turns({conversation, reader_.events(conversation.id)}); }
    Phrase flaw(const KeptConversation& conversation) {
        return reader_.has_key() ? reader_.flaw(conversation.id) : Phrase();
    }

    void add_arrivals(const KeptConversation& conversation) {
        std::vector<Said> envelope;
        const Turns turns = this->turns(conversation);
        for (const Utterance& utterance : turns.utterances()) {
            if (utterance.verb == "MAIL" && utterance.direction == Direction::client) envelope.clear();
            if ((utterance.verb == "MAIL" || utterance.verb == "RCPT") && !utterance.content)
                envelope.push_back(said(conversation, utterance));
            if (utterance.mailboxes.empty() || !is_about(utterance, life_.message)) continue;
            life_.arrivals.push_back({conversation, envelope, said(conversation, utterance), split(utterance.mailboxes),
                                      flaw(conversation)});
        }
    }

    /// Those that it went to, and those that it is in.
    std::map<std::string, std::optional<store::Message>> mailboxes() {
        std::map<std::string, std::optional<store::Message>> all;
        for (const MessageLife::Arrival& arrival : life_.arrivals)
            for (const std::string& mailbox : arrival.mailboxes) all[mailbox];
        if (!std::filesystem::exists(directory_ / "maildrop.db")) return all;
        store::Database database(directory_ / "maildrop.db", store::Database::Checkpoints::none);
        for (const store::Copy& copy : store::copies_of(database, static_cast<std::int64_t>(life_.message)))
            all[copy.mailbox] = copy.message;
        return all;
    }

    /// Which brought it there; null: it is not in the record.
    const MessageLife::Arrival* arrival_in(const std::string& mailbox) const {
        for (const MessageLife::Arrival& arrival : life_.arrivals)
            if (std::ranges::find(arrival.mailboxes, mailbox) != arrival.mailboxes.end()) return &arrival;
        return nullptr;
    }

    void add_maildrop(const std::string& mailbox, const std::optional<store::Message>& copy) {
        MessageLife::Maildrop maildrop{mailbox, copy, {}};
        const MessageLife::Arrival* arrival = arrival_in(mailbox);
        bool removed = false;
        for (const KeptConversation& conversation : reader_.opening(mailbox)) {
            if (removed) break;  // no later session can have met it
            if (arrival && conversation.ended && *conversation.ended < arrival->accepted.at) continue;  // nor this one
            maildrop.visits.push_back(visit(conversation));
            removed = did(maildrop.visits.back(), Deed::removed);
        }
        if (!copy && !removed && arrival) add_throwing_away(mailbox, *arrival, maildrop);
        life_.maildrops.push_back(std::move(maildrop));
    }

    /// The start of a lab that has emptied the maildrop for its own letters, if there was one.
    void add_throwing_away(const std::string& mailbox, const MessageLife::Arrival& arrival,
                           MessageLife::Maildrop& maildrop) {
        for (const KeptConversation& act : reader_.conversations(std::numeric_limits<std::uint32_t>::max())) {
            if (act.protocol != "lab" || act.peer != mailbox) continue;
            if (act.id == arrival.conversation.id || act.started < arrival.accepted.at) continue;
            const Turns turns = this->turns(act);
            if (std::ranges::all_of(turns, [](const Turn& turn) { return turn.messages.empty(); })) continue;
            const MessageLife::Step step{Deed::thrown_away, act.started, said(act, turns.utterances().front()), "", ""};
            maildrop.visits.push_back({act, {step}, flaw(act)});
            return;
        }
    }

    MessageLife::Visit visit(const KeptConversation& conversation) {
        MessageLife::Visit visit{conversation, {}, flaw(conversation)};
        std::optional<Said> command;
        bool marked = false;
        const Turns turns = this->turns(conversation);
        for (const Utterance& utterance : turns.utterances()) {
            if (utterance.direction == Direction::client && !utterance.content) command = said(conversation, utterance);
            if (utterance.direction != Direction::server || !is_about(utterance, life_.message)) continue;
            const Deed deed = deed_of(utterance);
            visit.steps.push_back({deed, conversation.started + utterance.at, command, std::string(utterance.verb),
                                   std::string(utterance.injected)});
            if (deed == Deed::marked || deed == Deed::unmarked) marked = deed == Deed::marked;
        }
        if (marked && !did(visit, Deed::removed) && conversation.ended)
            visit.steps.push_back({Deed::kept, *conversation.ended, {}, "", ""});
        return visit;
    }

    store::TranscriptReader& reader_;
    const std::filesystem::path directory_;
    MessageLife life_;
};

}  // namespace

MessageLife life_of_message(store::TranscriptReader& reader, const std::filesystem::path& directory,
                            std::uint64_t message) {
    return Life(reader, directory, message).read();
}

}  // namespace postlab::labs
