#include "labs/record/message_life.h"

#include <algorithm>
#include <iomanip>
#include <limits>
#include <map>
#include <ostream>
#include <stdexcept>
#include <vector>

#include "labs/record/turns.h"
#include "labs/text/visible.h"
#include "shared/program/command_line.h"
#include "shared/text/message_ranges.h"
#include "shared/text/text.h"
#include "shared/wire/trace_id.h"
#include "store/mail_tables.h"
#include "store/transcript/transcript_reader.h"

namespace postlab::labs {

using store::KeptConversation;

namespace {

/// The message that a session stored behind a DATA or a first BDAT said at that time; 0: it is not among these.
std::uint64_t stored_behind(Time data, const KeptConversation& conversation, const Turns& turns) {
    bool said = false;
    for (const Utterance& utterance : turns.utterances()) {
        if (utterance.verb == "MAIL") said = false;
        if (utterance.verb != "DATA" && utterance.verb != "BDAT") continue;
        if (utterance.direction == Direction::client && !utterance.content)
            said = said || conversation.started + utterance.at == data;
        if (!said || utterance.mailboxes.empty()) continue;
        if (const auto ids = message_ids(utterance.messages); !ids.empty()) return ids.front();
    }
    return 0;
}

std::uint64_t traced_message(const std::filesystem::path& directory, Time data) {
    store::TranscriptReader reader(directory);
    for (const KeptConversation& one : reader.conversations(std::numeric_limits<std::uint32_t>::max())) {
        if (one.protocol != "smtp" || one.started > data || (one.ended && *one.ended < data)) continue;
        if (const auto message = stored_behind(data, one, Turns({one, reader.events(one.id)}))) return message;
    }
    throw std::runtime_error("no conversation in the record brought a message with that id");
}

std::uint64_t message_number(const std::filesystem::path& directory, const std::string& id) {
    if (const auto data = time_of_trace_id(id)) return traced_message(directory, *data);
    const auto number = number_in<std::uint64_t>(std::string_view(id).substr(0, id.find('.'))).value_or(0);
    if (number == 0)
        throw UsageError("\"" + id +
                         "\" is no message: it takes the number in the reply that accepted it, such as 17, " +
                         "its unique-id, such as 17.0a1b2c3d, or the id of its Received line, such as t6475ef64cf340");
    return number;
}

bool is_about(const Utterance& reply, std::uint64_t message) {
    const std::vector<std::uint64_t> ids = message_ids(reply.messages);
    return std::ranges::find(ids, message) != ids.end();
}

/// What a POP3 session did with the message when it said this.
std::string_view deed(const Utterance& reply) {
    struct Deed {
        std::string_view verb, text;
    };
    static constexpr Deed deeds[] = {{"LIST", "listed"},  {"UIDL", "listed"}, {"TOP", "looked into"},
                                     {"RETR", "fetched"}, {"DELE", "marked"}, {"RSET", "mark taken back"},
                                     {"QUIT", "removed"}};
    if (!reply.mailboxes.empty()) return "found at login";
    for (const Deed& known : deeds)
        if (known.verb == reply.verb) return known.text;
    return reply.verb;
}

/// Tells the life of one message, maildrop by maildrop.
class Life {
public:
    Life(const std::filesystem::path& directory, std::uint64_t message, std::ostream& out)
        : reader_(directory), directory_(directory), message_(message), out_(out) {}

    void tell() {
        for (const KeptConversation& conversation : reader_.bringing(message_))
            if (conversation.protocol != "pop3") arrival(conversation);
        if (std::filesystem::exists(directory_ / "maildrop.db")) {
            store::Database database(directory_ / "maildrop.db", store::Database::Checkpoints::none);
            copies_ = store::copies_of(database, static_cast<std::int64_t>(message_));
        }
        if (!brought_ && copies_.empty())
            throw std::runtime_error("nothing is known about message " + std::to_string(message_) +
                                     ": no conversation in the record brought it, and no maildrop holds it");
        if (!brought_) out_ << "The record does not reach back to the session that brought it.\n\n";
        for (const store::Copy& copy : copies_) arrivals_.try_emplace(copy.mailbox);
        for (const auto& [mailbox, arrival] : arrivals_) maildrop(mailbox, arrival);
    }

private:
    /// When the message came into a maildrop, as far as the record knows.
    struct Arrival {
        std::int64_t conversation = 0;  ///< none
        Time at{};
    };

    Turns turns(const KeptConversation& conversation) { return Turns({conversation, reader_.events(conversation.id)}); }

    void arrival(const KeptConversation& conversation) {
        std::vector<const Utterance*> envelope;
        const Turns turns = this->turns(conversation);
        for (const Utterance& utterance : turns.utterances()) {
            if (utterance.verb == "MAIL" && utterance.direction == Direction::client) envelope.clear();
            if ((utterance.verb == "MAIL" || utterance.verb == "RCPT") && !utterance.content)
                envelope.push_back(&utterance);
            if (utterance.mailboxes.empty() || !is_about(utterance, message_)) continue;
            heading(conversation, utterance, conversation.protocol == "smtp" ? "brought it" : "put it there");
            for (const Utterance* said : envelope) quote(*said);
            quote(utterance);
            doubt(conversation);
            out_ << "\n";
            brought_ = true;
            for (const std::string& mailbox : split(utterance.mailboxes))
                arrivals_[mailbox] = {conversation.id, conversation.started + utterance.at};
        }
    }

    void heading(const KeptConversation& conversation, const Utterance& reply, const char* what) {
        out_ << local_time(conversation.started + reply.at) << "  conversation " << conversation.id << ", "
             << conversation.protocol << " with " << conversation.peer << ", " << what << ":\n";
    }

    void quote(const Utterance& said) {
        out_ << "    " << (said.direction == Direction::client ? "C  " : "S  ") << visible(said.bytes, false) << "\n";
    }

    /// Beside a session that may not have been what it now seems.
    void doubt(const KeptConversation& conversation) {
        const std::string flaw = reader_.has_key() ? reader_.flaw(conversation.id) : "";
        if (!flaw.empty()) out_ << "    warning: conversation " << conversation.id << ": " << flaw << "\n";
    }

    void maildrop(const std::string& mailbox, const Arrival& arrival) {
        out_ << "Maildrop of " << mailbox << ": ";
        const auto copy = std::ranges::find(copies_, mailbox, &store::Copy::mailbox);
        if (copy == copies_.end())
            out_ << "it is not there any more\n";
        else
            out_ << "it is there, " << copy->message.octets << " octets, unique-id " << copy->message.unique_id << "\n";
        bool removed = false;
        for (const KeptConversation& conversation : reader_.opening(mailbox)) removed |= visit(conversation);
        if (copy == copies_.end() && !removed && arrival.conversation != 0) thrown_away(mailbox, arrival);
        out_ << "\n";
    }

    /// Tells the start of a lab that has emptied the maildrop for its own letters, if there was one.
    void thrown_away(const std::string& mailbox, const Arrival& arrival) {
        for (const KeptConversation& act : reader_.conversations(std::numeric_limits<std::uint32_t>::max())) {
            if (act.protocol != "lab" || act.peer != mailbox) continue;
            if (act.id == arrival.conversation || act.started < arrival.at) continue;
            const Turns turns = this->turns(act);
            if (std::ranges::all_of(turns, [](const Turn& turn) { return turn.messages.empty(); })) continue;
            step(act, act.started, "thrown away by the start of a lab", &turns.utterances().front(), "");
            return doubt(act);
        }
    }

    /// Whether the session has removed the message.
    bool visit(const KeptConversation& conversation) {
        const Utterance* command = nullptr;
        bool marked = false, removed = false;
        const Turns turns = this->turns(conversation);
        for (const Utterance& utterance : turns.utterances()) {
            if (utterance.direction == Direction::client && !utterance.content) command = &utterance;
            if (utterance.direction != Direction::server || !is_about(utterance, message_)) continue;
            step(conversation, conversation.started + utterance.at, deed(utterance), command, utterance.injected);
            if (utterance.verb == "DELE") marked = true;
            if (utterance.verb == "RSET") marked = false;
            if (utterance.verb == "QUIT") removed = true;
        }
        if (marked && !removed && conversation.ended)
            step(conversation, *conversation.ended, "kept: its mark was lost, ended by " + conversation.how, nullptr,
                 "");
        doubt(conversation);
        return removed;
    }

    void step(const KeptConversation& conversation, Time at, std::string_view what, const Utterance* command,
              std::string_view injected) {
        out_ << "    " << local_time(at) << "  conversation " << std::left << std::setw(8) << conversation.id << what;
        if (command) out_ << "   (" << visible(command->bytes, false) << ")";
        if (!injected.empty()) out_ << "   (injected: " << injected << ")";
        out_ << "\n";
    }

    store::TranscriptReader reader_;
    const std::filesystem::path directory_;
    const std::uint64_t message_;
    std::ostream& out_;
    bool brought_ = false;
    std::map<std::string, Arrival> arrivals_;  ///< by maildrop
    std::vector<store::Copy> copies_;
};

}  // namespace

int message_life(const std::filesystem::path& directory, const std::string& id, std::ostream& out) {
    const std::uint64_t message = message_number(directory, id);
    std::ostringstream told;
    Life(directory, message, told).tell();
    out << "Message " << message << "\n\n" << told.str();
    return 0;
}

}  // namespace postlab::labs
