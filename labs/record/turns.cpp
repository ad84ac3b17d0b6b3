#include "labs/record/turns.h"

#include <algorithm>
#include <utility>

#include "labs/dialogue/reply_difference.h"
#include "shared/wire/telnet.h"

namespace postlab::labs {

using store::KeptEvent;

namespace {

bool is_refusal(const KeptEvent& event) {
    return event.direction == Direction::server && event.content && telnet_refusals(event.bytes) == event.bytes.size();
}

Line line_of(std::string_view bytes, std::chrono::microseconds at, std::uint32_t seq, std::uint32_t row = 0) {
    Line line{bytes, bytes, Line::End::none, at, seq, row};
    if (bytes.ends_with("\r\n") || bytes.ends_with(std::string_view("\r\0", 2)))
        line.end = Line::End::crlf;
    else if (bytes.ends_with('\n'))
        line.end = Line::End::lf;
    line.text.remove_suffix(line.end == Line::End::crlf ? 2 : line.end == Line::End::lf ? 1 : 0);
    return line;
}

/// Content of that event belongs to the utterance before.
bool goes_on(const Utterance& before, const KeptEvent& event) {
    const bool report = !before.messages.empty() || !event.messages.empty();  // a message of its own
    return event.content && before.content && !report && event.direction == before.direction && before.left_out == 0 &&
           before.injected.empty();
}

/// The octets behind a BDAT are announced by it, and answered with it.
bool begins_turn(const Utterance& before, const Utterance& next) {
    if (next.direction == Direction::server) return false;
    const bool goes_on = before.content || before.verb == "BDAT";
    return !(next.content && goes_on && before.direction == Direction::client);
}

/// Those of neighbouring utterances.
std::span<const Line> lines_of(std::span<const Utterance> utterances) {
    if (utterances.empty()) return {};
    const std::span<const Line> first = utterances.front().lines, last = utterances.back().lines;
    return {first.data(), last.data() + last.size()};
}

Turn turn_of(std::span<const Utterance> utterances, Protocol protocol) {
    const Utterance& first = utterances.front();
    const auto answer = std::ranges::find(utterances, Direction::server, &Utterance::direction);
    const auto count = static_cast<std::size_t>(answer - utterances.begin());
    Turn turn{count == 0      ? Turn::Kind::greeting
              : first.content ? Turn::Kind::content
                              : Turn::Kind::command,
              utterances,
              lines_of(utterances.first(count)),
              lines_of(utterances.subspan(count)),
              {},
              {},
              {},
              {},
              {}};
    if (count != 0) turn.verb = first.verb, turn.state = first.state_before;
    for (const Utterance& reply : utterances.subspan(count)) {
        if (reply.content) continue;
        if (!reply.bytes.empty()) turn.code = code_of(reply.bytes, protocol);
        if (!reply.mailboxes.empty()) turn.mailboxes = reply.mailboxes;
        if (!reply.messages.empty()) turn.messages = reply.messages;
    }
    return turn;
}

}  // namespace

std::string_view bytes_of(std::span<const Line> lines) {
    if (lines.empty()) return {};
    const char *first = lines.front().bytes.data(), *last = lines.back().bytes.data() + lines.back().bytes.size();
    return {first, static_cast<std::size_t>(last - first)};
}

Joined::Joined(std::span<const std::span<const Line>> pieces) {
    struct Start {
        std::size_t from;
        const Line* line;
    };
    std::vector<Start> starts;
    for (const std::span<const Line> piece : pieces)
        for (const Line& line : piece) {
            if (bytes_.empty() || bytes_.back() == '\n') starts.push_back({bytes_.size(), &line});
            bytes_ += line.bytes;
        }
    for (std::size_t i = 0; i < starts.size(); ++i) {
        const std::size_t from = starts[i].from, to = i + 1 < starts.size() ? starts[i + 1].from : bytes_.size();
        const Line& first = *starts[i].line;
        lines_.push_back(line_of(std::string_view(bytes_).substr(from, to - from), first.at, first.seq, first.row));
    }
}

Turns::Turns(const Conversation& conversation, const Extent& extent) {
    std::size_t octets = 0;
    for (const KeptEvent& event : conversation.events) octets += event.bytes.size();
    bytes_.reserve(std::min(octets, extent.most_octets));  // views into it must stay where they are
    std::uint64_t lost = 0;
    std::uint32_t expected = 0;
    for (const KeptEvent& event : conversation.events) {
        lost += event.seq - expected;
        expected = event.seq + 1;
        if (!extent.refusals && is_refusal(event)) continue;
        complete_ = bytes_.size() + event.bytes.size() <= extent.most_octets && lines_.size() <= extent.most_lines;
        if (!complete_) break;
        add(event, std::exchange(lost, 0));
    }
    divide_last();
    find_turns(conversation.protocol());
}

void Turns::add(const KeptEvent& event, std::uint64_t lost) {
    if (utterances_.empty() || lost != 0 || !goes_on(utterances_.back(), event)) begin_utterance(event, lost);
    Utterance& utterance = utterances_.back();
    pieces_.push_back({bytes_.size(), event.at, event.seq});
    bytes_ += event.bytes;
    utterance.bytes = std::string_view(bytes_).substr(pieces_.front().from);
    utterance.injected = word(event.injected);
    utterance.left_out = event.left_out;
    if (event.direction == Direction::client && !event.content && !event.bytes.empty()) add_command(event);
}

void Turns::begin_utterance(const KeptEvent& event, std::uint64_t lost) {
    divide_last();
    pieces_.clear();
    utterances_.push_back({event.direction,
                           event.content,
                           {},
                           {},
                           event.seq,
                           event.at,
                           word(event.state_before),
                           word(event.state_after),
                           word(event.verb),
                           word(event.reply),
                           word(event.mailboxes),
                           word(event.messages),
                           {},
                           word(event.tls),
                           lost,
                           0});
}

void Turns::add_command(const KeptEvent& event) {
    Line line = line_of(utterances_.back().bytes, event.at, event.seq);
    if (!event.taken.empty()) line.text = word(event.taken);
    lines_.push_back(line);
}

/// A reply or content, into its lines.
void Turns::divide_last() {
    if (utterances_.empty()) return;
    const Utterance& utterance = utterances_.back();
    if (utterance.direction == Direction::client && !utterance.content) return;
    auto piece = pieces_.cbegin();  // that the line begins in
    std::uint32_t row = 0;
    for (std::size_t from = pieces_.front().from; from < bytes_.size(); ++row) {
        while (piece + 1 != pieces_.cend() && from >= (piece + 1)->from) ++piece, row = 0;
        const std::size_t end = std::min(bytes_.find('\n', from), bytes_.size() - 1) + 1;
        lines_.push_back(line_of(std::string_view(bytes_).substr(from, end - from), piece->at, piece->seq));
        lines_.back().row = row;
        from = end;
    }
}

void Turns::find_turns(Protocol protocol) {
    auto line = lines_.cbegin();
    for (Utterance& utterance : utterances_) {
        const auto first = line;
        const char* end = utterance.bytes.data() + utterance.bytes.size();
        while (line != lines_.cend() && line->bytes.data() < end) ++line;
        utterance.lines = {first, line};
    }
    for (auto first = utterances_.cbegin(); first != utterances_.cend();) {
        auto last = first + 1;
        while (last != utterances_.cend() && !begins_turn(last[-1], *last)) ++last;
        turns_.push_back(turn_of({first, last}, protocol));
        first = last;
    }
}

std::string_view Turns::word(const std::string& text) {
    return text.empty() ? std::string_view() : std::string_view(*words_.insert(text).first);
}

}  // namespace postlab::labs
