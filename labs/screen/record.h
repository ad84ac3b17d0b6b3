#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "labs/record/conversation.h"
#include "labs/record/message_life.h"
#include "store/transcript/transcript_reader.h"

namespace postlab::screen {

/// The record as pages read it: it may not be there yet, and it may go and come again. One thread; each call is short,
/// since a conversation is kept within bounds.
class Record {
public:
    /// What began before the server did, `since` then, and has no end was cut with the server before it.
    explicit Record(std::filesystem::path directory, Time since = {})
        : directory_(std::move(directory)), since_(since) {}

    /// The last ones, the newest first.
    std::vector<store::KeptConversation> conversations(std::uint32_t last);
    std::int64_t newest();  ///< 0: there is none
    std::optional<store::KeptConversation> about(std::int64_t id);
    /// The one under way that has that maildrop open, 0: it isn't in the record yet.
    std::int64_t holding(const std::string& mailbox);
    /// Nothing: there is none of that number, any more or yet.
    std::optional<labs::Conversation> conversation(std::int64_t id);
    /// What it has behind that place, which moves to its end, see TranscriptReader; nothing: it can't be read just now.
    std::optional<std::vector<store::KeptEvent>> events_behind(std::int64_t& place, std::int64_t id);
    /// The conversation with what TLS has hidden, and with what is wrong with its chain, to be exported.
    std::optional<labs::Conversation> whole(std::int64_t id);
    /// What is known about a message; nothing where the record or the store can't be read.
    std::optional<labs::MessageLife> life_of(std::uint64_t message);

private:
    template <class Answer>
    Answer ask(const std::function<Answer(store::TranscriptReader&)>& question);

    void end_if_killed(store::KeptConversation& about) const;
    void end_if_killed(labs::Conversation& conversation) const;

    const std::filesystem::path directory_;
    const Time since_;
    std::optional<store::TranscriptReader> reader_;
};

}  // namespace postlab::screen
