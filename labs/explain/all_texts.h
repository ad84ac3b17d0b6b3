#pragma once
#include <string>
#include <vector>

#include "labs/catalogue/in_language.h"

namespace postlab::labs {

/// Everything that labs say to people, by name, in English: rows of replies, verbs, states, notes and codes, the
/// glossary, the scenarios, the sentences of the commands. What labs/texts.LANGUAGE.po have to have, no more and no
/// less.
std::vector<Text> all_texts();

/// `postlab explain --texts LANG`: all of them as a PO file, see labs/language/translations.h.
std::string translation_file(const std::string& code);

/// What is wrong with a language's translations of them, a line each.
std::vector<std::string> flaws_of(const Language& language);

}  // namespace postlab::labs
