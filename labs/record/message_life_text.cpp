#include <algorithm>
#include <iomanip>
#include <limits>
#include <ostream>
#include <stdexcept>

#include "labs/language/sentences.h"
#include "labs/record/message_life.h"
#include "labs/record/turns.h"
#include "labs/text/visible.h"
#include "shared/program/command_line.h"
#include "shared/text/message_ranges.h"
#include "shared/text/text.h"
#include "shared/wire/trace_id.h"

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
        if (!said || utterance.mailboxes.empty() || is_report(utterance)) continue;
        if (const auto ids = message_ids(utterance.messages); !ids.empty()) return ids.front();
    }
    return 0;
}

std::uint64_t traced_message(store::TranscriptReader& reader, Time data) {
    for (const KeptConversation& one : reader.conversations(std::numeric_limits<std::uint32_t>::max())) {
        if (one.protocol != "smtp" || one.started > data || (one.ended && *one.ended < data)) continue;
        if (const auto message = stored_behind(data, one, Turns({one, reader.events(one.id)}))) return message;
    }
    throw SayableError("life.untraced"_sentence, {});
}

/// The number that stands in an id; 0: it is one from a Received line.
std::uint64_t message_number(const std::string& id) {
    if (time_of_trace_id(id)) return 0;
    const auto number = number_in<std::uint64_t>(std::string_view(id).substr(0, id.find('.'))).value_or(0);
    if (number == 0) throw UsageError("life.no_message"_sentence, {id});
    return number;
}

}  // namespace

const Sentence& sentence_for(MessageLife::Deed deed) {
    static constexpr const Sentence* sentences[] = {
        &"life.found"_sentence,   &"life.listed"_sentence, &"life.looked"_sentence,
        &"life.fetched"_sentence, &"life.marked"_sentence, &"life.unmarked"_sentence,
        &"life.removed"_sentence, &"life.kept"_sentence,   &"life.thrown_away"_sentence};
    return *sentences[static_cast<std::size_t>(deed)];
}

namespace {

/// Tells the life of one message, maildrop by maildrop.
class LifeText {
public:
    LifeText(const Language& language, std::ostream& out) : language_(language), out_(out) {}

    void tell(const MessageLife& life) const {
        out_ << language_.say("life.message"_sentence, {std::to_string(life.message)}) << "\n\n";
        for (const MessageLife::Arrival& one : life.arrivals) arrival(one);
        if (life.arrivals.empty()) out_ << language_.say("life.before_the_record"_sentence) << "\n\n";
        for (const MessageLife::Maildrop& one : life.maildrops) maildrop(one);
    }

private:
    void arrival(const MessageLife::Arrival& arrival) const {
        const KeptConversation& conversation = arrival.conversation;
        const bool report = arrival.accepted.bytes.empty();
        const Sentence& what = conversation.protocol != "smtp" ? "life.put"_sentence
                               : report                        ? "life.reported"_sentence
                                                               : "life.brought"_sentence;
        out_ << local_time(arrival.accepted.at) << "  "
             << language_.say(what, {std::to_string(conversation.id), conversation.protocol, conversation.peer})
             << "\n";
        for (const MessageLife::Said& said : arrival.envelope) quote(said);
        if (!report) quote(arrival.accepted);
        doubt(conversation, arrival.flaw);
        out_ << "\n";
    }

    void quote(const MessageLife::Said& said) const {
        const bool client = said.direction == Direction::client;
        const Ink ink = client ? Ink::client : says_no(said.bytes) ? Ink::refusal : Ink::server;
        out_ << "    " << inked(out_, ink, (client ? "C  " : "S  ") + visible(said.bytes, false)) << "\n";
    }

    /// Beside a session that may not have been what it now seems.
    void doubt(const KeptConversation& conversation, const Phrase& flaw) const {
        if (!flaw.empty())
            out_ << "    " << language_.say("life.warning"_sentence, {std::to_string(conversation.id), flaw}) << "\n";
    }

    void maildrop(const MessageLife::Maildrop& maildrop) const {
        if (!maildrop.copy)
            out_ << language_.say("life.not_there"_sentence, {maildrop.mailbox}) << "\n";
        else
            out_ << language_.say("life.there"_sentence,
                                  {maildrop.mailbox, std::to_string(maildrop.copy->octets), maildrop.copy->unique_id})
                 << "\n";
        for (const MessageLife::Visit& visit : maildrop.visits) {
            for (const MessageLife::Step& one : visit.steps) step(visit.conversation, one);
            doubt(visit.conversation, visit.flaw);
        }
        out_ << "\n";
    }

    void step(const KeptConversation& conversation, const MessageLife::Step& step) const {
        const std::string what = step.deed == MessageLife::Deed::other
                                     ? step.verb
                                     : language_.say(sentence_for(step.deed), {conversation.how});
        out_ << "    " << local_time(step.at) << "  " << language_.say("life.conversation"_sentence) << " " << std::left
             << std::setw(8) << conversation.id << what;
        if (step.command) out_ << "   (" << visible(step.command->bytes, false) << ")";
        if (!step.injected.empty()) out_ << "   (" << language_.say("life.injected"_sentence, {step.injected}) << ")";
        out_ << "\n";
    }

    const Language& language_;
    std::ostream& out_;
};

}  // namespace

void tell(const MessageLife& life, std::ostream& out, const Language& language) { LifeText(language, out).tell(life); }

MessageLife life_called(const std::filesystem::path& directory, const std::string& id) {
    std::uint64_t message = message_number(id);
    store::TranscriptReader reader(directory);
    if (message == 0) message = traced_message(reader, *time_of_trace_id(id));
    MessageLife life = life_of_message(reader, directory, message);
    if (!life.known()) throw SayableError("life.unknown"_sentence, {std::to_string(message)});
    return life;
}

}  // namespace postlab::labs
