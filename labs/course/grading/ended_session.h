#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "labs/record/conversation.h"

/// A recorded conversation in the form in which checks look at it.
namespace postlab::course {

/// A place in the record, cited by every result.
struct Citation {
    std::int64_t conversation;
    std::uint32_t seq;
    bool operator==(const Citation&) const = default;
};

enum class LineEnd { crlf, lf, none };

/// A line that crossed the wire. Its views live as long as its session.
struct Line {
    std::string_view text;  ///< without its end; a command as the server took it: rubbed out, without telnet bytes
    LineEnd end;
    Time at;
    std::uint32_t seq;
};

/// One exchange: what the client said, and what the server said to it. The greeting is a turn without a command.
struct Turn {
    enum class Kind { greeting, command, content } kind;  ///< content: a message, its last dot included
    std::vector<Line> said;                               ///< a command's one line, a message's lines
    std::vector<Line> reply;                              ///< with the content that it announced
    std::string_view verb;                                ///< upper case; empty: none that the server knows
    std::string_view state, code, reply_id;          ///< state before it; "250", "+OK"; "mail.nested"; empty: no reply
    std::string_view mailboxes, messages, injected;  ///< of the reply: Event::mailboxes, ::messages, ::injected
};

/// A letter that a session brought and the server accepted.
struct Accepted {
    std::uint64_t id;
    std::string_view reverse_path, mailboxes;  ///< mailboxes: separated by spaces
    std::string_view content;                  ///< as it was sent: with stuffed dots, without the last one
    Citation where;                            ///< of the reply
    Time at;
};

/// A conversation that has ended, taken apart. Constant once made; not to be copied, since views show its insides.
struct EndedSession {
    std::int64_t conversation = 0;
    labs::Protocol protocol{};
    Time began{}, ended{};
    std::string how;      ///< it ended
    std::string mailbox;  ///< whose maildrop a POP3 login has opened; empty: none
    std::uint64_t octets_said = 0;
    std::vector<Turn> turns;
    std::vector<Accepted> accepted;
    std::vector<std::uint64_t> listed, removed;  ///< POP3: message ids found at the login; removed by QUIT
    bool complete = true;                        ///< false: too long to be kept whole; the beginning is there

    std::string bytes;                      ///< what was said, and ...
    std::unordered_set<std::string> words;  ///< ... what else the views show

    EndedSession() = default;
    EndedSession(const EndedSession&) = delete;
    EndedSession& operator=(const EndedSession&) = delete;
};

/// So much of one session is looked at, in lines and octets. The rest is left out, but for its deliveries and removals.
inline constexpr std::size_t most_lines = 5000, most_octets = 1 << 20;

/// Takes a conversation apart. One without an end counts as ended at its last line.
std::shared_ptr<const EndedSession> ended_session(const labs::Conversation& conversation);

/// The message ids that a reply of that verb was about, all over the session: RETR, DELE, LIST.
std::vector<std::uint64_t> messages_of(const EndedSession& session, std::string_view verb);

}  // namespace postlab::course
