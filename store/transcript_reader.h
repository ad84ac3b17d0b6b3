#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "shared/transcript.h"
#include "store/database.h"

namespace postlab::store {

/// A conversation as it was kept.
struct KeptConversation {
    std::int64_t id;
    std::string protocol, peer;
    Time started;
    std::optional<Time> ended;  ///< none: it is still under way, or its server was killed
    std::string how;
    std::uint64_t events, lines;  ///< kept; of them, those that are no content
    std::uint64_t lost;           ///< dropped before they reached the file
};

struct KeptEvent {
    std::uint32_t seq;             ///< from 0; a gap is as many lost events
    std::chrono::microseconds at;  ///< since the conversation started
    Direction direction;
    bool content;
    std::string bytes;
    std::uint64_t left_out;  ///< octets of content behind these bytes that were not kept
    std::string state_before, state_after, verb, reply;
};

/// Reads DIR/transcripts.db, also while a server writes it. It holds no read transaction between its calls.
/// One thread. Throws std::runtime_error with one line that says what is wrong.
class TranscriptReader {
public:
    explicit TranscriptReader(const std::filesystem::path& directory);

    std::vector<KeptConversation> conversations(std::uint32_t last);  ///< the last ones, the newest at the end
    std::optional<KeptConversation> conversation(std::int64_t id);
    std::vector<KeptEvent> events(std::int64_t conversation);

private:
    Database database_;
};

}  // namespace postlab::store
