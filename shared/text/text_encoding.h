#pragma once
#include <optional>
#include <string>
#include <string_view>

/// Text that others have written, in whatever encoding, as UTF-8. Functions without state: any thread.
namespace postlab {

/// Bytes in a named encoding as UTF-8; nothing: they are no text in it, or nobody knows it. Any name that iconv knows
/// may be given; an empty one is US-ASCII, as it is for mail without a charset (RFC 2045 5.2). A byte order mark stays.
std::optional<std::string> to_utf8(std::string_view bytes, const std::string& encoding);

/// A text as UTF-8, and what it was in before.
struct Decoded {
    std::string text, encoding;
};

/// The text of a file that a spreadsheet or an editor has written, in UTF-8 and without a byte order mark. Without
/// `encoding` it is UTF-8, or UTF-16 with its mark. Nothing is guessed: Ж in CP1251 is Æ in CP1252, and both look like
/// a name. Throws SayableError: it is no text in that encoding, or what it would be in others.
Decoded decoded(std::string_view bytes, const std::string& encoding = "");

/// The same as lines that end with LF, whatever the file's own line ends are (CRLF, LF or CR).
std::string text_of(std::string_view bytes);

/// So many octets from the front of UTF-8 text at most, and only whole characters.
std::string_view beginning(std::string_view text, std::size_t octets);

/// Whether UTF-8 text has a character that a terminal obeys, or that turns what stands behind it around, instead of
/// showing something: C0, DEL, C1, line separators, and the marks, embeddings and isolates of the bidirectional
/// algorithm (UAX #9).
bool has_controls(std::string_view text);

}  // namespace postlab
