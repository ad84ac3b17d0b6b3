#include "shared/text/phrase.h"

#include <algorithm>

#include "shared/text/sentences.h"
#include "shared/text/text.h"

namespace postlab {

Phrase Phrase::list(std::vector<Phrase> parts, Phrase between) {
    Phrase list = std::move(between);
    list.list_ = true;
    list.parts_ = std::move(parts);
    return list;
}

Phrase Phrase::list(std::vector<Phrase> parts) { return list(std::move(parts), "program.comma"_sentence); }

std::string Phrase::said(const Translation& translation) const {
    const std::string_view text = sentence_ ? translation(*sentence_) : std::string_view(words_);
    std::vector<std::string> parts;
    for (const Phrase& part : parts_) parts.push_back(part.said(translation));
    if (list_) return joined(parts, text);
    const std::vector<std::string_view> details(parts.begin(), parts.end());
    return sentence_ ? filled(text, details) : words_;
}

std::string Phrase::in_english() const {
    return said([](const Sentence& sentence) { return sentence.text; });
}

bool Phrase::empty() const { return list_ ? parts_.empty() : !sentence_ && words_.empty(); }

bool Phrase::can_be_translated() const {
    return (sentence_ && !list_) || std::ranges::any_of(parts_, &Phrase::can_be_translated);
}

}  // namespace postlab
