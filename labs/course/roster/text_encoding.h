#pragma once
#include <string>

namespace postlab::course {

/// A text as UTF-8, and what it was in before.
struct Decoded {
    std::string text, encoding;
};

/// The text of a file that a spreadsheet or an editor has written, in UTF-8 and without a byte order mark. An
/// empty `encoding` is found out: UTF-8 and UTF-16 by their own marks, then GB18030 and CP1251 by what the
/// text would look like. Any name that iconv knows may be given. Throws std::invalid_argument with one line.
Decoded to_utf8(const std::string& bytes, const std::string& encoding = "");

}  // namespace postlab::course
