#pragma once
#include <string_view>

#include "store/sentences.h"

namespace postlab::store {

/// The one rule for the names of maildrops. They match without regard to case (lower_case() of what was typed). It is
/// narrower than RFC 5321's atoms, since a name is also a part of file names, of commands and of cells in tables. To be
/// said in an error.
inline constexpr const Sentence& mailbox_name_rule = "store.name_rule"_sentence;

/// Whether a maildrop may have this name.
bool valid_mailbox_name(std::string_view name);

}  // namespace postlab::store
