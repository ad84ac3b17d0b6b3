// Content that is counted: from BDAT to the reply behind its octets (RFC 3030).
#include <algorithm>
#include <charconv>
#include <limits>

#include "shared/text/text.h"
#include "smtpd/replies.h"
#include "smtpd/session.h"

namespace postlab::smtpd {

namespace {

/// chunk-size = 1*DIGIT. More than fits in 64 bits is more than will ever come.
std::optional<std::uint64_t> chunk_size(std::string_view digits) {
    if (!all_digits(digits)) return std::nullopt;
    std::uint64_t size = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), size);
    return error == std::errc() ? size : std::numeric_limits<std::uint64_t>::max();
}

}  // namespace

std::optional<Session::Chunk> Session::read_chunk(std::string_view argument) {
    const std::size_t space = argument.find(' ');
    const auto size = chunk_size(argument.substr(0, space));
    const bool last = space != argument.npos;
    if (!size || (last && !equal_ignoring_case(argument.substr(space + 1), "LAST"))) return std::nullopt;
    return Chunk{*size, *size, last, nullptr};
}

void Session::bdat(std::string_view argument) {
    const bool failed = incoming_ && incoming_->refusal();
    take_or_discard(argument, !extended_ ? &"bdat.needs_ehlo"_reply : failed ? &"bdat.needs_rset"_reply : nullptr);
}

/// RFC 3030 2: what follows a BDAT is read before the refusal, and never taken for commands.
void Session::take_or_discard(std::string_view argument, const Reply* refusal) {
    chunk_ = read_chunk(argument);
    if (!chunk_) {
        if (fault_replaces("BDAT")) return;
        return refusal ? say(*refusal) : say("bdat.syntax"_reply, {find("BDAT")->syntax});
    }
    chunk_->refusal = refusal;
    if (!refusal && !transaction_.chunked) {
        transaction_.chunked = true;
        incoming_.emplace(trace_now(), settings_.largest_message(), false, MemoryBudget::Share(memory_));
    }
    if (chunk_->left == 0) end_of_chunk();
}

bool Session::take_chunk() {
    if (input_.empty()) return false;
    const std::string_view content =
        input_.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(chunk_->left, Incoming::taken_at_once)));
    input_.remove_prefix(content.size());
    chunk_->left -= content.size();
    if (!chunk_->refusal) incoming_->take_counted(content);
    heard_content(content);
    if (chunk_->left == 0) {
        answer_telnet();
        end_of_chunk();
    } else if (!chunk_->refusal) {
        hand_block_over();
    }
    return true;
}

void Session::end_of_chunk() {
    const Chunk chunk = *chunk_;
    const bool of_letter = !chunk.refusal;
    if (fault_replaces("BDAT")) return of_letter ? fail_chunk() : chunk_.reset();
    if (!of_letter) {
        chunk_.reset();
        return say(*chunk.refusal);
    }
    if (chunk.last && !incoming_->ends_with_line()) incoming_->refuse_unless_worse("bdat.no_line_end"_reply);
    if (const Reply* refusal = incoming_->refusal()) {
        fail_chunk();
        return say(*refusal, {std::to_string(settings_.largest_message())});
    }
    if (chunk.last) return deliver();
    chunk_.reset();
    state_ = State::chunk_given;
    say("bdat.ok"_reply, {std::to_string(chunk.size)});
}

/// RFC 3030 2: RSET has to clear the transaction before it can go on.
void Session::fail_chunk() {
    chunk_.reset();
    incoming_->refuse("bdat.needs_rset"_reply);
    state_ = State::chunk_given;
}

}  // namespace postlab::smtpd
