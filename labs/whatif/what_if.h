#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "labs/compare/compare_page.h"
#include "labs/language/language.h"
#include "labs/whatif/alteration.h"
#include "labs/whatif/ending.h"
#include "labs/whatif/letters_then.h"
#include "labs/whatif/recorded.h"
#include "labs/whatif/rerun.h"
#include "shared/program/program_command.h"
#include "shared/program/settings.h"
#include "store/transcript/transcript_reader.h"

namespace postlab::labs {

/// A recorded conversation that can end otherwise: sessions are pure, so it is had again in memory, with something else
/// said, and nobody's mail is touched. What comes out is what the server would have done: had again as it was, the
/// conversation gets the replies that are recorded, or it is not played at all. One thread.
class WhatIf {
public:
    /// `settings`: the server's then, but for what the record tells. Throws UsageError for what can't be played, and
    /// std::runtime_error when record or maildrop can't be read.
    WhatIf(store::TranscriptReader& reader, const std::filesystem::path& directory, Conversation conversation,
           const Settings& settings = {});

    struct Outcome {
        Rerun rerun;
        Ending ending;
    };
    /// Throws UsageError for an alteration that doesn't fit the conversation.
    Outcome outcome(const Alteration& alteration) const;

    const Recorded& recorded() const { return recorded_; }
    const std::vector<LetterThen>& letters() const { return letters_; }  ///< that a login found
    const Ending& as_it_was() const { return as_it_was_; }

private:
    const std::filesystem::path directory_;
    const Settings settings_;
    const Recorded recorded_;
    const std::vector<LetterThen> letters_;
    Ending as_it_was_;
};

/// Both endings beside each other.
ComparePage what_if_page(const WhatIf& what_if, const WhatIf::Outcome& otherwise, const Alteration& alteration,
                         const Language& language);
/// "the line had dropped behind line 14"
std::string in_words(const Alteration& alteration, const Recorded& recorded, const Language& language);

/// `postlab what-if ID [TEXT]`
ProgramCommand what_if_command();

}  // namespace postlab::labs
