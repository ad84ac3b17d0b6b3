#pragma once
#include <string>

#include "labs/text/markup.h"

/// How every page of ours looks, on a screen and on paper. Functions without state: any thread.
namespace postlab::labs {

/// The one stylesheet: for sheets, cards, reports, conversations and comparisons, light and dark, from 390 px to a
/// projector, and on A4, which is always black on white. Its colours are those of labs/text/palette.h. A colour never
/// says what no word or mark says.
Markup look();

/// A whole page that needs no other file. `kind` is what the stylesheet calls such pages, the class of their body:
/// "sheets", "cards", "report", "record", "compare", "contents".
Markup html_page(const std::string& language, const std::string& title, Literal kind, const Markup& body);

/// The Content-Security-Policy under which such a page, or a picture, is what it is when a server sends it: its own
/// style, the pictures in it, the print button's script, and no more.
std::string policy_of_pages();

/// A button for the screen alone that opens the browser's print window, as a link to the page's #print does. `word` is
/// what it says. It is the only script that a page of paper has.
Markup print_button(const std::string& word);

}  // namespace postlab::labs
