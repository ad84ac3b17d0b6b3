#pragma once
#include <algorithm>
#include <charconv>
#include <exception>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Letters, digits and hexadecimal as the protocols mean them: ASCII only, whatever the locale is; octets above 127 are
/// left as they are. What UTF-8 text looks like on a screen is labs/text/paragraph.h. Functions without state: any
/// thread.
namespace postlab {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr char ascii_upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }
constexpr char ascii_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
constexpr bool is_ascii_letter(char c) { return ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z'; }

std::string lower_case(std::string_view text);
std::string upper_case(std::string_view text);

constexpr bool equal_ignoring_case(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (ascii_lower(a[i]) != ascii_lower(b[i])) return false;
    return true;
}

/// Whether `text` has `front` at its beginning, in whatever case.
constexpr bool starts_ignoring_case(std::string_view text, std::string_view front) {
    return equal_ignoring_case(text.substr(0, front.size()), front);
}

/// False for an empty text, too.
constexpr bool all_digits(std::string_view text) { return !text.empty() && std::ranges::all_of(text, is_digit); }

/// Without blanks, tabs and line ends in front and behind.
std::string_view trimmed(std::string_view text);

/// The words of a text, one by one; what stands between them is blanks and line ends.
std::vector<std::string> split(std::string_view text);

/// A text with details in its holes: "{}" stands for the next one, "{2}" for the second, since other languages put them
/// in another order or leave a plural's ending out. What has no detail stays as it is.
std::string filled(std::string_view text, std::span<const std::string_view> details);

/// What stands behind a word that is counted, "message{}".
constexpr std::string_view plural(std::size_t count) { return count == 1 ? "" : "s"; }

/// The parts (or what `of` makes of each) in one text, with `between` between them.
template <class Parts, class Of = std::identity>
std::string joined(const Parts& parts, std::string_view between, Of of = {}) {
    std::string text;
    std::string_view before;
    for (const auto& part : parts) text.append(std::exchange(before, between)).append(std::invoke(of, part));
    return text;
}

/// The number that the whole text is, as std::from_chars reads it; nothing: it is none, or too large for the type.
template <class Number>
std::optional<Number> number_in(std::string_view text) {
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

/// What a hexadecimal digit of either case stands for; -1: it is none.
constexpr int hex_digit(char c) {
    if (is_digit(c)) return c - '0';
    return ascii_lower(c) >= 'a' && ascii_lower(c) <= 'f' ? ascii_lower(c) - 'a' + 10 : -1;
}

/// What an exception says, for people: without the names of classes that Poco puts in front, "Net Exception: ".
std::string words_of(const std::exception& error);

/// Two digits for each octet, in lower case: "0d0a".
std::string hex(std::string_view octets);
/// The octets that such digits, of either case, stand for; nothing: they are none, or an odd number.
std::optional<std::string> from_hex(std::string_view digits);

}  // namespace postlab
