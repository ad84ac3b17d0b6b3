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

/// An Event as the record has it. A value.
struct KeptEvent {
    std::uint32_t seq;             ///< from 0; a gap is as many lost events
    std::chrono::microseconds at;  ///< since the conversation started
    Direction direction;
    bool content;            ///< of a message or a list; else a command or a reply
    std::string bytes;       ///< as they crossed the wire, secrets starred
    std::uint64_t left_out;  ///< octets of content behind these bytes that were not kept
    std::string state_before, state_after, verb, reply;
    std::string mailboxes = {}, messages = {}, injected = {}, taken = {}, tls = {};  ///< as in Event
    Event::Layer layer = Event::Layer::said;  ///< what is not said has the number of what is said next
};

/// Where the same content stands that was said again. A client fetches the same letters many times: the record keeps
/// them once, and then where they are.
struct ContentPlace {
    std::uint64_t block;  ///< block.id
    std::uint64_t tag;    ///< the first octets of that block's MAC: another block will not do
    std::uint32_t seq;    ///< of the event in it
    std::uint32_t octets;
};
/// As the bytes of an event that repeats content; replaces what `into` holds.
void encode(const ContentPlace& place, std::string& into);

/// Some events of one conversation, one behind the other, as `block.events` keeps them: numbers of seven bits an octet,
/// times and sequence numbers as differences, and each word (states, verbs, reply ids) written once, then numbered.
/// A value; it belongs to the record's writer.
class TranscriptBlock {
public:
    /// `since_start` of the conversation. A record that repeats content has its encoded place for bytes.
    void add(const TranscriptRecord& record, std::chrono::microseconds since_start);
    bool empty() const { return bytes_.empty(); }
    std::string_view bytes() const { return bytes_; }  ///< until the next add()

private:
    void number(std::uint64_t value);
    void text(std::string_view bytes);                     ///< its length, then itself
    void word(std::size_t column, std::string_view word);  ///< its number; the text too where it is new

    std::string bytes_;
    std::uint32_t seq_ = 0;              ///< of the last event, and ...
    std::int64_t at_ = 0;                ///< ... its time, in microseconds since the conversation began
    std::vector<std::string> words_;     ///< in the order in which they came
    std::array<std::size_t, 4> last_{};  ///< words of the event before: most come again
};

struct BlockEvent {
    KeptEvent event;
    std::optional<ContentPlace> same_as;  ///< event.bytes are there
};

/// The last one that was said; null: there is none.
KeptEvent* last_said(std::vector<BlockEvent>& events);

/// Adds a block's events; content that was left out bit by bit is one event. False: the block is damaged, and what
/// could be read has been added.
bool read_block(std::string_view block, std::vector<BlockEvent>& events);

}  // namespace postlab::store
