#pragma once
#include <string_view>

namespace postlab::store {

/// The one rule for the names of maildrops. They match without regard to case (lower_case() of what was typed). It is
/// narrower than RFC 5321's atoms, since a name is also a part of file names, of commands and of cells in tables. It is
/// in the words an error message uses.
inline constexpr std::string_view mailbox_name_rule =
    "use 1 to 64 letters, digits, '.', '_' and '-', without a dot at either end or two dots in a row; other signs of "
    "an address, such as ! / $ + and ', mean something to shells, files and spreadsheets";

/// Whether a maildrop may have this name.
bool valid_mailbox_name(std::string_view name);

}  // namespace postlab::store
