#pragma once
#include <initializer_list>
#include <string>
#include <string_view>

namespace postlab::labs {

/// Text of ours that is written in the source: only such a literal gets into a page as it stands.
struct Literal {
    consteval Literal(const char* literal) : text(literal) {}
    std::string_view text;
};

struct Attribute {
    Literal name;
    std::string value;
};

/// A piece of an HTML page or an SVG picture, escaped by its type. What becomes one from a string is text: `& < > " '`
/// are written as both XML and HTML want them, and what XML can't hold (most control characters, U+FFFE and U+FFFF) as
/// U+FFFD. So a name or a subject that a student chose is never markup, however it is put in. A value.
///     Markup row = element("td", {{"class", "name"}}, student.name) + Markup::raw("<br>");
class Markup {
public:
    Markup() = default;
    Markup(std::string_view text);
    Markup(const std::string& text) : Markup(std::string_view(text)) {}
    Markup(const char* text) : Markup(std::string_view(text)) {}
    static Markup raw(Literal literal);

    Markup& operator+=(const Markup& more);
    friend Markup operator+(Markup front, const Markup& back) {
        front += back;
        return front;
    }
    const std::string& str() const { return octets_; }  ///< as it goes into the file

private:
    friend Markup element(Literal, std::initializer_list<Attribute>, const Markup&);
    std::string octets_;
};

/// <name attribute="value">content</name>; an attribute with an empty value is left out.
Markup element(Literal name, std::initializer_list<Attribute> attributes, const Markup& content);
inline Markup element(Literal name, const Markup& content) { return element(name, {}, content); }

/// The same in a string that is put together by hand.
inline std::string escaped(std::string_view text) { return Markup(text).str(); }

}  // namespace postlab::labs
