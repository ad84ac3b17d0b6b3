#include "labs/screen/letter.h"

#include <Poco/JSON/Array.h>

#include "labs/screen/json.h"
#include "labs/screen/rows.h"

namespace postlab::screen {

namespace {

using labs::MessageLife;
using Poco::JSON::Array;
using Poco::JSON::Object;

constexpr std::size_t longest_said = 200;  // octets of a line

const char* name_of(MessageLife::Deed deed) {
    constexpr const char* names[] = {"found",    "listed",  "looked", "fetched",     "marked",
                                     "unmarked", "removed", "kept",   "thrown_away", "other"};
    return names[static_cast<std::size_t>(deed)];
}

/// A report of delivery comes without a word.
void set_said(const MessageLife::Said& said, Object& shown) {
    if (said.bytes.empty()) return;
    const std::string_view first_line = std::string_view(said.bytes).substr(0, said.bytes.find('\n') + 1);
    shown.set("from", said.direction == Direction::client ? "client" : "server");
    shown.set("parts", parts_of((first_line.empty() ? said.bytes : first_line).substr(0, longest_said)));
    shown.set("line", Position{said.seq, 0}.text());
}

Object said_of(const MessageLife::Said& said) {
    Object shown;
    shown.set("at", milliseconds(said.at));
    set_said(said, shown);
    return shown;
}

Object arrival_of(const MessageLife::Arrival& arrival) {
    Object shown;
    Array said, mailboxes;
    for (const MessageLife::Said& one : arrival.envelope) said.add(said_of(one));
    said.add(said_of(arrival.accepted));
    for (const std::string& mailbox : arrival.mailboxes) mailboxes.add(mailbox);
    shown.set("conversation", arrival.conversation.id);
    shown.set("protocol", arrival.conversation.protocol);
    shown.set("peer", arrival.conversation.peer);
    shown.set("mailboxes", mailboxes);
    shown.set("said", said);
    return shown;
}

/// Somebody else's, of whom nothing is told: it came, and when.
Object foreign_arrival_of(const MessageLife::Arrival& arrival, const std::string& student) {
    Object shown, accepted;
    Array said, mailboxes;
    accepted.set("at", milliseconds(arrival.accepted.at));
    said.add(accepted);
    mailboxes.add(student);
    shown.set("protocol", arrival.conversation.protocol);
    shown.set("mailboxes", mailboxes);
    shown.set("said", said);
    return shown;
}

Object step_of(const MessageLife::Step& step) {
    Object shown;
    shown.set("deed", name_of(step.deed));
    shown.set("at", milliseconds(step.at));
    if (step.command) set_said(*step.command, shown);
    if (!step.injected.empty()) shown.set("injected", step.injected);
    return shown;
}

Object visit_of(const MessageLife::Visit& visit) {
    Object shown;
    Array steps;
    for (const MessageLife::Step& step : visit.steps) steps.add(step_of(step));
    shown.set("conversation", visit.conversation.id);
    shown.set("steps", steps);
    if (visit.conversation.ended)
        shown.set("how", visit.conversation.how);
    else
        shown.set("live", true);
    return shown;
}

Object maildrop_of(const MessageLife::Maildrop& maildrop) {
    Object shown;
    Array visits;
    for (const MessageLife::Visit& visit : maildrop.visits)
        if (!visit.steps.empty()) visits.add(visit_of(visit));
    shown.set("mailbox", maildrop.mailbox);
    shown.set("visits", visits);
    if (maildrop.copy) {
        shown.set("octets", maildrop.copy->octets);
        shown.set("id", maildrop.copy->unique_id);
    }
    return shown;
}

}  // namespace

std::optional<Object> letter_of(const MessageLife& life, const LetterReader& reader) {
    Object shown;
    Array arrivals, maildrops;
    bool sees_some = false;
    for (const MessageLife::Maildrop& maildrop : life.maildrops)
        if (reader.student.empty() || maildrop.mailbox == reader.student) maildrops.add(maildrop_of(maildrop));
    for (const MessageLife::Arrival& arrival : life.arrivals) {
        const bool sees = reader.sees(arrival.conversation.id);
        arrivals.add(sees ? arrival_of(arrival) : foreign_arrival_of(arrival, reader.student));
        sees_some = sees_some || sees;
    }
    if (!sees_some && maildrops.size() == 0) return std::nullopt;
    shown.set("message", life.message);
    shown.set("arrivals", arrivals);
    shown.set("maildrops", maildrops);
    return shown;
}

std::string LetterStream::next(Time now) {
    asked_too_soon_ = now >= looked_at_ && now - looked_at_ < between_looks;
    if (asked_too_soon_) return "";
    looked_at_ = now;
    const auto life = record_.life_of(message_);
    std::string event = http::event("gone", "", "{}");
    if (const auto letter = life ? letter_of(*life, reader_) : std::nullopt)
        event = http::event("letter", "", json_text(*letter));
    if (event == told_) return "";
    return told_ = event;
}

}  // namespace postlab::screen
