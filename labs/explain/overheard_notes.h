#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "labs/dialogue/bystander.h"
#include "labs/explain/annotator.h"

namespace postlab::labs {

/// What `explain --session` says of a conversation, while a bystander hears it: without a record, and at any server
/// that speaks the protocol. One thread.
class OverheardNotes {
public:
    /// In that language, which outlives it.
    explicit OverheardNotes(const Language& language = Language::english()) : language_(language) {}

    /// What belongs below this line, which came at that time since the conversation began. Of a reply it is known when
    /// its last line is there.
    std::vector<Annotation> below(const Overheard& line, std::chrono::microseconds at);

private:
    const Language& language_;
    std::optional<Annotator> annotator_;  ///< none before the greeting
    std::vector<std::string> lines_;      ///< of the reply that is under way
};

}  // namespace postlab::labs
