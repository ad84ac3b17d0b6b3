#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "labs/record/conversation.h"

namespace postlab::labs {

/// The way that a recorded conversation took through its protocol's states. A value.
struct StatePath {
    /// Something that the client said, and where it led.
    struct Step {
        std::size_t number;      ///< from 1, in the order in which they were said
        std::string verb, code;  ///< "MAIL", "250"; no verb: none that the server knows; no code: no reply came
        bool letter;             ///< it was a letter's end, not a command
        bool refused;
        std::string from, to;  ///< states; `closed` behind a goodbye
    };
    std::int64_t conversation;
    std::string how;  ///< it ended
    std::vector<Step> steps;
    std::uint64_t lost;  ///< lines and blocks that were not recorded

    /// The state that it was in at last.
    std::string_view end() const { return steps.empty() ? std::string_view() : steps.back().to; }
};

StatePath path_of(const Conversation& conversation);

}  // namespace postlab::labs
