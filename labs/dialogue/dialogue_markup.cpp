#include "labs/dialogue/dialogue_markup.h"

#include "shared/text/text.h"

namespace postlab::labs {

namespace {

/// How long what is different each time is, at the front of a line: `{name}`, and `...` where the server speaks; 0: it
/// isn't.
std::size_t placeholder(std::string_view text, bool server) {
    if (server && text.starts_with("...")) return 3;
    if (!text.starts_with("{")) return 0;
    const std::size_t end = text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_", 1);
    return end != text.npos && end > 1 && text[end] == '}' ? end + 1 : 0;
}

Markup with_placeholders(std::string_view text, bool server) {
    Markup line;
    while (!text.empty()) {
        if (const std::size_t length = placeholder(text, server)) {
            line += element("var", text.substr(0, length));
            text.remove_prefix(length);
            continue;
        }
        std::size_t end = 1;
        while (end < text.size() && placeholder(text.substr(end), server) == 0) ++end;
        line += text.substr(0, end);
        text.remove_prefix(end);
    }
    return line;
}

/// "C:", "S2:"; empty: nobody speaks.
std::string_view speaker(std::string_view line) {
    const std::size_t colon = line.find(':');
    if (colon == line.npos || colon == 0 || (line[0] != 'C' && line[0] != 'S')) return {};
    return colon == 1 || all_digits(line.substr(1, colon - 1)) ? line.substr(0, colon + 1) : std::string_view();
}

/// What stands behind an event's `!` and number; empty: the line is none.
std::string_view event(std::string_view line) {
    if (!line.starts_with('!')) return {};
    return trimmed(line.substr(std::min(line.find_first_not_of("!0123456789"), line.size())));
}

Markup line_of(std::string_view line, const std::function<std::string(std::string_view)>& words_of) {
    if (const std::string_view who = speaker(line); !who.empty()) {
        const bool server = who[0] == 'S';
        const std::string_view said = line.substr(who.size());
        return element(
            "p", {{"class", server ? "server" : "client"}},
            element("b", who) + " " + element("code", with_placeholders(said.substr(said.starts_with(" ")), server)));
    }
    const std::string_view happens = event(line);
    const std::string words = happens.empty() ? "" : words_of(happens);
    return element("p", {{"class", "direction"}}, element("code", line) + (words.empty() ? "" : " " + words));
}

}  // namespace

Markup dialogue_markup(std::string_view text, const std::string& name,
                       const std::function<std::string(std::string_view event)>& words_of) {
    Markup lines = "\n";
    for (std::string_view rest = text; !rest.empty();) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        if (const std::string_view line = rest.substr(0, end); !trimmed(line).empty())
            lines += line_of(line, words_of) + "\n";
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return element("div", {{"class", "dialogue"}, {"role", "group"}, {"aria-label", name}}, lines);
}

}  // namespace postlab::labs
