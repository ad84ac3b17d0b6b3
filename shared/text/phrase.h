#pragma once
#include <concepts>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/text/sentence.h"

namespace postlab {

/// What is to be said, before anybody knows in which language: a sentence with its details, each of which may be a
/// phrase of its own; or words that are the same in all of them, such as a name, a number or what somebody has typed.
/// A value.
class Phrase {
public:
    Phrase() = default;
    template <std::convertible_to<std::string_view> Text>
    Phrase(const Text& words) : words_(std::string_view(words)) {}
    /// `sentence` is a row, so it outlives this.
    Phrase(const Sentence& sentence, std::vector<Phrase> details = {})
        : sentence_(&sentence), parts_(std::move(details)) {}
    /// One behind the other, with `between` between them: words, or a sentence.
    static Phrase list(std::vector<Phrase> parts, Phrase between);
    /// The same as a language lists things: "a, b", in Chinese "a、b".
    static Phrase list(std::vector<Phrase> parts);

    /// What a sentence is in the language that is asked for.
    using Translation = std::function<std::string_view(const Sentence&)>;
    std::string said(const Translation& translation) const;
    std::string in_english() const;

    bool empty() const;
    /// Whether it has a sentence in it, so that it is not the same in every language.
    bool can_be_translated() const;

private:
    const Sentence* sentence_ = nullptr;
    std::string words_;          ///< without a sentence: all there is
    bool list_ = false;          ///< the sentence or the words stand between the parts
    std::vector<Phrase> parts_;  ///< of a list; the details of a sentence
};

/// The parts (or what `of` makes of each), as a language lists things.
template <class Parts, class Of = std::identity>
Phrase list_of(const Parts& parts, Of of = {}) {
    std::vector<Phrase> phrases;
    for (const auto& part : parts) phrases.emplace_back(std::invoke(of, part));
    return Phrase::list(std::move(phrases));
}

}  // namespace postlab
