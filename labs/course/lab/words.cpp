#include "labs/course/lab/words.h"

#include <algorithm>

namespace postlab::course {

bool is_among(std::string_view word, std::string_view words) {
    while (!words.empty()) {
        const std::size_t end = std::min(words.find(' '), words.size());
        if (words.substr(0, end) == word) return true;
        words.remove_prefix(std::min(end + 1, words.size()));
    }
    return false;
}

bool has_form(std::string_view text, std::string_view form) {
    const std::size_t first = form.find("...");
    if (first == form.npos) return text == form;
    if (!text.starts_with(form.substr(0, first))) return false;
    text.remove_prefix(first);
    form.remove_prefix(first + 3);
    for (std::size_t next = form.find("..."); next != form.npos; next = form.find("...")) {
        const std::size_t at = text.find(form.substr(0, next));
        if (at == text.npos) return false;
        text.remove_prefix(at + next);
        form.remove_prefix(next + 3);
    }
    return text.ends_with(form);
}

bool code_matches(std::string_view form, std::string_view code) {
    if (form == "any") return !code.empty();
    if (form.size() != code.size()) return false;
    for (std::size_t i = 0; i < form.size(); ++i)
        if (form[i] != '.' && form[i] != code[i]) return false;
    return true;
}

}  // namespace postlab::course
