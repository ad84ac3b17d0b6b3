#pragma once
#include <string>

#include "labs/text/markup.h"

/// What the pictures in SVG have in common. Lengths are CSS pixels. Functions without state: any thread.
namespace postlab::labs {

/// How wide a picture is: a page of A4.
inline constexpr int picture_width = 794;

/// A picture on white paper, alone in its file. `description` says it in words, for those who can't see it; empty:
/// there is none. In `style` the markers `head`, `head-client` and `head-store` are points of arrows, the latter of
/// thick ones; behind it stand the classes of labs/text/palette.h, as `fill-client`.
Markup picture(int height, const std::string& title, const std::string& description, Literal style, const Markup& body);

/// A line of text that begins at that place, or lies there as `kind`, its class in the style, has it.
Markup text_at(int x, int y, const std::string& kind, const std::string& said);

}  // namespace postlab::labs
