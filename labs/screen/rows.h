#pragma once
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "labs/explain/annotator.h"
#include "labs/record/turns.h"

namespace postlab::screen {

/// Where a line stands in its conversation, "12.0": the number of the event that it begins in, and which of the lines
/// there it is. In their order.
struct Position {
    std::uint32_t event = 0, row = 0;
    auto operator<=>(const Position&) const = default;
    std::string text() const { return std::to_string(event) + "." + std::to_string(row); }
};
/// What text() has written; the beginning for all else.
Position position_in(const std::string& text);

/// So much of a conversation is shown; what is longer is for `postlab transcript show`.
inline constexpr std::size_t most_lines = 2000, most_octets = 1 << 20;

/// A line's parts as the page shows them: text, and hidden characters as [name, octets in hex].
Poco::JSON::Array parts_of(std::string_view bytes);

struct RowsOf {
    Poco::JSON::Array rows;
    Position last;  ///< of them: it is told again next time, when it may have become longer
    bool more;      ///< there are more of them already
};

/// The lines from `from` on, explained, one row for each, and no more of them than about `enough` octets of JSON.
/// What explains is in that language.
///     {"at": "12.0", "from": "client", "time": 31.204, "parts": ["QUIT", ["CR", "0d"], ["LF", "0a"]], "notes": [...]}
/// "content": of a letter or a list. "refused": the reply says no. "code": how many characters of the first part are
/// it. "together": it came in one packet with the line above; "packet": a line of a letter with which
/// another one begins. "private": TLS has hidden it on its way. "decoded": what
/// the line of a letter says without its encoding, see course::LineDecoder. A note: {"about": "reply", "id", "section",
/// "text"}, with "before" and "after" of a state, and "verb" and "before" of what a state has refused.
RowsOf rows_of(const labs::Conversation& conversation, const labs::Turns& turns, Position from, std::size_t enough,
               const labs::Language& language = labs::Language::english());

}  // namespace postlab::screen
