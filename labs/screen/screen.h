#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "labs/screen/access.h"
#include "labs/screen/board.h"
#include "labs/screen/class/course_at_hand.h"
#include "labs/screen/logins.h"
#include "labs/screen/owners.h"
#include "labs/screen/printing.h"
#include "labs/screen/record.h"
#include "labs/screen/scenarios.h"
#include "labs/screen/spotlight.h"
#include "labs/screen/streams.h"
#include "labs/screen/student_pages.h"
#include "labs/screen/terminals.h"
#include "shared/http/session.h"
#include "shared/text/sentence.h"
#include "shared/transcript.h"
#include "store/maildrop_lock.h"

namespace postlab::screen {

/// What pages may do to the server that they are of; empty: that can't be done here. Any thread.
struct Acts {
    /// Who has which maildrop open, the longest first.
    std::function<std::vector<store::HeldMaildrop>()> maildrops_held = {};
    /// Ends the session that has it open as an autologout would, soon after the call.
    std::function<void(const std::string& mailbox)> let_go = {};
    Recorder* record = nullptr;  ///< of what a teacher does
    /// How the server is, in Prometheus' text format.
    std::function<std::string()> metrics = {};
};

/// What the pages tell about the server that they are of.
struct About {
    std::vector<std::string> names;  ///< that it may be called by, besides any IP address and localhost; lower case
    std::string smtp, pop3;          ///< "127.0.0.1:2525", where to say something; empty: nowhere
    unsigned smtp_patience_s = 0, pop3_patience_s = 0;  ///< how long a client may be silent
    bool secure = false;                                ///< pages come over TLS
    std::string labs = {};                              ///< the setting lab.folder
    Time since = {};                                    ///< it runs
    Acts acts = {};
};

/// The site: which path is what, and for whom. What it shows it reads from the record and the course, so it can neither
/// delay nor change mail. One thread, that of its reactor.
///
///     GET  /, /c/64, /m/12, /compare, /papers, /me
///                                 the page, the same for all paths; what it shows, it fetches
///     GET  /look.css, ...         its files; that one is the stylesheet of all our pages
///     GET  /session               {"role": "student", "name": "s017", "token": "...", "smtp": "127.0.0.1:2525", ...}
///     POST /login, /logout        see Logins
///     GET  /board/events          a stream: who is connected, what was just said
///     GET  /c/64/events           a stream: one conversation
///     GET  /c/64.txt              the same, as `postlab explain --session` prints it
///     GET  /c/64.html, .svg, .jsonl, .pcap
///                                 the same, as `postlab transcript export` writes it
///     GET  /c/64/spotlight        {"shown": true, "agreed": true, "own": true}, see Spotlight
///     POST /c/64/spotlight        on=1: a teacher shows it to the class; on=0: no longer
///     POST /c/64/agree            yes=1: its student agrees to that; yes=0: no longer
///     GET  /m/12/events           a stream: one letter's way
///     GET  /compare/conversations the last ones that their reader may see, to choose from
///     GET  /compare/events        a stream: ?left=57&right=58, two conversations
///     GET  /compare/scenarios     the twelve scenarios
///     GET  /papers/list, /papers/labs/L07.html, ...
///                                 what there is to print, see Papers
///     GET  /me/events             a stream: a student's work and conversations, see StudentPages; ?lab=L03
///     POST /me/hints              lab=...: the hints that are open, which then count as read
///     GET  /me/sheet/3, /me/report
///                                 pages of paper
///     POST /locks/release         mailbox=s017: a held maildrop is let go
///     POST /nobodys/give          conversation=57&student=s017&lab=L03: a session that counts for nobody is theirs
///     GET  /metrics               for Prometheus, which shows the key as `Authorization: Bearer KEY`
///     POST /t, GET /t/7/events    terminals, see Terminals
/// Streams, texts and refusals are in language_of(). Every POST brings the token of /session, in a form's field
/// "token". A stream ends when its reader may see it no longer.
class Screen : public http::Site {
public:
    /// `check`: see Logins. `post`: see Printing.
    Screen(const std::filesystem::path& directory, About about, Logins::Check check = {}, Post post = {});

    bool is_ours(const std::string& host) const override;
    http::Answer answer(const http::Request& request, Time now) override;

    /// The record has more of these conversations.
    void changed(const std::vector<std::int64_t>& conversations);
    /// How its terminals reach the server's ports; without it there are none.
    void dial_by(Terminals::Dial dial) { terminals_.dial_by(std::move(dial)); }
    const std::string& key() const { return access_.key(); }

private:
    /// What somebody asks for who may, and what stands in its path: 64 in "/c/64/events".
    struct Asked {
        const http::Request& request;
        Time now;
        Reader reader;
        std::string part;
        std::int64_t number;  ///< the same; 0: it is none
    };
    enum class For {
        teacher,
        key,     ///< the same, and a program that has the key instead of a cookie
        owner,   ///< the teacher, and, but in an exam, the student whose conversation has the path's number
        viewer,  ///< the same, and the whole class while the teacher shows it to them
        student,
        reader,                ///< teacher or student
        reader_outside_exams,  ///< the student not while one is on
        anyone,
    };
    /// A path, in which `#` is a number and `*` any text, what answers there, and whom.
    struct Place {
        std::string_view path;
        http::Answer (Screen::*answer)(const Asked& asked);
        bool act = false;  ///< a POST, with the page's token
        For whom = For::teacher;
    };
    static const Place places[];

    http::Answer log_in(const Asked& asked) { return logins_.log_in(asked.request, asked.now); }
    http::Answer log_out(const Asked& asked) { return logins_.log_out(asked.request); }
    http::Answer session(const Asked& asked);
    http::Answer board_events(const Asked& asked);
    http::Answer conversation_events(const Asked& asked);
    http::Answer conversation_text(const Asked& asked);
    http::Answer conversation_export(const Asked& asked);
    http::Answer spotlight(const Asked& asked);
    http::Answer show_to_class(const Asked& asked);
    http::Answer agree_to_be_shown(const Asked& asked);
    http::Answer letter_events(const Asked& asked);
    http::Answer conversations(const Asked& asked);
    http::Answer pair_events(const Asked& asked);
    http::Answer scenarios(const Asked& asked);
    http::Answer papers(const Asked& asked);
    http::Answer paper(const Asked& asked);
    http::Answer release_lock(const Asked& asked);
    http::Answer metrics(const Asked& asked);
    http::Answer give_session(const Asked& asked);
    http::Answer open_terminal(const Asked& asked);
    http::Answer say_in_terminal(const Asked& asked);
    http::Answer hang_up_terminal(const Asked& asked);
    http::Answer terminal_events(const Asked& asked);
    std::string person(const Asked& asked) const;
    http::Answer own_events(const Asked& asked);
    http::Answer own_hints(const Asked& asked);
    http::Answer own_sheet(const Asked& asked);
    http::Answer own_report(const Asked& asked);
    static StudentPages::Question own(const Asked& asked);

    http::Answer at(const Place& place, const Asked& asked);
    /// Why not; null: whoever asks may.
    const Sentence* refusal_of(For whom, const Asked& asked);
    bool is_owner(const Asked& asked, std::int64_t conversation);
    std::unique_ptr<ConversationStream> conversation(const Asked& asked, Position from);
    /// The stream, for as long as the same reader would get it.
    http::Answer streaming(const Asked& asked, std::unique_ptr<http::EventStream> stream, For whom = For::teacher);

    const std::filesystem::path directory_;
    const About about_;
    KnownLabs labs_{directory_, about_.labs};
    mutable CourseAtHand course_{labs_};
    const Access access_;
    Logins logins_;
    Record record_;
    Owners owners_{record_, course_};
    Board board_{record_, about_.acts.maildrops_held};
    ClassBoard class_board_{labs_};
    Printing printing_;
    Scenarios scenarios_;
    Spotlight spotlight_;
    StudentPages students_{course_, owners_, spotlight_};
    Watchers watchers_;
    Terminals terminals_{about_.smtp, about_.pop3, record_};
};

}  // namespace postlab::screen
