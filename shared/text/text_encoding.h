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

/// The text of a file that a spreadsheet or an editor has written, in UTF-8 and without a byte order mark. An
/// empty `encoding` is found out: UTF-8 and UTF-16 by their own marks, then GB18030 and CP1251 by what the
/// text would look like. Throws std::invalid_argument with one line: it is no text in that encoding.
Decoded decoded(std::string_view bytes, const std::string& encoding = "");

}  // namespace postlab
