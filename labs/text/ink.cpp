#include "labs/text/ink.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <ostream>

#include "labs/text/paragraph.h"

namespace postlab::labs {

namespace {

const int terminal_at = std::ios_base::xalloc(), colours_at = std::ios_base::xalloc(),
          columns_at = std::ios_base::xalloc();
constexpr std::size_t least_columns = 40;

/// Select Graphic Rendition (ECMA-48 8.3.117).
const char* sequence_of(Ink ink) {
    constexpr const char* sequences[] = {"\x1b[0m",  "\x1b[94m", "\x1b[36m", "\x1b[31m",
                                         "\x1b[33m", "\x1b[32m", "\x1b[2m",  "\x1b[1m"};
    return sequences[static_cast<std::size_t>(ink)];
}

bool is_set(const char* name) {
    const char* value = std::getenv(name);
    return value && *value;
}

}  // namespace

void look_at(std::ostream& out, const Look& look) {
    out.iword(terminal_at) = look.terminal;
    out.iword(colours_at) = look.colours;
    out.iword(columns_at) = static_cast<long>(look.columns);
}

Look look_of(const std::ostream& out) {
    auto& words = const_cast<std::ostream&>(out);  // std::ios_base gives them to those alone who may change them
    return {words.iword(terminal_at) != 0, words.iword(colours_at) != 0,
            static_cast<std::size_t>(words.iword(columns_at))};
}

std::size_t columns_of(const std::ostream& out) {
    const std::size_t columns = look_of(out).columns;
    return columns > 0 ? columns : page_width;
}

std::ostream& operator<<(std::ostream& out, Ink ink) { return look_of(out).colours ? out << sequence_of(ink) : out; }

std::string inked(const std::ostream& out, Ink ink, std::string_view text) {
    if (!look_of(out).colours || ink == Ink::plain) return std::string(text);
    std::string lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        if (end > 0) lines.append(sequence_of(ink)).append(text.substr(0, end)).append(sequence_of(Ink::plain));
        if (end < text.size()) lines += '\n';
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

std::string signs_inked(const std::ostream& out, std::string_view text) {
    struct Sign {
        std::string_view text;
        Ink ink;
    };
    constexpr Sign signs[] = {{"[x] ", Ink::good}, {"[ ] ", Ink::refusal}, {"! ", Ink::refusal}};
    std::string inked_text;
    for (char before = '\n'; !text.empty();) {
        const auto sign = std::ranges::find_if(
            signs, [&](const Sign& one) { return (before == '\n' || before == ' ') && text.starts_with(one.text); });
        const std::string_view next = text.substr(0, sign == std::end(signs) ? 1 : sign->text.size() - 1);
        inked_text += sign == std::end(signs) ? std::string(next) : inked(out, sign->ink, next);
        before = next.back();
        text.remove_prefix(next.size());
    }
    return inked_text;
}

Look look_at_descriptor(int descriptor, const std::string& color) {
    const char* kind = std::getenv("TERM");
    const bool terminal = isatty(descriptor), dumb = !kind || std::string_view(kind) == "dumb";
    const bool colours = color == "always" || (color != "never" && terminal && !is_set("NO_COLOR") && !dumb);
    return {terminal, colours, terminal_columns(descriptor)};
}

std::size_t terminal_columns(int descriptor) {
    winsize size{};
    const bool known = isatty(descriptor) && ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return known ? std::max<std::size_t>(size.ws_col, least_columns) : page_width;
}

}  // namespace postlab::labs
