#pragma once
#include <optional>
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

/// Of a line that brings a password, as far as its verb tells, what may be shown: the verb where it is PASS, LOGIN,
/// AUTH or APOP, in homoglyphs or not; "" where it only comes close ("PASSWORD", "PSAS"), for the password may
/// stick to it ("PASSsesame"). Nothing: it has another verb.
std::optional<std::string_view> credential_verb(std::string_view line);

}  // namespace postlab
