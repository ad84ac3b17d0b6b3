#pragma once
#include <chrono>
#include <cstdint>
#include <string>

#include "shared/transcript.h"

namespace postlab::store {

/// An event as the record keeps it: what a session told its Transcript (shared/transcript.h explains the fields that
/// are named as there), with texts of its own. A value.
struct KeptEvent {
    std::uint32_t seq;             ///< its number in the conversation, from 0; each missing number is a lost event
    std::chrono::microseconds at;  ///< since the conversation started; goes back where the clock was set back
    Direction direction;
    bool content;            ///< a piece of a message or of a list, neither a command nor a reply
    std::string bytes;       ///< as on the wire, secrets starred
    std::uint64_t left_out;  ///< octets of content behind these bytes that were not kept
    std::string state_before, state_after, verb, reply;
    std::string mailboxes = {}, messages = {}, injected = {}, taken = {};
};

/// Event number `seq` of a conversation that started then, with nothing left out.
inline KeptEvent kept_event(const Event& event, std::uint32_t seq, Time started) {
    auto own = [](std::string_view text) { return std::string(text); };
    const auto at = std::chrono::duration_cast<std::chrono::microseconds>(event.at - started);
    return {seq,
            at,
            event.direction,
            event.content,
            own(event.bytes),
            0,
            own(event.state_before),
            own(event.state_after),
            own(event.verb),
            own(event.reply),
            own(event.mailboxes),
            own(event.messages),
            own(event.injected),
            own(event.taken)};
}

}  // namespace postlab::store
