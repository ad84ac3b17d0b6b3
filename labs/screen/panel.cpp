#include "labs/screen/panel.h"

#include <Poco/JSON/Array.h>

#include <algorithm>
#include <variant>

#include "labs/catalogue/tables.h"
#include "labs/catalogue/transitions.h"
#include "labs/course/mail/encodings.h"
#include "labs/text/visible.h"
#include "shared/text/message_ranges.h"
#include "shared/text/text.h"
#include "smtpd/path.h"

namespace postlab::screen {

namespace {

using labs::Turn;
using labs::Turns;
using Poco::JSON::Array;
using Poco::JSON::Object;

constexpr std::size_t most_messages = 500;

std::string argument_of(const Turn& turn) {
    const std::string_view text = turn.said.empty() ? std::string_view() : turn.said.front().text;
    const std::size_t space = text.find(' ');
    return std::string(space == text.npos ? "" : trimmed(text.substr(space)));
}

/// Those that the protocol has, and those that it has been in.
void add_states(const labs::Conversation& conversation, const Turns& turns, Object& panel) {
    Array states, path;
    for (std::string_view state : labs::tables(conversation.protocol()).states) states.add(std::string(state));
    for (const PassingState& state : labs::passing_states(conversation.protocol())) states.add(std::string(state.name));
    std::string now;
    for (const labs::Utterance& said : turns.utterances())
        for (std::string_view state : {said.state_before, said.state_after})
            if (!state.empty() && state != now) path.add(now = state);
    panel.set("states", states);
    panel.set("path", path);
    panel.set("state", now);
}

/// What SMTP has of a letter: the envelope, and what stands in the letter itself.
class Letter {
public:
    void add(const Turn& turn) {
        if (turn.kind == Turn::Kind::content) return take_content(turn);
        if (!turn.code.starts_with("2")) return;
        if (equal_ignoring_case(turn.verb, "MAIL")) begin(turn);
        if (equal_ignoring_case(turn.verb, "RCPT")) add_recipient(turn);
        for (const char* verb : {"RSET", "HELO", "EHLO"})
            if (equal_ignoring_case(turn.verb, verb)) *this = {};
    }
    void show(Object& panel) const {
        if (!begun_) return;
        Object envelope;
        envelope.set("from", from_);
        envelope.set("to", to_);
        panel.set("envelope", envelope);
        panel.set("letter", fields_);
        if (!stored_.empty()) panel.set("stored", stored_);
        if (header_ended_) panel.set("header_ended", true);
    }

private:
    void begin(const Turn& turn) {
        *this = {};
        begun_ = true;
        const auto parsed = smtpd::parse_mail(argument_of(turn));
        if (const auto* argument = std::get_if<smtpd::PathArgument>(&parsed)) from_ = argument->path.text;
    }
    void add_recipient(const Turn& turn) {
        const auto parsed = smtpd::parse_rcpt(argument_of(turn));
        if (const auto* argument = std::get_if<smtpd::PathArgument>(&parsed)) to_.add(argument->path.text);
    }
    void take_content(const Turn& turn) {
        begun_ = true;
        if (turn.code.starts_with("2")) stored_ = turn.messages;
        for (const labs::Line& line : turn.said) {
            if (line.end == labs::Line::End::none) continue;
            if (line.text.empty()) header_ended_ = true;
            if (header_ended_ || line.text == ".") return;
            add_field(std::string(line.text));
        }
    }
    void add_field(const std::string& line) {
        const std::size_t colon = line.find(':');
        for (const char* name : {"From", "To", "Cc", "Subject", "Date", "Message-ID"})
            if (colon != line.npos && equal_ignoring_case(line.substr(0, colon), name))
                fields_.set(name, labs::visible(course::decoded_header(trimmed(line.substr(colon + 1))).text, true));
    }

    bool begun_ = false, header_ended_ = false;
    std::string from_, stored_;
    Array to_;
    Object fields_;
};

/// What POP3 has of a maildrop: its messages by their numbers, and their marks.
class Maildrop {
public:
    void add(const Turn& turn) {
        if (turn.kind != Turn::Kind::command || turn.code != "+OK") return;
        const std::vector<std::uint64_t> ids = message_ids(turn.messages);
        const std::string verb = upper_case(turn.verb);
        if (turn.state == "AUTHORIZATION" && !turn.mailboxes.empty()) open(turn, ids);
        if (verb == "UIDL")
            for (const labs::Line& line : turn.reply) take_unique_id(line.text);
        if (verb == "RSET")
            for (Message& message : messages_) message.marked = false;
        if (verb != "DELE" && verb != "RETR") return;
        for (Message& message : messages_)
            if (std::ranges::find(ids, message.id) != ids.end())
                (verb == "DELE" ? message.marked : message.fetched) = true;
    }
    void show(Object& panel) const {
        if (mailbox_.empty()) return;
        panel.set("mailbox", mailbox_);
        panel.set("opened", std::chrono::duration<double>(opened_).count());
        Array list;
        for (const Message& message : messages_) {
            Object shown;
            shown.set("number", list.size() + 1);
            shown.set("id", std::to_string(message.id));
            if (!message.unique_id.empty()) shown.set("unique_id", message.unique_id);
            if (message.marked) shown.set("marked", true);
            if (message.fetched) shown.set("fetched", true);
            list.add(shown);
        }
        panel.set("maildrop", list);
    }

private:
    struct Message {
        std::uint64_t id;
        bool marked = false, fetched = false;
        std::string unique_id = {};  ///< as UIDL has said it
    };
    void open(const Turn& turn, const std::vector<std::uint64_t>& ids) {
        mailbox_ = turn.mailboxes;
        opened_ = turn.utterances.back().at;
        for (std::uint64_t id : ids)
            if (messages_.size() < most_messages) messages_.push_back({id});
    }

    /// "1 17.00000007", or the same behind +OK.
    void take_unique_id(std::string_view line) {
        if (line.starts_with("+OK ")) line.remove_prefix(4);
        const std::vector<std::string> words = split(line);
        const auto number = words.size() == 2 ? number_in<std::size_t>(words[0]) : std::nullopt;
        if (number && *number >= 1 && *number <= messages_.size()) messages_[*number - 1].unique_id = words[1];
    }

    std::string mailbox_;
    std::chrono::microseconds opened_{};
    std::vector<Message> messages_;
};

}  // namespace

Object panel_of(const labs::Conversation& conversation, const Turns& turns) {
    Object panel;
    if (!conversation.was_on_a_wire()) return panel;
    add_states(conversation, turns, panel);
    Letter letter;
    Maildrop maildrop;
    for (const Turn& turn : turns) {
        if (conversation.protocol() == labs::Protocol::smtp) letter.add(turn);
        if (conversation.protocol() == labs::Protocol::pop3) maildrop.add(turn);
    }
    letter.show(panel);
    maildrop.show(panel);
    return panel;
}

}  // namespace postlab::screen
