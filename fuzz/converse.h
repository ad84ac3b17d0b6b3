#pragma once
#include <algorithm>
#include <string>
#include <vector>

#include "fuzz/fuzz.h"
#include "shared/memory_recorder.h"
#include "shared/session.h"
#include "store/slow_store_for_tests.h"

namespace postlab::fuzz {

/// The names, passwords and letters that the dialogues speak of, so that seeds made of them get somewhere.
inline void furnish(store::MemoryStore& store) {
    store.add("alice", "two words");
    store.add("mrose", "tanstaaf", "tanstaaf");
    store.add("bob", "secret");
    store.add("postmaster", "secret");
    for (const char* name : {"alice", "mrose"}) {
        store.put(name, "Subject: one\r\n\r\n.\r\n..two\r\nthree\r\n");
        store.put(name, "Subject: long\r\n\r\n" + std::string(600, '.') + "\r\n.\r\n");
    }
}
constexpr std::size_t letters_furnished = 4;

/// Says the pieces to the session until it closes, then ends the input; demands that it comes to an end and
/// that no call gives more output than `most`. Returns all that it said.
inline std::string converse(Session& session, store::SlowStore& store, const std::vector<std::string_view>& pieces,
                            std::size_t most) {
    const Time now{};
    std::string said;
    bool closed = false;
    auto follow = [&](Session::Next next) {
        for (;; next = session.resume(now)) {
            std::string output = session.take_output();
            demand(output.size() <= most, "output within its bound");
            said += output;
            if (next == Session::Next::start_tls) session.tls_began("TLSv1.3", now);
            if (next == Session::Next::wait) demand(store.answer_one(), "a session waits only for what it has asked");
            if (next == Session::Next::read || next == Session::Next::close) break;
        }
        closed = next == Session::Next::close;
    };
    session.offer_tls();
    follow(session.open(now));
    for (std::string_view piece : pieces)
        if (!closed) follow(session.receive(piece, now));
    if (!closed) follow(session.end_of_input(now));
    demand(closed, "the end of input ends the session");
    return said;
}

/// Demands exactly one reply to each command line and each end of content, in order, and a greeting before.
/// The input may break off within content or a line, and a session may close instead of answering.
inline void demand_one_reply_each(const std::vector<RecordedEvent>& entries) {
    int owed = 1;  // the greeting
    bool in_content = false;
    for (const RecordedEvent& entry : entries) {
        bool client = entry.direction == Direction::client;
        if (!entry.tls.empty()) continue;
        if (entry.content) {
            if (client && !in_content && entry.verb != "BDAT") ++owed;  // whose octets are part of the command
            in_content = in_content || client;                          // telnet is answered in between
            continue;
        }
        in_content = false;
        if (client) demand(owed == 0, "no command is taken before the one before it is answered");
        owed += client ? 1 : -1;
        demand(owed == 0 || owed == 1, "one reply to one command");
    }
    const bool breaks_off = !entries.empty() && entries.back().direction == Direction::client &&
                            (!entries.back().bytes.ends_with('\n') || entries.back().verb == "BDAT");
    demand(owed == 0 || in_content || breaks_off, "every command is answered");
}

/// Whether it went on over TLS. What came in one piece with the command is never run then (RFC 3207 4.2), so the way
/// the input is cut counts.
inline bool began_tls(const std::vector<RecordedEvent>& entries) {
    return std::ranges::any_of(entries, [](const RecordedEvent& entry) { return !entry.tls.empty(); });
}

inline bool printable_line(std::string_view line) {
    for (char c : line)
        if (c < ' ' || c > '~') return false;
    return line.size() <= 510;
}

}  // namespace postlab::fuzz
