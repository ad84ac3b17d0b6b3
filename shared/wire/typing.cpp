#include "shared/wire/typing.h"

#include <algorithm>

#include "shared/text/text.h"

namespace postlab {

namespace {

/// One letter is wrong, missing or too many, or two neighbours are swapped.
bool is_slip(std::string_view word, std::string_view verb) {
    auto same = [](char a, char b) { return ascii_upper(a) == ascii_upper(b); };
    std::size_t shorter = std::min(word.size(), verb.size()), longer = std::max(word.size(), verb.size());
    if (longer > shorter + 1 || shorter < 3) return false;
    std::size_t front = 0, back = 0;
    while (front < shorter && same(word[front], verb[front])) ++front;
    while (back < shorter - front && same(word[word.size() - 1 - back], verb[verb.size() - 1 - back])) ++back;
    std::size_t wrong = longer - front - back;
    bool swapped =
        wrong == 2 && longer == shorter && same(word[front], verb[front + 1]) && same(word[front + 1], verb[front]);
    return wrong <= 1 || swapped;
}

bool is_longer_form(std::string_view word, std::string_view verb) {
    return word.size() > verb.size() && verb.size() >= 4 && starts_ignoring_case(word, verb);
}

}  // namespace

std::string without_spare_blanks(std::string_view line, bool keep_argument) {
    auto is_word = [](char c) { return c != ' ' && c != '\t'; };
    line.remove_prefix(static_cast<std::size_t>(std::ranges::find_if(line, is_word) - line.begin()));
    std::string tidy;
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        bool parts_words = !is_word(line[i]) && !quoted;
        if (parts_words && keep_argument) return tidy.append(" ").append(line.substr(i + 1));
        if (line[i] == '"') quoted = !quoted;
        if (quoted && line[i] == '\\' && i + 1 < line.size()) tidy += line[i++];  // what it escapes is no quote
        if (!parts_words)
            tidy += line[i];
        else if (!tidy.ends_with(' '))
            tidy += ' ';
    }
    while (!quoted && tidy.ends_with(' ')) tidy.pop_back();
    return tidy;
}

std::string_view verb_meant(std::string_view word, std::span<const std::string_view> verbs) {
    for (auto is_it : {is_slip, is_longer_form})
        for (std::string_view verb : verbs)
            if (is_it(word, verb)) return verb;
    return {};
}

std::string_view slip_of(std::string_view word, std::span<const std::string_view> verbs) {
    const std::string_view meant = verb_meant(word, verbs);
    return word.size() <= meant.size() + 2 ? meant : std::string_view();  // "DELETE"
}

}  // namespace postlab
