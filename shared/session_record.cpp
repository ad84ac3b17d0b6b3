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
    if (line.too_long || shown.size() < line.text.size())
        return client_line(moment, verb, starred(line.raw, shown), {});
    const bool as_it_came = line.plain || line.text == without_end(line.raw);
    client_line(moment, verb, line.raw, as_it_came ? std::string_view() : line.text);
}

void SessionRecord::client_line(Moment moment, std::string_view verb, std::string_view bytes, std::string_view taken) {
    verb_ = verb;
    state_before_ = moment.state;
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
    no_command(moment.state);
}

void SessionRecord::hidden(Event::Layer layer, Direction direction, std::string_view bytes, Time at) {
    if (!transcript_) return;
    transcript_->record({.direction = direction,
                         .at = at,
                         .bytes = bytes,
                         .state_before = {},
                         .state_after = {},
                         .verb = {},
                         .reply = {},
                         .layer = layer});
}

void SessionRecord::end(std::string_view how, Time at) {
    if (auto transcript = std::exchange(transcript_, nullptr)) transcript->ended(how, at);
    feedback_ = nullptr;
}

void SessionRecord::tell(const Event& event) {
    if (transcript_) transcript_->record(event);
    if (feedback_) feedback_->follow(event);
}

}  // namespace postlab
