#include "labs/text/markup.h"

#include <algorithm>
#include <array>
#include <utility>

namespace postlab::labs {

namespace {

constexpr std::string_view replacement = "\uFFFD";

std::string_view reference(char c) {
    constexpr std::array<std::pair<char, std::string_view>, 5> references{
        {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"}}};
    for (const auto& [character, written] : references)
        if (character == c) return written;
    return {};
}

/// Octets in front that XML 1.0 (2.2) has no character for; 0: there is one.
std::size_t not_in_xml(std::string_view text) {
    const auto c = static_cast<unsigned char>(text.front());
    if (text.starts_with("\uFFFE") || text.starts_with("\uFFFF")) return 3;
    return c < 0x20 && c != '\t' && c != '\n' && c != '\r' ? 1 : 0;
}

/// Whether something begins there that is not written as it is; most text has none.
bool may_be_special(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == '\xEF' || c == '&' || c == '<' || c == '>' || c == '"' ||
           c == '\'';
}

}  // namespace

Markup::Markup(std::string_view text) {
    while (!text.empty()) {
        const auto plain = static_cast<std::size_t>(std::ranges::find_if(text, may_be_special) - text.begin());
        octets_ += text.substr(0, plain);
        text.remove_prefix(plain);
        if (text.empty()) return;
        const std::size_t bad = not_in_xml(text);
        const std::string_view written = bad != 0 ? replacement : reference(text.front());
        octets_ += written.empty() ? text.substr(0, 1) : written;
        text.remove_prefix(bad != 0 ? bad : 1);
    }
}

Markup Markup::raw(Literal literal) {
    Markup markup;
    markup.octets_ = literal.text;
    return markup;
}

Markup& Markup::operator+=(const Markup& more) {
    octets_ += more.octets_;
    return *this;
}

Markup element(Literal name, std::initializer_list<Attribute> attributes, const Markup& content) {
    Markup made;
    made.octets_.append("<").append(name.text);
    for (const auto& [attribute, value] : attributes)
        if (!value.empty())
            made.octets_.append(" ").append(attribute.text).append("=\"").append(escaped(value)).append("\"");
    made.octets_.append(">").append(content.octets_).append("</").append(name.text).append(">");
    return made;
}

}  // namespace postlab::labs
