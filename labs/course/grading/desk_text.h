#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// A letter to the desk as it was meant, whatever program wrote it. Functions without state: any thread.
namespace postlab::course {

struct DeskText {
    std::string subject;
    std::vector<std::string> lines;  ///< of the text, without the empty ones

    bool is_answer() const;
};

/// Of a letter, without stuffed dots: its Subject and its first text part, decoded (RFC 2045, 2047) and
/// folded(). In a letter without an empty line, which somebody typed who has not yet been through lab L03, the lines
/// behind the Subject are the text.
DeskText desk_text(std::string_view letter);

struct AnswerLine {
    std::string name, value;  ///< the name in lower case
    bool filled_in;           ///< false: nothing or a question mark stands there, as on the sheet
};

/// `name: value`; nothing: the line is none.
std::optional<AnswerLine> answer_line(std::string_view line);

}  // namespace postlab::course
