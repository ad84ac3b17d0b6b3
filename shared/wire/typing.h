#pragma once
#include <array>
#include <span>
#include <string>
#include <string_view>

/// What people type, and what they meant by it. Pure functions: any thread, any bytes.
namespace postlab {

/// The line with one space between words and none around them; what stands in double quotes is left alone. Where
/// `keep_argument` is set, all behind the first word and one space or tab stays as it is: a password.
std::string without_spare_blanks(std::string_view line, bool keep_argument);

/// The verb that a word is a slip of: one letter wrong, missing or too many, two swapped, or a longer form ("DELETE").
/// Empty when it is another word.
std::string_view verb_meant(std::string_view word, std::span<const std::string_view> verbs);
/// The same, but empty where so much stands behind the verb that a password may stick to it.
std::string_view slip_of(std::string_view word, std::span<const std::string_view> verbs);

/// What a browser, or a scanner, begins with at any port.
inline constexpr std::array<std::string_view, 6> web_verbs{"GET", "HEAD", "POST", "PUT", "OPTIONS", "CONNECT"};

}  // namespace postlab
