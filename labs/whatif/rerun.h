#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "labs/whatif/alteration.h"
#include "labs/whatif/letters_then.h"
#include "labs/whatif/recorded.h"
#include "shared/memory_recorder.h"
#include "shared/program/settings.h"

namespace postlab::labs {

/// A conversation as a session in memory has just had it. A value.
struct Rerun {
    /// What the client said at once, and what was answered.
    struct Exchange {
        std::optional<std::size_t> turn;     ///< of the recorded conversation; none: it was not said then
        std::string said, heard;             ///< octets; nothing said: the greeting, or a farewell
        std::size_t first_event, end_event;  ///< of the record: from there to there
    };
    std::vector<Exchange> exchanges;
    MemoryRecorder record;
    std::string how;  ///< it ended, as Transcript::ended() has it
    struct Kept {
        std::uint64_t id;
        std::string content;
    };
    std::map<std::string, std::vector<Kept>> there;  ///< what each mailbox has at the end
};

/// Has that conversation again, over the store as it was when it began, with nothing said otherwise but what
/// `alteration` says. A letter is said only where the server asks for it, and a response to a challenge only where
/// there is one. What a fault did is done again up to where the alteration begins; behind that nothing goes wrong.
/// `settings`: those of the server then, but for its domains, which the record knows. Throws std::runtime_error when
/// the maildrop can't be read.
Rerun run_again(const Recorded& recorded, const std::vector<LetterThen>& letters,
                const std::filesystem::path& directory, const Settings& settings, const Alteration& alteration);

/// The replies' ids of a turn as it has been played.
std::vector<std::string> rows_of(const Rerun& rerun, std::size_t turn);

}  // namespace postlab::labs
