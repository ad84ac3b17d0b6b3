#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "labs/catalogue/in_language.h"
#include "labs/language/language.h"

namespace postlab::labs {

/// An everyday word of mail that is no verb, state or code, explained. Constants.
struct GlossaryEntry {
    std::string_view word;     ///< "envelope", as people say it
    std::string_view also;     ///< other spellings, with commas between; other languages have theirs in name.WORD
    std::string_view section;  ///< where it is defined
    std::string_view text;     ///< two or three sentences
    std::string_view see;      ///< what to explain next, with commas between; may be empty
};

/// In the order of the alphabet.
std::span<const GlossaryEntry> glossary();
std::string_view meaning_of(const GlossaryEntry& entry, const Language& language);
/// The entry that is called so, in whatever case, in English or in that language; null: none is.
const GlossaryEntry* glossary_entry(std::string_view word, const Language& language);

/// What is to be translated: of each word what it is called, and what it means.
std::vector<Text> texts_of_glossary();

}  // namespace postlab::labs
