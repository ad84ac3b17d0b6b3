#include "shared/wire/credentials.h"

#include <algorithm>
#include <string>

#include "shared/text/homoglyph.h"
#include "shared/text/text.h"
#include "shared/wire/typing.h"

namespace postlab {

namespace {

constexpr std::size_t npos = std::string_view::npos;
constexpr std::string_view verbs[] = {"PASS", "LOGIN", "AUTH", "APOP"};
constexpr std::string_view words[] = {"PASS", "LOGIN", "AUTH", "APOP", "PASSWORD", "PASSWD", "PWD"};

bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}
bool is_gap(char c) { return static_cast<unsigned char>(c) <= ' ' || c == 0x7F; }
bool ends_verb(char c) { return is_gap(c) || std::string_view(":=,;\"'").find(c) != npos; }

/// Where the verb ends that begins at `at`, whatever parts its letters; npos: it isn't there.
std::size_t end_of_verb(std::string_view line, std::size_t at, std::string_view verb) {
    for (char letter : verb) {
        while (at < line.size() && is_gap(line[at])) ++at;
        if (at >= line.size() || ascii_upper(line[at]) != letter) return npos;
        ++at;
    }
    return at == line.size() || ends_verb(line[at]) ? at : npos;
}

std::size_t first_letter(std::string_view line, std::size_t from) {
    while (from < line.size() && !is_ascii_letter(line[from])) ++from;
    return from;
}

/// The first letter behind what may have been copied along: "> ", "C: ", "C2: ".
std::size_t begin_of_command(std::string_view line) {
    const std::size_t letter = first_letter(line, 0);
    const std::size_t behind = std::min(line.find_first_not_of("0123456789", letter + 1), line.size());
    return behind < line.size() && line[behind] == ':' ? first_letter(line, behind) : letter;
}

/// How much of the line may be shown; npos: all.
std::size_t shown_of(std::string_view line) {
    std::size_t at = begin_of_command(line);
    for (std::string_view verb : verbs)
        if (std::size_t end = end_of_verb(line, at, verb); end != npos) return end;
    const auto word_end = std::find_if(line.begin() + static_cast<std::ptrdiff_t>(at), line.end(), is_gap);
    const std::string_view word(line.begin() + static_cast<std::ptrdiff_t>(at), word_end);
    const std::string_view letters = word.substr(0, word.find_first_of(":=,;\"'"));
    if (!verb_meant(word, verbs).empty() || !verb_meant(letters, verbs).empty()) return 0;
    for (at += word.size(); at < line.size(); ++at) {
        if (at == 0 || !is_gap(line[at - 1]) || is_gap(line[at]))
            continue;  // gaps are skipped once, not at each of them
        for (std::string_view known : words)
            if (std::size_t end = end_of_verb(line, at, known); end != npos && end < line.size()) return end;
    }
    return npos;
}

bool is_verb(std::string_view word) {
    return std::ranges::any_of(verbs, [&](std::string_view verb) { return equal_ignoring_case(verb, word); });
}

}  // namespace

std::optional<std::string_view> before_credentials(std::string_view line) {
    if (is_ascii(line)) {
        const std::size_t shown = shown_of(line);
        return shown == npos ? std::nullopt : std::optional(line.substr(0, shown));
    }
    if (shown_of(without_homoglyphs(line)) == npos && shown_of(as_on_us_keyboard(line)) == npos) return std::nullopt;
    const std::string_view word = line.substr(0, line.find_first_of(" \t"));
    return is_verb(without_homoglyphs(word)) ? word : std::string_view();
}

}  // namespace postlab
