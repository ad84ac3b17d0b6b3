#pragma once
#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/transcript.h"
#include "store/transcript/transcript_queue.h"

namespace postlab::store {

struct KeptEvent {
    std::uint32_t seq;             ///< from 0; a gap is as many lost events
    std::chrono::microseconds at;  ///< since the conversation started
    Direction direction;
    bool content;
    std::string bytes;
    std::uint64_t left_out;  ///< octets of content behind these bytes that were not kept
    std::string state_before, state_after, verb, reply;
    std::string mailboxes = {}, messages = {}, injected = {}, taken = {};  ///< as in Event
};

/// Where the same content stands that was said again. A client fetches the same letters many times: the record keeps
/// them once, and then where they are.
struct ContentPlace {
    std::uint64_t block;  ///< block.id
    std::uint64_t tag;    ///< the first octets of that block's MAC: another block will not do
    std::uint32_t seq;    ///< of the event in it
    std::uint32_t octets;
};
void encode(const ContentPlace& place, std::string& into);

/// Some events of one conversation, one behind the other, as `block.events` keeps them: numbers of seven bits an octet,
/// times and sequence numbers as differences, and each word (states, verbs, reply ids) written once, then numbered.
/// A value; it belongs to the record's writer.
class TranscriptBlock {
public:
    /// `since_start` of the conversation. A record that repeats content has its encoded place for bytes.
    void add(const TranscriptRecord& record, std::chrono::microseconds since_start);
    bool empty() const { return bytes_.empty(); }
    std::string_view bytes() const { return bytes_; }

private:
    void number(std::uint64_t value);
    void text(std::string_view bytes);
    void word(std::size_t column, std::string_view word);

    std::string bytes_;
    std::uint32_t seq_ = 0;
    std::int64_t at_ = 0;
    std::vector<std::string> words_;
    std::array<std::size_t, 4> last_{};  ///< words of the event before: most come again
};

struct BlockEvent {
    KeptEvent event;
    std::optional<ContentPlace> same_as;  ///< event.bytes are there
};

/// The number of the first event in a block.
std::uint32_t first_seq(std::string_view block);
/// Adds a block's events; content that was left out bit by bit is one event. False: the block is damaged, and what
/// could be read has been added.
bool read_block(std::string_view block, std::vector<BlockEvent>& events);

}  // namespace postlab::store
