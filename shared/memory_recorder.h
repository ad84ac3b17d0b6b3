#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "shared/transcript.h"

namespace postlab {

/// An Event that outlives the call, and the conversation that it belongs to.
struct RecordedEvent {
    std::size_t conversation;  ///< its place in MemoryRecorder::begun
    std::string protocol;      ///< the conversation's
    Direction direction;
    Time at;
    std::string bytes, state_before, state_after, verb, reply;
    bool content;
    std::string mailboxes, messages, injected, taken, tls;
    Event::Layer layer = Event::Layer::said;

    /// The event again. Its views live as long as this does.
    Event view() const {
        return {direction, at,        bytes,    state_before, state_after, verb, reply,
                content,   mailboxes, messages, injected,     taken,       tls,  layer};
    }
};

/// Keeps conversations in memory, where nobody needs a file: dialogues that are tried out, tests, fuzzers. It outlives
/// the sessions that it records. One thread; read it when no session is speaking.
class MemoryRecorder : public Recorder {
public:
    struct Beginning {
        std::string protocol, peer;
        Time at;
    };
    struct Ending {
        std::size_t conversation;
        std::string how;
        Time at;
    };
    std::vector<Beginning> begun;       ///< every conversation, in the order in which they began
    std::vector<RecordedEvent> events;  ///< of all of them, in the order in which they happened
    std::vector<Ending> ended;          ///< in the order in which they ended; a session may die without it

    std::unique_ptr<Transcript> begin(std::string_view protocol, std::string_view peer, Time at) override {
        begun.push_back({std::string(protocol), std::string(peer), at});
        return std::make_unique<Kept>(*this, begun.size() - 1);
    }

private:
    class Kept : public Transcript {
    public:
        Kept(MemoryRecorder& recorder, std::size_t conversation) : recorder_(recorder), conversation_(conversation) {}
        void record(const Event& e) override {
            recorder_.events.push_back({conversation_, recorder_.begun[conversation_].protocol, e.direction, e.at,
                                        std::string(e.bytes), std::string(e.state_before), std::string(e.state_after),
                                        std::string(e.verb), std::string(e.reply), e.content, std::string(e.mailboxes),
                                        std::string(e.messages), std::string(e.injected), std::string(e.taken),
                                        std::string(e.tls), e.layer});
        }
        void ended(std::string_view how, Time at) override {
            recorder_.ended.push_back({conversation_, std::string(how), at});
        }

    private:
        MemoryRecorder& recorder_;
        const std::size_t conversation_;
    };
};

}  // namespace postlab
