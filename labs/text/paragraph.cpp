#include "labs/text/paragraph.h"

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

std::string paragraph(std::string_view text, std::string_view first, std::string_view others) {
    std::string block;
    for (const std::string& line : wrapped(text, page_width - std::max(columns(first), columns(others))))
        block.append(block.empty() ? first : others).append(line).append("\n");
    return block;
}

}  // namespace postlab::labs
