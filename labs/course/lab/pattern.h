#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "labs/course/lab/parameters.h"
#include "labs/dialogue/dialogue.h"

namespace postlab::course {

/// What a check looks for in recorded sessions: a dialogue of which only what matters is written down.
///
///     C: TOP $x 0          a command line, without regard to case: a mailbox is the same in capitals; `...` is
///                          anything, `{name}` captures as in a dialogue's S lines
///     S: +OK ...           a line of the reply to that very command, its content included; further S lines are later
///     S: Subject: ...      lines of the same reply; as written, but without regard to case where a $name stands in
///                          them, since a reply repeats what was typed
///     ! starttls           here TLS has begun, by STLS or STARTTLS or from the first octet on
///     ! quit               how the session ended: quit, drop (also by a fault), timeout, shutdown, or any
///
/// Commands match in their order, but others may stand between them. An S line with no C line above it matches
/// a line of the greeting or of any reply. Behind `C: DATA` (unless its S line refuses it) C lines match lines of the
/// message as sent, with their stuffed dots, up to `C: .`, whose S lines are the reply to the message. Behind
/// `C: BDAT ...` they match lines of the chunk up to the next S line, which is of the reply to both.
///
/// What may be a password is starred in the record: write `C: PASS ...`. A command that was refused while a login was
/// under way is starred as well ("STAT ****"); `C: STAT` matches it.
///
/// `C1:`, `C2:` are different sessions of the attempt, bound in whatever way fits; commands stand in the order of
/// time, so that "meanwhile" and "after that" can be written. `! connect pop3` (`!2 connect smtp`) says which protocol
/// a session speaks, otherwise it is the one that the check says.
///
/// The same bytes and escapes as in labs/dialogue/dialogue.h: \r \n \t \\ \xHH. $names are put in by with(); what they
/// stand for is taken literally. A value; any thread.
class Pattern {
public:
    /// Throws labs::DialogueError, "NAME:LINE: expected ...".
    Pattern(std::string_view text, const std::string& name, labs::Protocol protocol, int first_line = 1);

    /// With the values in place. Throws std::runtime_error for a $name without one.
    Pattern with(const Values& values) const;

    /// A line of the pattern: pieces to match one recorded line with.
    struct LineForm {
        std::vector<labs::Piece> pieces;
        bool any_case = false;  ///< it matches without regard to case
    };
    /// One exchange: a command (or line of a message), and lines of its reply.
    struct Exchange {
        int connection;
        enum class Kind { command, content, reply, tls, end } kind;  ///< reply: no command above it; end: how it ended
        LineForm command;
        std::vector<LineForm> reply;
        std::string how;  ///< of an end; "any"
    };
    const std::vector<Exchange>& exchanges() const { return exchanges_; }
    labs::Protocol protocol(int connection) const;
    std::size_t connections() const { return protocols_.size(); }

private:
    std::vector<Exchange> exchanges_;
    std::vector<std::pair<int, labs::Protocol>> protocols_;
};

}  // namespace postlab::course
