#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/transcript.h"
#include "store/database.h"
#include "store/transcript/transcript_block.h"
#include "store/transcript/transcript_file.h"
#include "store/transcript/transcript_seal.h"

namespace postlab::store {

/// A conversation as it was kept.
struct KeptConversation {
    std::int64_t id;
    std::string protocol, peer;  ///< "smtp", "pop3", "lab": whatever was said to Recorder::begin()
    Time started;
    std::optional<Time> ended;  ///< none: it is still under way, or its server was killed
    std::string how;
    std::uint64_t events, lines;  ///< kept; of them, those that are no content
    std::uint64_t lost;           ///< dropped before they reached the file
    std::string account = {};     ///< that the last right login was for, by PASS, APOP, HELO or AUTH
};

/// Whether anything can be read there: a server that has just begun may have made the file, and not yet its tables.
bool has_transcripts(const std::filesystem::path& directory);
/// ... and they are of an older version, which the recorder moves aside. Not of a file that is no database.
bool has_older_transcripts(const std::filesystem::path& directory);

/// Reads DIR/transcripts.db, also while a server writes it. It holds no read transaction between its calls.
/// One thread. Throws std::runtime_error with one line that says what is wrong.
class TranscriptReader {
public:
    explicit TranscriptReader(const std::filesystem::path& directory);

    /// Whether anybody has written since the last call; at first, yes. To be asked often, it reads nothing.
    bool has_news();
    std::vector<KeptConversation> conversations(std::uint32_t last);  ///< the last ones, the newest at the end
    std::optional<KeptConversation> conversation(std::int64_t id);    ///< nothing: there is none
    /// Those that have ended, with a higher id than `after`, in the order of their ids, at most so many. One with
    /// a lower id may end later: who reads on from where they stopped begins with the lowest that had not ended.
    std::vector<KeptConversation> ended(std::int64_t after, std::uint32_t at_most);
    /// Those that brought a message into a maildrop, or may have: their events tell. In the order of their ids.
    std::vector<KeptConversation> bringing(std::uint64_t message);
    /// Those that opened the maildrop, in the order of their ids.
    std::vector<KeptConversation> opening(std::string_view account);

    /// In their order. Content said before comes from where it stands, or counts as left out where that has gone.
    std::vector<KeptEvent> events(std::int64_t conversation);
    /// The same from that place on, which moves to the end of what there is: who follows a conversation reads no event
    /// twice. Begins with `beginning`.
    std::vector<KeptEvent> events_behind(std::int64_t& place, std::int64_t conversation);
    static constexpr std::int64_t beginning = -1;
    /// The same with all that crossed the wire encrypted, and what opens it, where `tls.teach` has kept that.
    std::vector<KeptEvent> all_layers(std::int64_t conversation);

    /// What is wrong with a conversation's chain of blocks, "event 12 or one behind it has been changed"; empty: it
    /// holds. Without the key nothing can be told, which is said.
    Phrase flaw(std::int64_t conversation);
    bool has_key() const { return seal_.has_value(); }
    /// A conversation's seal, which is over all that is kept of it.
    std::string seal(std::int64_t conversation);

private:
    std::optional<std::int64_t> read_behind(std::int64_t place, std::int64_t conversation,
                                            std::vector<BlockEvent>& events);
    void fetch(std::vector<BlockEvent>& events);
    std::vector<KeptEvent> layers_behind(std::int64_t& place, std::int64_t conversation);

    Database database_;                   ///< a connection of its own
    std::int64_t version_ = -1;           ///< of what others have written; SQLite's never goes below 0
    std::optional<TranscriptSeal> seal_;  ///< none: there is no key
};

}  // namespace postlab::store
