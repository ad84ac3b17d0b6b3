#include "shared/sasl/saslprep.h"

#include <stringprep.h>

#include <algorithm>
#include <memory>

#include "shared/text/text_encoding.h"

namespace postlab::sasl {

namespace {

constexpr std::size_t longest = 255;  // octets

bool is_plain(char c) { return c >= ' ' && c <= '~'; }

bool fits(std::string_view text) { return !text.empty() && text.size() <= longest; }

}  // namespace

std::optional<std::string> prepared(std::string_view text, Prepared what_for) {
    if (!fits(text)) return std::nullopt;
    if (std::ranges::all_of(text, is_plain)) return std::string(text);
    if (text.find('\0') != text.npos || !to_utf8(text, "UTF-8")) return std::nullopt;
    const auto flags =
        static_cast<Stringprep_profile_flags>(what_for == Prepared::stored ? STRINGPREP_NO_UNASSIGNED : 0);
    char* made = nullptr;
    if (stringprep_profile(std::string(text).c_str(), &made, "SASLprep", flags) != STRINGPREP_OK) return std::nullopt;
    const std::unique_ptr<char, decltype(&free)> owner(made, free);
    return fits(made) ? std::optional<std::string>(made) : std::nullopt;
}

}  // namespace postlab::sasl
