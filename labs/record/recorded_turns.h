#pragma once
#include <string>
#include <vector>

#include "store/transcript/transcript_reader.h"

namespace postlab::labs {

/// What one side of a recorded conversation said before the other's turn came: a command line, a whole message, or
/// a reply with all its lines and the content that it announced.
struct Turn {
    Direction who;
    bool content;  ///< client: a message, its last dot included
    std::string bytes;
    std::string verb;   ///< of the command, and of the reply to it; empty: none known
    std::string reply;  ///< server: the catalogue row

    bool starred() const;  ///< a secret was said here, and is not in the record
};

/// The turns of a conversation, telnet negotiation left out. Throws UsageError when there is no such conversation, or
/// not all of it was kept.
std::vector<Turn> recorded_turns(store::TranscriptReader& reader, std::int64_t conversation);

}  // namespace postlab::labs
