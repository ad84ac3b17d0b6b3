// The commands of the TRANSACTION state that show messages: STAT, LIST, UIDL, RETR, TOP. What may be long is said
// piece by piece from step(), so that the output stays at its mark however much a client asks for at once.
#include <algorithm>
#include <limits>
#include <utility>

#include "pop3d/replies.h"
#include "pop3d/session.h"
#include "shared/text/text.h"

namespace postlab::pop3d {

namespace {

constexpr std::size_t block_octets = 64 * 1024;
constexpr std::size_t listing_octets = 16 * 1024;

/// Decimal digits and nothing else; a number that is too large for any use becomes the largest.
std::optional<std::uint64_t> number_in(std::string_view digits) {
    if (!all_digits(digits)) return std::nullopt;
    constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t number = 0;
    for (char digit : digits) {
        if (number > (most - 9) / 10) return most;
        number = number * 10 + static_cast<std::uint64_t>(digit - '0');
    }
    return number;
}

}  // namespace

/// The index of the message that a command names; if it must not, says so.
std::optional<std::size_t> Session::message_named(std::string_view word) {
    std::size_t count = maildrop_->total().messages;
    auto number = number_in(word);
    if (!number) {
        say("message.digits"_reply);
    } else if (*number < 1 || *number > count) {
        say("message.none"_reply, {std::to_string(count), plural(count)});
    } else if (marks_->marked(*number - 1)) {
        say("message.deleted"_reply, {std::to_string(*number)});
    } else {
        return *number - 1;
    }
    return std::nullopt;
}

void Session::say_unreadable(std::size_t index) { say("message.unreadable"_reply, {std::to_string(index + 1)}); }

std::string Session::ids_of(const std::vector<std::size_t>& indices) const {
    MessageRanges ranges;
    for (const std::size_t index : indices) ranges.add(maildrop_->message(index)->id);
    return ranges.text();
}

std::string Session::ids_unmarked() const {
    MessageRanges ranges;
    const std::size_t count = maildrop_->total().messages;
    if (count > 0 && !maildrop_->message(0)) return "";
    for (std::size_t index = 0; index < count; ++index)
        if (!marks_->marked(index)) ranges.add(maildrop_->message(index)->id);
    return ranges.text();
}

void Session::stat(std::string_view) {
    say("stat.ok"_reply, {std::to_string(marks_->count()), std::to_string(marks_->octets())});
}

void Session::list(std::string_view number) {
    if (number.empty()) return list_all("list.all"_reply, false);
    with_message(number, [this](std::size_t index, const store::Message& message) {
        record_.reply_is_about(std::to_string(message.id));
        say("list.one"_reply, {std::to_string(index + 1), std::to_string(message.octets)});
    });
}

void Session::uidl(std::string_view number) {
    if (number.empty()) return list_all("uidl.all"_reply, true);
    with_message(number, [this](std::size_t index, const store::Message& message) {
        record_.reply_is_about(std::to_string(message.id));
        say("uidl.one"_reply, {std::to_string(index + 1), message.unique_id});
    });
}

void Session::list_all(const Reply& announcement, bool unique_ids) {
    maildrop_->list(0, maildrop_->total().messages, when_answered([this, &announcement, unique_ids](bool listed) {
                        listed ? begin_listing(announcement, unique_ids) : say("list.unreadable"_reply);
                    }));
}

void Session::begin_listing(const Reply& announcement, bool unique_ids) {
    std::size_t count = marks_->count();
    std::string first_line =
        writer_.line(announcement, {std::to_string(count), plural(count), std::to_string(marks_->octets())});
    listing_ = Listing{unique_ids};
    record_.reply_is_about(ids_unmarked());
    say_raw(first_line + "\r\n" + next_lines(), announcement);
}

std::string Session::next_lines() {
    std::string lines;
    const std::size_t count = maildrop_->total().messages;
    std::size_t& next = listing_->next;
    for (; next < count && lines.size() < listing_octets; ++next) {
        if (marks_->marked(next)) continue;
        const store::Message& message = *maildrop_->message(next);
        lines += std::to_string(next + 1) + ' ';
        lines += (listing_->unique_ids ? message.unique_id : std::to_string(message.octets)) + "\r\n";
    }
    if (next == count) {
        lines += ".\r\n";
        listing_.reset();
    }
    return lines;
}

void Session::retr(std::string_view number) {
    with_message(number, [this](std::size_t index, const store::Message& message) {
        begin_retrieval({index, message.octets, &"retr.ok"_reply});
    });
}

void Session::top(std::string_view number_and_lines) {
    std::size_t space = number_and_lines.find(' ');
    auto lines = number_in(number_and_lines.substr(space + 1));
    if (!lines) return say("top.lines"_reply);
    with_message(number_and_lines.substr(0, space), [this, lines](std::size_t index, const store::Message& message) {
        begin_retrieval({index, message.octets, &"top.ok"_reply, TopLimit(*lines)});
    });
}

void Session::begin_retrieval(Retrieval retrieval) {
    retrieval_ = retrieval;
    read_block();
}

void Session::read_block() {
    if (retrieval_->from == retrieval_->octets) return say_block("");  // only a message of 0 octets gets here
    maildrop_->read(retrieval_->index, retrieval_->from, block_octets,
                    when_answered([this](const std::optional<std::string>& block) { say_block(block); }));
}

void Session::say_block(const std::optional<std::string>& block) {
    Retrieval& retrieval = *retrieval_;
    const std::uint64_t octets = retrieval.octets;
    bool lost = !block || (block->empty() && octets > 0) || block->size() > octets - retrieval.from;
    if (lost) return give_up();
    if (retrieval.from == 0 && needs_utf8(*block)) return refuse_without_utf8();
    if (retrieval.from == 0) announce();

    std::string_view content = *block;
    if (retrieval.limit) content = content.substr(0, retrieval.limit->take(content));
    std::string wire;
    wire.reserve(content.size() + 256);  // room for some stuffed dots
    retrieval.encoder.append(content, wire);
    retrieval.from += block->size();
    if (retrieval.from == octets || (retrieval.limit && retrieval.limit->reached())) {
        retrieval.encoder.finish(wire);
        retrieval_.reset();
    }
    say_content(wire);
}

void Session::announce() {
    std::size_t index = retrieval_->index;
    if (!retrieval_->limit) last_ = std::max(last_, index + 1);
    record_.reply_is_about(std::to_string(maildrop_->message(index)->id));
    say(*retrieval_->announcement, {std::to_string(retrieval_->octets)});
}

void Session::refuse_without_utf8() {
    const std::size_t index = std::exchange(retrieval_, std::nullopt)->index;
    say("utf8.needed"_reply, {std::to_string(index + 1)});
}

/// In the middle of a message no -ERR can be said any more, it would be taken for a line of the message. Without
/// the final dot the client knows that it has not got all of it, so the connection is closed where it stands.
void Session::give_up() {
    if (retrieval_->from == 0)
        say_unreadable(retrieval_->index);
    else
        hang_up("failed");
    retrieval_.reset();
}

}  // namespace postlab::pop3d
