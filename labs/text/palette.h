#pragma once
#include <array>

#include "labs/text/markup.h"

namespace postlab::labs {

/// A colour of all that is shown, by its name: in the stylesheet `var(--client)`, in a picture the classes
/// `fill-client` and `line-client`. Pictures are on paper, so they have the light ones.
struct Colour {
    Literal name, light, dark;
};

/// Blue for the client, grey for the server, red for refusals, yellow for letters and what is kept, green for what
/// holds; a colour with -bg is the ground for text in that one.
inline constexpr std::array palette{
    Colour{"paper", "#fff", "#171c24"},        Colour{"ground", "#f6f7f9", "#10141a"},
    Colour{"ink", "#1f2733", "#e6eaf0"},       Colour{"soft", "#5a6472", "#9aa5b4"},
    Colour{"line", "#c9ced6", "#333c49"},      Colour{"client", "#0b5cad", "#7fb4ee"},
    Colour{"client-bg", "#eef3fa", "#1a2636"}, Colour{"server", "#3c4654", "#c3ccd8"},
    Colour{"bad", "#b3261e", "#ff9b93"},       Colour{"bad-bg", "#fdeceb", "#351c1c"},
    Colour{"store", "#7a570c", "#e2bd6a"},     Colour{"store-bg", "#fdf3dd", "#2d2616"},
    Colour{"good", "#1d6f42", "#7fd3a4"},      Colour{"good-bg", "#e6f4ec", "#16291f"},
};

}  // namespace postlab::labs
