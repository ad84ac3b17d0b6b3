#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "labs/text/markup.h"

namespace postlab::labs {

/// A dialogue as a page sets it: who speaks in a column of its own, what the client types in bold letters, what is
/// different each time (`...`, `{name}`) set off, and each event (`! closed`) with words for it behind. The text stands
/// there as it was written, so whoever copies it has a dialogue again. `name` is what a screen reader calls it, "SMTP".
/// `words_of` an event ("closed", "connect pop3") says what happens; empty: nothing. Any thread.
Markup dialogue_markup(std::string_view text, const std::string& name,
                       const std::function<std::string(std::string_view event)>& words_of);

}  // namespace postlab::labs
