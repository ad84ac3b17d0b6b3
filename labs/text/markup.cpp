#include "labs/text/markup.h"

#include <array>
#include <utility>

namespace postlab::labs {

namespace {

constexpr Literal usual_style = R"(
@page { size: A4; margin: 15mm }
body { font: 10pt sans-serif; color: #000; background: #fff; max-width: 180mm; margin: 5mm auto }
table { border-collapse: collapse; width: 100%; table-layout: fixed }
th, td { border-bottom: .5pt solid #999; padding: 1mm; text-align: left; vertical-align: top; overflow-wrap: anywhere }
th { border-bottom: 1pt solid #000 }
)";

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

}  // namespace

Markup::Markup(std::string_view text) {
    while (!text.empty()) {
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

Markup html_page(const std::string& language, const std::string& title, Literal style, const Markup& body) {
    const Markup head = Markup::raw("\n<meta charset=\"utf-8\"/>\n") + element("title", title) + "\n" +
                        element("style", Markup::raw(usual_style) + Markup::raw(style)) + "\n";
    return Markup::raw("<!DOCTYPE html>\n") +
           element("html", {{"lang", language}}, "\n" + element("head", head) + "\n" + element("body", body) + "\n") +
           "\n";
}

}  // namespace postlab::labs
