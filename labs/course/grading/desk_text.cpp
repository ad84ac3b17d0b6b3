#include "labs/course/grading/desk_text.h"

#include <algorithm>
#include <sstream>

#include "labs/course/lab/words.h"
#include "labs/course/mail/encodings.h"
#include "labs/course/mail/mime.h"
#include "shared/text/text.h"

namespace postlab::course {

namespace {

/// A line of its own each, but empty ones.
void add_lines(const std::string& text, std::vector<std::string>& lines) {
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);)
        if (const std::string_view written = trimmed(line); !written.empty()) lines.emplace_back(written);
}

std::string readable(const Part& leaf) { return folded(text_in(leaf.charset, leaf.decoded).value_or(leaf.decoded)); }

}  // namespace

bool DeskText::is_answer() const { return starts_ignoring_case(subject, "answer"); }

DeskText desk_text(std::string_view letter) {
    const Part message = parse_message(folded(letter));
    DeskText text;
    const Part::Header* subject = message.header("Subject");
    if (subject) text.subject = trimmed(folded(decoded_header(subject->text).text));
    if (subject && !message.divided)
        for (const Part::Header* field = subject + 1; field != message.headers.data() + message.headers.size(); ++field)
            add_lines(field->name + ": " + field->text, text.lines);
    const auto leaves = message.leaves();
    const auto plain = std::ranges::find(leaves, "text/plain", &Part::type);
    add_lines(readable(plain == leaves.end() ? *leaves.front() : **plain), text.lines);
    return text;
}

std::optional<AnswerLine> answer_line(std::string_view line) {
    const std::size_t colon = line.find(':');
    if (colon == line.npos) return std::nullopt;
    const std::string_view value = trimmed(line.substr(colon + 1));
    return AnswerLine{lower_case(trimmed(line.substr(0, colon))), std::string(value),
                      value.find_first_not_of("?, \t") != value.npos};
}

}  // namespace postlab::course
