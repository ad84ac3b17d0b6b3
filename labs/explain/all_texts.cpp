#include "labs/explain/all_texts.h"

#include "labs/compare/scenarios.h"
#include "labs/explain/glossary.h"
#include "labs/language/sentences.h"

namespace postlab::labs {

namespace {

void append(std::vector<Text>& texts, const std::vector<Text>& more) {
    texts.insert(texts.end(), more.begin(), more.end());
}

}  // namespace

std::vector<Text> all_texts() {
    std::vector<Text> texts = texts_of_rows();
    append(texts, texts_of_glossary());
    append(texts, texts_of_scenarios());
    for (const std::span<const Sentence> some : all_sentences)
        for (const Sentence& sentence : some) texts.push_back({std::string(sentence.id), sentence.text});
    return texts;
}

std::string translation_file(const std::string& code) {
    return translation_file(code, all_texts(), Language::of(code));
}

std::vector<std::string> flaws_of(const Language& language) { return flaws_of(language, all_texts()); }

}  // namespace postlab::labs
