#include "shared/session_record.h"

#include <cassert>
#include <utility>

namespace postlab {

namespace {

/// As LineReader::End has it.
std::string_view end_of(std::string_view bytes) {
    for (std::string_view end : {std::string_view("\r\n"), std::string_view("\n"), std::string_view("\r\0", 2)})
        if (bytes.ends_with(end)) return end;
    return {};
}

std::string_view without_end(std::string_view bytes) { return bytes.substr(0, bytes.size() - end_of(bytes).size()); }

std::string starred(std::string_view bytes, std::string_view shown) {
    std::string stars(shown);
    if (!stars.empty()) stars += ' ';
    return stars.append("****").append(bytes.ends_with('\n') ? end_of(bytes) : "");
}

}  // namespace

void SessionRecord::command(Moment moment, const LineReader::Line& line, std::string_view verb,
                            std::string_view shown) {
    verb_ = verb;
    state_before_ = moment.state;
    const bool as_it_came = line.plain || line.text == without_end(line.raw);
    if (line.too_long || shown.size() < line.text.size()) {
        const bool whole = as_it_came && !line.too_long;
        tell_withheld(&Withheld::starred);
        withheld_ = {moment, verb, starred(line.raw, shown), whole ? std::string(line.raw) : std::string()};
        return;
    }
    if (!line.edited) octets_told_ += line.raw.size();
    client_line(moment, verb, line.raw, as_it_came ? std::string_view() : line.text);
}

void SessionRecord::reveal() {
    revealed_ = true;
    if (!withheld_ || withheld_->as_typed.empty()) return;
    octets_told_ += withheld_->as_typed.size();
    tell_withheld(&Withheld::as_typed);
}

void SessionRecord::tell_withheld(std::string Withheld::*bytes) {
    if (const auto line = std::exchange(withheld_, std::nullopt))
        client_line(line->moment, line->verb, (*line).*bytes, {});
}

void SessionRecord::client_line(Moment moment, std::string_view verb, std::string_view bytes, std::string_view taken) {
    tell({.direction = Direction::client,
          .at = moment.at,
          .bytes = bytes,
          .state_before = moment.state,
          .state_after = moment.state,
          .verb = verb,
          .reply = {},
          .taken = taken});
}

void SessionRecord::client_content(Moment moment, std::string_view bytes) {
    state_before_ = moment.state;
    octets_told_ += bytes.size();
    tell({Direction::client, moment.at, bytes, moment.state, moment.state, verb_, {}, true});
}

void SessionRecord::server_content(Moment moment, std::string_view bytes, std::string_view injected) {
    tell({.direction = Direction::server,
          .at = moment.at,
          .bytes = bytes,
          .state_before = state_before_,
          .state_after = moment.state,
          .verb = verb_,
          .reply = {},
          .content = true,
          .injected = injected});
}

void SessionRecord::stored_report(Moment moment, std::string_view message, std::string_view mailbox) {
    tell({.direction = Direction::server,
          .at = moment.at,
          .bytes = {},
          .state_before = moment.state,
          .state_after = moment.state,
          .verb = verb_,
          .reply = {},
          .content = true,
          .mailboxes = mailbox,
          .messages = message});
}

void SessionRecord::no_command(std::string_view state) {
    verb_ = {};
    state_before_ = state;
}

void SessionRecord::reply_is_about(std::string messages, std::string mailboxes) {
    assert(!in_reply());
    messages_ = std::move(messages);
    mailboxes_ = std::move(mailboxes);
}

void SessionRecord::begin_reply(const Reply& reply, std::size_t from) {
    assert(!in_reply());
    reply_ = &reply;
    reply_from_ = from;
}

void SessionRecord::end_reply(Moment moment, std::string_view bytes, std::string_view injected) {
    tell(reply(moment, *std::exchange(reply_, nullptr), bytes, injected));
    state_before_ = moment.state;
    messages_.clear();
    mailboxes_.clear();
}

Event SessionRecord::reply(Moment moment, const Reply& reply, std::string_view bytes, std::string_view injected) const {
    return {Direction::server, moment.at, bytes,      state_before_, moment.state, verb_,
            reply.id,          false,     mailboxes_, messages_,     injected};
}

void SessionRecord::fault(Moment moment, std::string_view injected) {
    tell({.direction = Direction::server,
          .at = moment.at,
          .bytes = {},
          .state_before = state_before_,
          .state_after = moment.state,
          .verb = verb_,
          .reply = {},
          .injected = injected});
}

void SessionRecord::tls(Moment moment, std::string_view what) {
    tell({.direction = Direction::server,
          .at = moment.at,
          .bytes = {},
          .state_before = moment.state,
          .state_after = moment.state,
          .verb = {},
          .reply = {},
          .tls = what});
    octets_heard_ = octets_told_ = 0;
    no_command(moment.state);
}

void SessionRecord::hidden(Event::Layer layer, Direction direction, std::string_view bytes, Time at) {
    if (!transcript_) return;
    if (holds_hidden_back_) return hold_back({layer, direction, at, std::string(bytes)});
    transcript_->record({.direction = direction,
                         .at = at,
                         .bytes = bytes,
                         .state_before = {},
                         .state_after = {},
                         .verb = {},
                         .reply = {},
                         .layer = layer});
}

void SessionRecord::hold_back(Hidden hidden) {
    octets_held_back_ += hidden.bytes.size();
    if (octets_held_back_ <= most_hidden)
        held_back_.push_back(std::move(hidden));
    else
        held_back_ = {};  // a part of it would open nothing
}

bool SessionRecord::may_be_opened() const {
    return revealed_ && octets_held_back_ <= most_hidden && octets_heard_ == octets_told_;
}

void SessionRecord::tell_hidden() {
    holds_hidden_back_ = false;
    for (const Hidden& one : std::exchange(held_back_, {})) hidden(one.layer, one.direction, one.bytes, one.at);
}

void SessionRecord::end(std::string_view how, Time at) {
    tell_withheld(&Withheld::starred);
    if (may_be_opened()) tell_hidden();
    if (auto transcript = std::exchange(transcript_, nullptr)) transcript->ended(how, at);
    feedback_ = nullptr;
}

void SessionRecord::tell(const Event& event) {
    tell_withheld(&Withheld::starred);
    if (transcript_) transcript_->record(event);
    if (feedback_) feedback_->follow(event);
}

}  // namespace postlab
