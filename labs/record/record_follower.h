#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "store/transcript/transcript_reader.h"

namespace postlab::labs {

/// The record as it grows, from another process than the one that writes it, which it neither stops nor slows. What was
/// said before the first call is passed over. There may be no record yet, and it may be moved aside for another; what
/// can't be read just now is read later. One thread.
class RecordFollower {
public:
    explicit RecordFollower(std::filesystem::path directory) : directory_(std::move(directory)) {}

    /// What has come in one conversation.
    struct News {
        const store::KeptConversation& about;
        std::vector<store::KeptEvent> events;
        std::uint32_t first;  ///< what the number of the first event would be, if none has been lost
    };
    /// Tells of each conversation in which something has happened since the last call, in their order.
    void follow(const std::function<void(News)>& tell);

private:
    struct Open {
        std::int64_t place = store::TranscriptReader::beginning;
        std::uint32_t next = 0;  ///< event
        bool told = false;
    };
    void begin();
    void look(const store::KeptConversation& about, Open& open, const std::function<void(News)>& tell);
    std::int64_t newest();

    const std::filesystem::path directory_;
    std::optional<store::TranscriptReader> reader_;
    bool begun_ = false;
    std::int64_t newest_ = 0;
    std::map<std::int64_t, Open> open_;  ///< those that have not ended
};

}  // namespace postlab::labs
