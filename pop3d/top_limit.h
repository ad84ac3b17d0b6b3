#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace postlab::pop3d {

/// Where TOP stops (RFC 1939 7): behind the header, the empty line and so many lines of the body. One for
/// one message, whose content passes by in blocks that may be cut anywhere. A line ends in CRLF, nowhere else.
class TopLimit {
public:
    explicit TopLimit(std::uint64_t body_lines) : lines_left_(body_lines) {}

    /// How many octets at the front of this block belong to the top.
    std::size_t take(std::string_view block);
    /// Nothing more belongs to it; the session stops reading the message.
    bool reached() const { return in_body_ && lines_left_ == 0; }

private:
    std::uint64_t lines_left_;       ///< of the body
    std::uint64_t line_octets_ = 0;  ///< of the line under way
    bool in_body_ = false;           ///< the empty line has passed
    bool after_cr_ = false;          ///< a block was cut between CR and LF
};

}  // namespace postlab::pop3d
