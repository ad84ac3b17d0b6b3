#include "shared/text/sayable_error.h"

#include "shared/text/text.h"

namespace postlab {

Phrase phrase_of(const std::exception& error) {
    const auto* sayable = dynamic_cast<const SayableError*>(&error);
    return sayable ? sayable->phrase() : Phrase(words_of(error));
}

}  // namespace postlab
