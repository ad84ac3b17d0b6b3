#include "labs/course/lab/handout.h"

#include <algorithm>

#include "shared/system/file.h"

namespace postlab::course {

namespace {

/// The key at the front of a text that begins with "{{"; empty: there is none.
std::string_view key_at(std::string_view text) {
    const std::size_t end = text.find("}}");
    if (end == text.npos) return {};
    const std::string_view key = text.substr(2, end - 2);
    return key.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_.") == key.npos ? key : std::string_view();
}

}  // namespace

std::string handout(const Lab& lab, const Strings& common, std::string_view language, const Values& values) {
    const std::string sheet = read_text(lab.folder / "handout.md");
    std::string text;
    for (std::string_view rest = sheet; !rest.empty();) {
        const std::size_t braces = std::min(rest.find("{{"), rest.size());
        text += rest.substr(0, braces);
        rest.remove_prefix(braces);
        if (rest.empty()) break;
        const std::string_view key = key_at(rest);
        text += key.empty() ? "{{" : (lab.strings.has(key) ? lab.strings : common).text(key, language);
        rest.remove_prefix(key.empty() ? 2 : key.size() + 4);
    }
    if (values.at("password") != kept_secret) return substituted(text, values);
    Values on_paper = values;
    on_paper["password"] = common.text("password.card", language);
    on_paper["quoted"] = common.text("password.quoted", language);
    return substituted(text, on_paper);
}

std::vector<std::string> keys_in(std::string_view text) {
    std::vector<std::string> keys;
    for (std::size_t at = text.find("{{"); at != text.npos; at = text.find("{{", at + 2))
        if (const std::string_view key = key_at(text.substr(at)); !key.empty()) keys.emplace_back(key);
    return keys;
}

Values sample_values(const Lab& lab) { return values_for(lab.parameters, {"the key of no course", "s017", lab.id}); }

}  // namespace postlab::course
