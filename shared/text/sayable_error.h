#pragma once
#include <exception>
#include <stdexcept>
#include <vector>

#include "shared/text/phrase.h"

namespace postlab {

/// What could not be done, in one line: what() says it in English, and whoever shows it to people may say the phrase
/// in their language (labs::Language). Exit status 1.
class SayableError : public std::runtime_error {
public:
    explicit SayableError(Phrase phrase) : std::runtime_error(phrase.in_english()), phrase_(std::move(phrase)) {}
    SayableError(const Sentence& sentence, std::vector<Phrase> details)
        : SayableError(Phrase(sentence, std::move(details))) {}

    const Phrase& phrase() const { return phrase_; }

private:
    Phrase phrase_;
};

/// What was typed can't be carried out as it stands; the line says what to type. Exit status 2.
class UsageError : public SayableError {
public:
    using SayableError::SayableError;
};

/// What an exception says: in any language if it can be, else in its own words.
Phrase phrase_of(const std::exception& error);

}  // namespace postlab
