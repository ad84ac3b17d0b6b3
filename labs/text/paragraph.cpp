#include "labs/text/paragraph.h"

#include <Poco/UTF8Encoding.h>
#include <locale.h>
#include <wchar.h>

#include <algorithm>

namespace postlab::labs {

namespace {

/// UTF-8's continuation bytes take no room on the screen.
bool begins_a_character(char c) { return (c & 0xC0) != 0x80; }

/// The first character of a text that isn't empty, with its continuation bytes.
std::string_view first_character(std::string_view text) {
    std::size_t size = 1;
    while (size < text.size() && !begins_a_character(text[size])) ++size;
    return text.substr(0, size);
}

/// As a terminal that speaks UTF-8 has it, whatever the locale of this thread is, while one lives.
class InUtf8 {
public:
    InUtf8() : before_(uselocale(utf8())) {}
    ~InUtf8() { uselocale(before_); }
    InUtf8(const InUtf8&) = delete;
    InUtf8& operator=(const InUtf8&) = delete;

private:
    static locale_t utf8() {
        static const locale_t known = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
        return known;  // null, where there is none, changes nothing
    }
    const locale_t before_;
};

/// The columns that a character takes; one, where that isn't known.
std::size_t width_of(std::string_view character) {
    static const Poco::UTF8Encoding utf8;
    const auto* octets = reinterpret_cast<const unsigned char*>(character.data());
    const InUtf8 known;
    const int width = wcwidth(static_cast<wchar_t>(utf8.queryConvert(octets, static_cast<int>(character.size()))));
    return width < 0 ? 1 : static_cast<std::size_t>(width);
}

bool is_wide(std::string_view character) { return width_of(character) == 2; }

bool stands_in(std::string_view some, std::string_view character) { return some.find(character) != some.npos; }

/// What may not begin a line, nor end one, as Chinese is printed (GB/T 15834).
bool clings_to_what_is_before(std::string_view character) {
    return stands_in("，。、；：！？）》」』】〉”’…—,.;:!?)", character);
}
bool clings_to_what_follows(std::string_view character) { return stands_in("（《「『【〈“‘(", character); }

/// How much of a word has to stand on one line: Chinese is cut between any two characters.
std::size_t piece_of(std::string_view word) {
    std::string_view before = first_character(word);
    std::size_t end = before.size();
    while (end < word.size()) {
        const std::string_view next = first_character(word.substr(end));
        const bool may_cut = is_wide(before) || is_wide(next);
        if (may_cut && !clings_to_what_is_before(next) && !clings_to_what_follows(before)) break;
        end += next.size();
        before = next;
    }
    return end;
}

}  // namespace

std::size_t columns(std::string_view text) {
    std::size_t width = 0;
    for (std::string_view character; !text.empty(); text.remove_prefix(character.size())) {
        character = first_character(text);
        width += width_of(character);
    }
    return width;
}

std::string padded(std::string_view text, std::size_t width) {
    return std::string(text).append(width - std::min(width, columns(text)), ' ');
}

std::string taken(std::string& text, std::size_t width) {
    std::size_t end = 0;
    for (std::size_t room = width; end < text.size();) {
        const std::string_view character = first_character(std::string_view(text).substr(end));
        const std::size_t takes = width_of(character);
        if (takes > room && end != 0) break;
        room -= std::min(room, takes);
        end += character.size();
        if (room == 0) break;
    }
    if (width == 0) end = 0;
    std::string front = text.substr(0, end);
    text.erase(0, end);
    return front;
}

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        std::string_view word = text.substr(0, end), blank = " ";
        do {
            const std::size_t size = word.empty() ? 0 : piece_of(word);
            const std::string_view piece = word.substr(0, size);
            const bool fits = !lines.empty() && columns(lines.back()) + blank.size() + columns(piece) <= width;
            if (fits)
                lines.back().append(blank).append(piece);
            else
                lines.emplace_back(piece);
            blank = "";
            word.remove_prefix(size);
        } while (!word.empty());
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

}  // namespace postlab::labs
