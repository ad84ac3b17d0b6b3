#include "labs/text/visible.h"

#include <Poco/NumberFormatter.h>
#include <Poco/UTF8Encoding.h>

#include <algorithm>

namespace postlab::labs {

namespace {

struct HiddenCharacter {
    char character;
    const char *name, *picture;
};
constexpr HiddenCharacter hidden_characters[] = {
    {'\r', "CR", "␍"}, {'\n', "LF", "␊"}, {'\t', "HT", "␉"}, {'\0', "NUL", "␀"}, {'\x7f', "DEL", "␡"},
};
constexpr HiddenCharacter space{' ', "SP", "␠"};

/// What a terminal obeys or hides instead of showing it.
bool hidden(int code) {
    const bool control = code < 0x20 || (code >= 0x7f && code < 0xa0);
    const bool direction_or_width = (code >= 0x200b && code <= 0x200f) || (code >= 0x2028 && code <= 0x202e) ||
                                    (code >= 0x2060 && code <= 0x206f) || code == 0xfeff || code == 0xad;
    return control || direction_or_width;
}

/// Octets of the UTF-8 character in front; 0 when there is none.
std::size_t utf8_length(std::string_view text) {
    static const Poco::UTF8Encoding utf8;
    const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
    const int available = static_cast<int>(std::min<std::size_t>(text.size(), 4));
    const int length = utf8.sequenceLength(bytes, available);
    if (length < 1 || length > available || !Poco::UTF8Encoding::isLegal(bytes, length)) return 0;
    return hidden(utf8.queryConvert(bytes, length)) ? 0 : static_cast<std::size_t>(length);
}

/// Empty: it isn't hidden. A space is, where only spaces follow.
std::string hidden_name(char character, bool at_end) {
    if (at_end && character == space.character) return space.name;
    for (const HiddenCharacter& hidden : hidden_characters)
        if (hidden.character == character) return hidden.name;
    return "";
}

std::string two_digits(char octet) { return Poco::NumberFormatter::formatHex(static_cast<unsigned char>(octet), 2); }

std::string picture_of(const std::string& name) {
    if (name == space.name) return space.picture;
    for (const HiddenCharacter& hidden : hidden_characters)
        if (name == hidden.name) return hidden.picture;
    return '<' + name + '>';
}

}  // namespace

std::vector<VisiblePart> visible_parts(std::string_view line) {
    const std::size_t text_end = line.find_last_not_of("\r\n");
    const std::string_view text = line.substr(0, text_end == line.npos ? 0 : text_end + 1);
    const std::size_t last = text.find_last_not_of(' '), spaces_from = last == text.npos ? 0 : last + 1;
    std::vector<VisiblePart> parts;
    for (std::size_t i = 0; i < line.size();) {
        const std::string name = hidden_name(line[i], i >= spaces_from);
        const std::size_t length = name.empty() ? utf8_length(line.substr(i)) : 1;
        const std::string_view octets = line.substr(i, std::max<std::size_t>(length, 1));
        if (length == 0 || !name.empty())
            parts.push_back({octets, name.empty() ? two_digits(octets.front()) : name});
        else if (parts.empty() || !parts.back().name.empty())
            parts.push_back({octets, {}});
        else
            parts.back().octets = line.substr(i - parts.back().octets.size(), parts.back().octets.size() + length);
        i += octets.size();
    }
    return parts;
}

std::string visible(std::string_view line, bool plain) {
    std::string shown;
    for (const VisiblePart& part : visible_parts(line))
        shown += part.name.empty() ? std::string(part.octets) : plain ? '<' + part.name + '>' : picture_of(part.name);
    return shown;
}

}  // namespace postlab::labs
