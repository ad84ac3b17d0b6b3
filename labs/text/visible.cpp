#include "labs/text/visible.h"

#include <Poco/NumberFormatter.h>
#include <Poco/UTF8Encoding.h>

#include <algorithm>

namespace postlab::labs {

namespace {

struct Picture {
    char character;
    const char *picture, *plain;
};
constexpr Picture pictures[] = {
    {'\r', "␍", "<CR>"}, {'\n', "␊", "<LF>"}, {'\t', "␉", "<HT>"}, {'\0', "␀", "<NUL>"}, {'\x7f', "␡", "<DEL>"},
};

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

}  // namespace

std::string visible(std::string_view line, bool plain) {
    const std::size_t text_end = line.find_last_not_of("\r\n");
    const std::string_view text = line.substr(0, text_end == line.npos ? 0 : text_end + 1);
    const std::size_t last = text.find_last_not_of(' ');
    const std::size_t spaces_from = last == text.npos ? 0 : last + 1;
    std::string shown;
    for (std::size_t i = 0; i < line.size();) {
        const Picture* picture = nullptr;
        for (const Picture& candidate : pictures)
            if (candidate.character == line[i]) picture = &candidate;
        const std::size_t length = utf8_length(line.substr(i));
        if (picture)
            shown += plain ? picture->plain : picture->picture;
        else if (line[i] == ' ' && i >= spaces_from)
            shown += plain ? "<SP>" : "␠";
        else if (length != 0)
            shown += line.substr(i, length);
        else
            shown += '<' + Poco::NumberFormatter::formatHex(static_cast<unsigned char>(line[i]), 2) + '>';
        i += length != 0 && !picture ? length : 1;
    }
    return shown;
}

}  // namespace postlab::labs
