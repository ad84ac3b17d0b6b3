#include "labs/course/lab/handout.h"

#include <algorithm>

#include "shared/system/file.h"

namespace postlab::course {

namespace {

/// The key at the front of a text, "{{title}}"; empty: there is none.
std::string_view key_at(std::string_view text) {
    const std::size_t end = text.find("}}");
    if (end == text.npos || !text.starts_with("{{")) return {};
    const std::string_view key = text.substr(2, end - 2);
    return key.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_.") == key.npos ? key : std::string_view();
}

/// Whether the last sign is one of Chinese, full stop or comma, which brings its blank along (U+3000-303F, FF00-FF7F).
bool ends_in_wide_sign(std::string_view text) {
    if (text.size() < 3) return false;
    const std::string_view lead = text.substr(text.size() - 3, 2);
    return lead == "\xE3\x80" || lead == "\xEF\xBC" || lead == "\xEF\xBD";
}

bool is_own_machine(std::string_view host) { return host == "localhost" || host == "::1" || host.starts_with("127."); }

}  // namespace

std::string handout(const Lab& lab, const Strings& common, std::string_view language, const Values& values) {
    const std::string sheet = read_text(lab.folder / "handout.md");
    const auto host = values.find("host");
    const bool at_home = host != values.end() && is_own_machine(host->second);
    std::string text;
    for (std::string_view rest = sheet; !rest.empty();) {
        const std::size_t braces = std::min(rest.find("{{"), rest.size());
        const std::string_view between = rest.substr(0, braces);
        rest.remove_prefix(braces);
        const std::string_view key = key_at(rest);
        if (between != " " || key.empty() || !ends_in_wide_sign(text)) text += between;
        if (rest.empty()) break;
        const Strings& strings = lab.strings.has(key) ? lab.strings : common;
        const std::string more = std::string(key) + std::string(home_suffix);
        text += key.empty() ? "{{" : strings.text(key, language);
        if (at_home && strings.has(more)) text += (ends_in_wide_sign(text) ? "" : " ") + strings.text(more, language);
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
