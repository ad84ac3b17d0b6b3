#pragma once
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "labs/course/grading/desk_text.h"
#include "labs/course/lab/words.h"
#include "labs/record/turns.h"

/// A recorded conversation as checks look at it.
namespace postlab::course {

using labs::Line;
using labs::Turn;

/// A place in the record, cited by every result.
struct Citation {
    std::int64_t conversation;
    std::uint32_t seq;
    std::uint32_t row = 0;  ///< which of the lines that begin in that event, see labs::Line
    bool operator==(const Citation&) const = default;
};

/// A letter that a session brought and the server accepted.
struct Accepted {
    std::uint64_t id;
    std::string reverse_path;     ///< as the server took it, without brackets; empty: <>
    std::string mailboxes;        ///< separated by spaces
    std::span<const Line> lines;  ///< as they were sent: with stuffed dots, without the last one; of the session
    Citation where;               ///< of the reply
    Time at;
    bool whole = false;                    ///< the record has all of it; else `lines` are its beginning, or nothing
    bool counted = false;                  ///< it came by BDAT, so no dot is a stuffed one
    std::optional<DeskText> to_desk = {};  ///< what it says, if the desk is among its recipients

    std::string_view content() const { return labs::bytes_of(lines); }
    /// Without stuffed dots, and with its last line ended.
    std::string text() const;
    bool is_for_desk() const { return to_desk.has_value(); }
    bool is_for_desk_alone() const { return mailboxes == "course"; }
};

/// So much of one session is looked at. The rest is left out, but for its deliveries and removals.
inline constexpr std::size_t most_lines = 5000, most_octets = 1 << 20;

/// A conversation that has ended, and what a grader must know of it however long it was. One without an end counts as
/// ended at its last line. Constant once made; not to be copied, since views show its insides.
struct EndedSession {
    explicit EndedSession(const labs::Conversation& conversation);

    const std::int64_t conversation;
    const labs::Protocol protocol;
    Time began, ended;
    std::string how;          ///< it ended
    const labs::Turns turns;  ///< without telnet's refusals
    std::string mailbox;      ///< whose maildrop a POP3 login has opened; empty: none
    std::string account;      ///< whose password was right: that one, one that another session had open, or AUTH's
    std::uint64_t octets_said = 0;
    std::optional<Citation> gap;  ///< the first thing behind lines that the record could not keep; or the last before
    std::vector<Accepted> accepted;
    std::vector<std::uint64_t> listed, removed;  ///< POP3: message ids found at the login; removed by QUIT

    /// When one of its lines crossed the wire.
    Time time_of(const Line& line) const { return began + line.at; }
    Citation place_of(const Line& line) const { return {conversation, line.seq, line.row}; }

private:
    void note_facts(const store::KeptEvent& event);
    void find_gap(std::uint64_t lost_at_end);
    void find_letters();
    void read_letters_to_desk();

    std::deque<labs::Joined> joined_;  ///< letters that came in chunks
};

/// Null: it is an act of the program's, and no session.
inline std::shared_ptr<const EndedSession> ended_session(const labs::Conversation& conversation) {
    return conversation.about.protocol == "lab" ? nullptr : std::make_shared<const EndedSession>(conversation);
}

/// The message ids that a reply of that verb was about, all over the session: RETR, DELE, LIST.
std::vector<std::uint64_t> messages_of(const EndedSession& session, std::string_view verb);

}  // namespace postlab::course
