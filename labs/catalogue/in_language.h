#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "labs/catalogue/tables.h"
#include "labs/language/translations.h"
#include "shared/note.h"
#include "shared/transition.h"

/// What the rows of the protocols say, in a language: each row has its English, and here a name by which it is
/// translated. Functions without state: any thread.
namespace postlab::labs {

std::string_view why(const Tables& tables, const Reply& reply, const Language& language);
std::string_view why(const Note& note, const Language& language);
std::string_view purpose(const Tables& tables, const Verb& verb, const Language& language);
std::string_view purpose(const Tables& tables, const PassingState& state, const Language& language);
std::string_view task(const Tables& tables, const Language& language);

/// All that the rows say, protocol by protocol.
std::vector<Text> texts_of_rows();

}  // namespace postlab::labs
