#pragma once
#include <iosfwd>

#include <string>
#include <vector>

#include "labs/explain/annotator.h"
#include "labs/language/language.h"
#include "labs/record/conversation.h"

namespace postlab::labs {

/// `postlab explain --session ID [--data DIR]`: a recorded conversation line by line, as on the wire, and below each
/// line what there is to say about it: the reply's catalogue row (`id · section · why`), the change of state, what a
/// refused command would have needed, where a multi-line reply ends, which dots are stuffing, which argument of AUTH
/// is base64. How a reply of several lines is marked is said once. What crossed the wire stays as it is; what is said
/// about it is in the language.
void explain_session(const Conversation& conversation, std::ostream& out,
                     const Language& language = Language::english());

/// The same of a conversation that is under way, piece by piece as it grows. One thread.
class GrowingExplanation {
public:
    /// Each line begins with `front`. The language outlives it.
    GrowingExplanation(Protocol protocol, std::string front, const Language& language)
        : annotator_(protocol, language), front_(std::move(front)), language_(language) {
        about_.about.protocol = name_of(protocol);
    }

    /// Prints what there is to say of these events. `first` is what the number of the first would be, if none had been
    /// lost; `over`: nothing more comes. A line that has not ended yet waits for its end.
    void print(std::vector<store::KeptEvent> events, std::uint32_t first, bool over, std::ostream& out);

private:
    Annotator annotator_;
    const std::string front_;
    const Language& language_;
    Conversation about_{};                ///< without events
    std::vector<store::KeptEvent> held_;  ///< content whose last line has not ended, at most one ...
    std::uint32_t held_first_ = 0;        ///< ... and `first` for it
};

}  // namespace postlab::labs
