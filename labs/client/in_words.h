#pragma once
#include <string>
#include <string_view>

#include "labs/dialogue/bystander.h"
#include "labs/language/language.h"

/// A conversation for who listens instead of looks: what a screen shows by where something stands, by a hidden
/// character or by its absence, is said. Functions without state: any thread.
namespace postlab::labs {

/// "250 OK, CR LF"; "a dot alone, CR LF"; "begins with 2 dots: ..x, CR LF"; "a(tab)b(space), LF alone".
std::string in_words(std::string_view line, const Language& language);

/// The same with who has said it, and what is said of its place: "server: 250-SIZE, CR LF, more lines follow", "server:
/// a dot alone, CR LF: the end of the listing, 2 lines". A secret is named as such. `echoed`: the client's words have
/// just been shown, so that only what cannot be seen of them is said: "sent, CR LF".
std::string in_words(const Overheard& line, bool echoed, const Language& language);

}  // namespace postlab::labs
