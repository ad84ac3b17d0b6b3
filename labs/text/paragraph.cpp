#include "labs/text/paragraph.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>

namespace postlab::labs {

namespace {

/// UTF-8's continuation bytes take no room on the screen.
bool begins_a_character(char c) { return (c & 0xC0) != 0x80; }

}  // namespace

std::size_t columns(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, begins_a_character));
}

std::string padded(std::string_view text, std::size_t width) {
    return std::string(text).append(width - std::min(width, columns(text)), ' ');
}

std::string taken(std::string& text, std::size_t width) {
    std::size_t end = 0;
    for (std::size_t characters = 0; end < text.size(); ++end)
        if (begins_a_character(text[end]) && characters++ == width) break;
    std::string front = text.substr(0, end);
    text.erase(0, end);
    return front;
}

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        std::size_t end = std::min(text.find(' '), text.size());
        std::string_view word = text.substr(0, end);
        bool fits = !lines.empty() && columns(lines.back()) + 1 + columns(word) <= width;
        if (fits)
            lines.back().append(" ").append(word);
        else
            lines.emplace_back(word);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

std::string paragraph(std::string_view text, std::string_view first, std::string_view others, std::size_t width) {
    std::string block;
    const std::size_t margin = std::max(columns(first), columns(others));
    for (const std::string& line : wrapped(text, width - std::min(margin, width)))
        block.append(block.empty() ? first : others).append(line).append("\n");
    return block;
}

std::string emphasised(std::string_view markdown, std::string_view begin, std::string_view end) {
    std::string text;
    bool code = false, inside = false;
    for (std::size_t at = 0; at < markdown.size(); ++at) {
        code = code != (markdown[at] == '`');
        if (code || markdown[at] != '*') {
            text += markdown[at];
            continue;
        }
        const std::size_t stars = std::min(markdown.find_first_not_of('*', at), markdown.size()) - at;
        const std::string_view rest = markdown.substr(at + stars), marker = markdown.substr(at, stars);
        const bool opens = !inside && stars < 3 && !rest.empty() && rest[0] != ' ' && rest.find(marker) != rest.npos;
        const bool closes = inside && stars < 3;
        text += opens ? begin : closes ? end : marker;
        inside = (inside && !closes) || opens;
        at += stars - 1;
    }
    return text;
}

std::size_t output_width() {
    winsize size{};
    const bool known = isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return known ? std::max<std::size_t>(size.ws_col, page_width / 2) : page_width;
}

}  // namespace postlab::labs
