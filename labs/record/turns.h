#pragma once
#include <chrono>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "labs/record/conversation.h"
#include "labs/text/ink.h"

/// A recorded conversation taken apart: its turns, the utterances that they consist of, and their lines. Whoever reads
/// one, to show, explain, say again or grade it, reads these.
namespace postlab::labs {

/// One line that crossed the wire. A command is one line, whatever octets it has; in a reply and in content a line ends
/// with its LF.
struct Line {
    enum class End {
        crlf,  ///< or CR NUL, telnet's other newline (RFC 854)
        lf,
        none,  ///< it was cut, or its rest is missing or stands behind something else
    };

    std::string_view bytes;  ///< with its end; never empty
    std::string_view text;   ///< without it; a command as the session took it, see Event::taken
    End end;
    std::chrono::microseconds at;  ///< of its first octet, since the conversation started
    std::uint32_t seq;             ///< of the event that its first octet came in ...
    std::uint32_t row = 0;         ///< ... and which of the lines that begin there it is, from 0
};

/// Neighbouring lines, as they crossed the wire.
std::string_view bytes_of(std::span<const Line> lines);

/// One command, one reply, or a run of content: what was recorded in pieces is put together. It ends where octets or
/// events are missing.
struct Utterance {
    Direction direction;
    bool content;                  ///< of a message or a list, neither a command nor a reply
    std::string_view bytes;        ///< all of it
    std::span<const Line> lines;   ///< the same; none where only a fault has been at work, TLS begins, or a report is
                                   ///< stored
    std::uint32_t seq;             ///< of its first event
    std::chrono::microseconds at;  ///< ... and its time, since the conversation started
    std::string_view state_before, state_after, verb, reply, mailboxes, messages, injected,
        tls;                 ///< as in Event
    std::uint64_t lost;      ///< events before it that were not recorded
    std::uint64_t left_out;  ///< octets of content behind it that were not kept
};

/// Whether a reply says no: 4xx, 5xx, -ERR.
inline bool says_no(std::string_view reply) {
    return reply.starts_with("-") || reply.starts_with("4") || reply.starts_with("5");
}

/// How it is printed: who has said it, and whether it says no.
inline Ink ink_of(const Utterance& utterance) {
    if (utterance.direction == Direction::client) return Ink::client;
    return utterance.content ? Ink::letter : says_no(utterance.bytes) ? Ink::refusal : Ink::server;
}

/// Whether it is TLS that begins, and hides what follows on its way.
inline bool begins_tls(const Utterance& utterance) {
    return !utterance.tls.empty() && !utterance.tls.starts_with("failed");
}

/// Whether it is a report that the server has made and stored, which nobody said.
inline bool is_report(const Utterance& utterance) { return utterance.content && !utterance.messages.empty(); }

/// What the client said, and all that the server said to it before the client spoke again. The greeting is a turn in
/// which the client said nothing. DATA and the message behind it are two turns, since each is answered; a BDAT and its
/// octets are one.
struct Turn {
    enum class Kind { greeting, command, content } kind;  ///< content: a message, its last dot included
    std::span<const Utterance> utterances;
    std::span<const Line> said;   ///< by the client: a command's one line and the chunk behind it, or a message's lines
    std::span<const Line> reply;  ///< the reply's lines, with the content that it announced
    std::string_view verb, state;  ///< of what was said; `state` before it. Empty verb: none that the server knows
    std::string_view code;         ///< of the last reply: "250", "+OK"; empty: there was none
    std::string_view mailboxes, messages;  ///< that the replies are about, see Event

    std::span<const Line> command() const { return said.first(kind == Kind::command && !said.empty()); }
    std::span<const Line> content() const { return said.subspan(command().size()); }
};

/// Content that came in several pieces, cut anywhere, as the lines that it has. A line's place is where it began.
class Joined {
public:
    explicit Joined(std::span<const std::span<const Line>> pieces);
    Joined(const Joined&) = delete;
    Joined& operator=(const Joined&) = delete;
    std::span<const Line> lines() const { return lines_; }

private:
    std::string bytes_;
    std::vector<Line> lines_;
};

/// Takes a conversation apart, and holds what the views show: it depends on the conversation no longer, and can be
/// neither copied nor moved. Constant once made; any thread.
class Turns {
public:
    /// How much of the conversation is wanted.
    struct Extent {
        /// Telnet's refusals (RFC 854), which answer no command, as utterances of their own. Without them a message
        /// that they have interrupted is whole.
        bool refusals = true;
        /// Beyond these the rest is left out, from some event on.
        std::size_t most_lines = std::numeric_limits<std::size_t>::max();
        std::size_t most_octets = std::numeric_limits<std::size_t>::max();
    };

    explicit Turns(const Conversation& conversation) : Turns(conversation, Extent()) {}
    Turns(const Conversation& conversation, const Extent& extent);
    Turns(const Turns&) = delete;
    Turns& operator=(const Turns&) = delete;

    /// All of them, in the order in which they began.
    std::span<const Utterance> utterances() const { return utterances_; }
    /// The lines of all of them. People count them from 1, as `transcript show` does.
    std::span<const Line> lines() const { return lines_; }

    // The turns, in that order.
    auto begin() const { return turns_.begin(); }
    auto end() const { return turns_.end(); }
    std::size_t size() const { return turns_.size(); }
    bool empty() const { return turns_.empty(); }
    const Turn& operator[](std::size_t index) const { return turns_[index]; }

    bool complete() const { return complete_; }  ///< false: the extent was too small
    std::size_t octets() const { return bytes_.size(); }

private:
    /// A recorded piece of the last utterance.
    struct Piece {
        std::size_t from;  ///< in bytes_
        std::chrono::microseconds at;
        std::uint32_t seq;
    };

    void add(const store::KeptEvent& event, std::uint64_t lost);
    void begin_utterance(const store::KeptEvent& event, std::uint64_t lost);
    void add_command(const store::KeptEvent& event);
    void divide_last();
    void find_turns(Protocol protocol);
    std::string_view word(const std::string& text);

    std::string bytes_;                      ///< what was said, and ...
    std::unordered_set<std::string> words_;  ///< ... what else the views show
    std::vector<Piece> pieces_;
    std::vector<Line> lines_;
    std::vector<Utterance> utterances_;
    std::vector<Turn> turns_;
    bool complete_ = true;
};

}  // namespace postlab::labs
