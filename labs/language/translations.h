#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "labs/language/language.h"

/// What there is to translate, beside what has been translated. Functions without state: any thread.
namespace postlab::labs {

/// A text with its name, for whoever translates it.
struct Text {
    std::string id;
    std::string_view english;
};

/// All of them as a PO file (labs/language/po_file.h), with the translations that the language has. One that was made
/// from another English text is marked, one that is missing is empty, one too many is left out.
std::string translation_file(const std::string& code, std::span<const Text> texts, const Language& language);

/// What is wrong with the language's translations of them, a line each: a text that is missing, one too many, one that
/// was made from another English text, other holes ("{}", "{2}") than the English text has, where a plural's may be
/// left out.
std::vector<std::string> flaws_of(const Language& language, std::span<const Text> texts);

}  // namespace postlab::labs
