#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "labs/conversation.h"
#include "labs/course/keyed.h"
#include "labs/course/lab_file.h"

/// What happened, in the form in which checks look at it: from recorded conversations to attempts.
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
    std::string_view
        text;  ///< without line end; a command's without telnet bytes and rubbed out, as the server took it
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

/// A conversation that has ended, taken apart. Constant once made.
struct Session {
    std::int64_t conversation;
    labs::Protocol protocol;
    Time began, ended;
    std::string how;      ///< it ended
    std::string mailbox;  ///< whose maildrop a POP3 login has opened; empty: none
    std::uint64_t octets_said;
    std::vector<Turn> turns;
    std::vector<Accepted> accepted;
    std::vector<std::uint64_t> listed, removed;  ///< POP3: message ids found at the login; removed by QUIT
    bool complete;                               ///< false: too long to be kept whole; what is there is its beginning
    std::string bytes;                           ///< what the views show

    Session() = default;
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;
};

/// Takes a conversation apart. Octets and lines are bounded: what is beyond is left out, and `complete` says so.
std::unique_ptr<Session> session_of(const labs::Conversation& conversation);

/// What a student wrote to the desk, a line `name: value` each; names in lower case.
struct Answered {
    std::string value;
    Time at;
    Citation where;
};

/// A letter in the maildrop of the attempt: of the fixture, or one that came later.
struct KnownLetter {
    std::uint64_t id;
    Time at;
};

/// All that one student did for one lab between one start or reset and the next.
struct Attempt {
    std::string student, lab;
    unsigned epoch = 1, generation = 0;
    Time began;
    std::size_t of_fixture = 0;                      ///< so many of the letters are the fixture's
    std::vector<KnownLetter> letters;                ///< letter n is letters[n - 1]
    std::map<std::uint64_t, Citation> removed;       ///< message ids
    std::vector<std::shared_ptr<Session>> sessions;  ///< ended ones, in the order in which they began
    std::map<std::string, Answered, std::less<>> answers, first_answers;
    std::uint64_t sessions_left_out = 0;  ///< beyond what is kept of one attempt
    std::size_t octets_kept = 0;
};

/// From the stream of ended conversations, in the order in which they ended, to attempts. It keeps what has not been
/// solved yet; memory is bounded for each attempt. One thread.
///
/// Whose a session is: SMTP (and POP3 without a login) by the first token in a command line whose hash is right; POP3
/// with a login by the maildrop that was opened. A token also says which lab; a login means the student's current lab:
/// that of his last start or reset, or of his last session with a token of a lab that needs no start (or of the last
/// one started), whichever is later; in the beginning the first lab of the list. Never by address. A session belongs to
/// the attempt that was under way when it began.
class Evidence {
public:
    Evidence(const std::vector<Lab>& labs, std::string key, std::vector<std::string> students);
    ~Evidence();
    Evidence(Evidence&&) = default;

    /// A conversation of protocol smtp, pop3 or lab that has ended. One without an end counts as ended at its last
    /// line: add it only when its server is known to be gone. The attempt to be judged again; null: it is nobody's, or
    /// nothing to judge. The pointer lives until forget() or the end.
    Attempt* add(const labs::Conversation& conversation);

    /// The attempt under way of a student in a lab; null: none.
    const Attempt* current(std::string_view student, std::string_view lab) const;
    /// The id of the student's current lab.
    std::string current_lab(std::string_view student) const;
    /// The attempt is solved: its sessions are not needed any more, and later ones are not kept.
    void forget(Attempt& attempt);

private:
    struct Student;
    Student* student(std::string_view name);
    void begin(const labs::Conversation& act);
    void deliver(const Session& session);
    Attempt* attribute(const Session& session, const TokenOwner* owner);

    std::map<std::string, const Lab*, std::less<>> labs_;
    std::string first_lab_;
    TokenReader tokens_;
    std::map<std::string, std::unique_ptr<Student>, std::less<>> students_;
};

}  // namespace postlab::course
