#pragma once
#include <algorithm>
#include <memory>
#include <string>
#include <string_view>

#include "shared/memory_recorder.h"
#include "shared/program/settings.h"
#include "shared/session.h"
#include "store/slow_store_for_tests.h"

namespace postlab {

/// A test's client of one session: says something, and hears all that comes of it. Each protocol has one of its own,
/// which makes the session. An answer of the store that a session waits for is given at once.
template <class ProtocolSession>
class ConversationForTests {
public:
    using Next = Session::Next;

    ConversationForTests(const ConversationForTests&) = delete;
    ConversationForTests& operator=(const ConversationForTests&) = delete;

    std::string say(std::string_view line) { return send(std::string(line) + "\r\n"); }
    /// Sends the bytes, `cut` at a time; all that the server says to it.
    std::string send(std::string_view bytes, std::size_t cut = std::string_view::npos) {
        std::string said;
        while (!bytes.empty() && !closed_) {
            const std::string_view piece = bytes.substr(0, cut);
            bytes.remove_prefix(piece.size());
            said += follow(session_->receive(piece, now()));
        }
        return said;
    }
    std::string time_out() { return follow(session_->timed_out(now())); }
    std::string end_input() { return follow(session_->end_of_input(now())); }
    std::string shut_down() { return follow(session_->shut_down(now())); }
    void drop() {
        session_->dropped(now());
        session_.reset();
    }
    /// What the session says from here on, up to where it needs the client.
    std::string follow(Next next) {
        std::string said;
        for (;; next = session_->resume(now())) {
            const std::string output = session_->take_output();
            largest_output_ = std::max(largest_output_, output.size());
            said += output;
            if (next != Next::write && !(next == Next::wait && store_.answer_one())) break;
        }
        closed_ = next == Next::close;
        return said;
    }

    Settings settings;  ///< as they are when the session is made

    bool closed() const { return closed_; }  ///< by the server
    ProtocolSession& session() { return *session_; }
    const MemoryRecorder& record() const { return record_; }
    /// Every byte of the client's in the record, secrets starred.
    std::string client_bytes() const {
        std::string bytes;
        for (const RecordedEvent& event : record_.events)
            if (event.direction == Direction::client) bytes += event.bytes;
        return bytes;
    }
    std::string how_ended() const { return record_.ended.empty() ? "" : record_.ended.back().how; }
    /// The most that one take_output() has given.
    std::size_t largest_output() const { return largest_output_; }

    static Time now() {
        using namespace std::chrono;
        return sys_days{2026y / January / 2} + 3h + 4min + 5s;
    }

protected:
    explicit ConversationForTests(store::SlowStore& store) : store_(store) {}
    ~ConversationForTests() = default;

    std::unique_ptr<Transcript> transcript(std::string_view protocol) {
        return record_.begin(protocol, "127.0.0.1", now());
    }

private:
    store::SlowStore& store_;
    MemoryRecorder record_;

protected:
    std::unique_ptr<ProtocolSession> session_;

private:
    std::size_t largest_output_ = 0;
    bool closed_ = false;
};

}  // namespace postlab
