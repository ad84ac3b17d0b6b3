#pragma once
#include <cstddef>
#include <iosfwd>
#include <string>
#include <string_view>

/// What a stream is read on, as far as it matters to what is printed: whether its reader sees colours, and how many
/// columns there are. A stream is plain and page_width wide until somebody who knows better has said so; whatever is
/// printed to it may be inked, and stays as it is where nobody would see that. Meaning is never in the colour alone.
namespace postlab::labs {

/// What a piece of text is. The colours are those of labs/text/palette.h, as near as the sixteen of a terminal come.
enum class Ink {
    plain,
    client,   ///< said by the client
    server,   ///< said by the server: it agrees ...
    refusal,  ///< ... or it doesn't; also what is wrong
    letter,   ///< of a letter, or of a list
    good,     ///< holds, is solved
    aside,    ///< about what was said; dimmed
    heading,
};

/// How a stream's reader looks at it.
struct Look {
    bool terminal = false;  ///< what was printed can be printed over
    bool colours = false;
    std::size_t columns = 0;  ///< 0: page_width
};
void look_at(std::ostream& out, const Look& look);
Look look_of(const std::ostream& out);
std::size_t columns_of(const std::ostream& out);

/// From here on in that ink: out << Ink::refusal << "no" << Ink::plain. At a line's end it is plain again.
std::ostream& operator<<(std::ostream& out, Ink ink);
/// The text in that ink, line by line, for this stream.
std::string inked(const std::ostream& out, Ink ink, std::string_view text);

/// The same of the signs within a text: what holds, [x], and what doesn't, [ ] and !, at a line's beginning or behind
/// blanks.
std::string signs_inked(const std::ostream& out, std::string_view text);

/// How what a descriptor leads to is looked at, where --color says `color`. By itself a terminal has colours, unless
/// NO_COLOR is set (https://no-color.org) or TERM is dumb.
Look look_at_descriptor(int descriptor, const std::string& color);
/// How many columns a terminal has; page_width for what is none.
std::size_t terminal_columns(int descriptor);

}  // namespace postlab::labs
