#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "labs/course/lab/note.h"

/// What mail encodes: bodies (RFC 2045 6.7 and 6.8), and texts in header fields (RFC 2047). Functions without state;
/// any thread, any bytes.
namespace postlab::course {

inline bool beyond_ascii(char c) { return static_cast<unsigned char>(c) > 127; }

/// What came out, and what was amiss.
struct DecodedText {
    std::string text;
    Note wrong = {};   ///< the first thing that no reader need understand; empty: nothing
    Note remark = {};  ///< the first thing that a reader forgives
};

/// Octets, from a text without line ends in which some stand as two digits behind a mark: =XX in quoted-printable, %XX
/// in parameters (RFC 2231 4). Nothing: a mark without two digits.
std::optional<std::string> from_hex_escapes(std::string_view text, char mark);

/// Octets. Characters that are none of base64 are ignored, as RFC 2045 6.8 asks, with a remark.
DecodedText from_base64(std::string_view body);

/// Octets. Blanks at the end of a line are deleted, as RFC 2045 6.7 rule 3 asks, with a remark. Lines over 76
/// characters and octets that should be encoded are wrong, and decoded.
DecodedText from_quoted_printable(std::string_view body);

/// UTF-8: a header field's text with its encoded-words decoded, also those that name a language (RFC 2231 5). What
/// looks like one and is none stays as it is, and is wrong: one over 75 characters, one in an unknown charset.
DecodedText decoded_header(std::string_view text);

/// Octets in a charset as UTF-8, as to_utf8(), also by names that mail programs use and iconv doesn't know.
std::optional<std::string> text_in(const std::string& charset, std::string_view octets);

/// Whether two names are the same charset's: in any case, with or without hyphens ("UTF8", "utf-8").
bool same_charset(std::string_view a, std::string_view b);

}  // namespace postlab::course
