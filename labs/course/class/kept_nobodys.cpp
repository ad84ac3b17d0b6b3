#include "labs/course/class/kept_nobodys.h"

#include <utility>

#include "labs/course/class/class_grades.h"
#include "labs/text/paragraph.h"

namespace postlab::course {

namespace {

using Sign = NobodysSession::Sign;

std::string why(const NobodysSession& session) {
    switch (session.sign) {
        case Sign::lab:
            return "their badge of " + session.lab + ", which they have not begun";
        case Sign::badge:
            return session.said + " is no badge" + (session.lab.empty() ? "" : ", but nearly that of " + session.lab);
        case Sign::login:
            return "USER " + session.said + " without the right pass phrase";
        case Sign::subject:
            return "their Subject of " + session.lab + ", without the badge";
        case Sign::mailbox:
            return "their mailbox, without a badge";
        case Sign::none:
            return "without a badge";
        case Sign::neighbour:
            return "with their name, but " + session.said + "'s badge of " + session.lab + ", so it counts for " +
                   session.said;
    }
    return "";
}

}  // namespace

void save_nobodys(store::Database& course, const std::deque<NobodysSession>& sessions) {
    course.execute("DELETE FROM nobodys");
    for (const NobodysSession& session : sessions)
        course.execute(
            "INSERT OR REPLACE INTO nobodys(conversation, at, protocol, peer, sign, student, said, lab)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            session.conversation, microseconds_of(session.at), session.protocol, session.peer,
            static_cast<std::int64_t>(session.sign), session.student, session.said, session.lab);
}

std::vector<NobodysSession> load_nobodys(store::Database& course, const std::map<GradeBook::Key, Grade>& grades) {
    std::map<std::string, Time> latest;
    for (const auto& [key, grade] : grades) latest[key.first] = std::max(latest[key.first], grade.latest.at);
    std::vector<NobodysSession> sessions;
    store::Query rows = course.query(
        "SELECT conversation, at, protocol, peer, sign, student, said, lab FROM nobodys AS one WHERE sign <> ?"
        " OR NOT EXISTS (SELECT 1 FROM attempt WHERE student = one.student AND lab = one.lab AND number > 0) ORDER BY "
        "at DESC",
        static_cast<std::int64_t>(Sign::lab));
    while (rows.next()) {
        NobodysSession session{rows.integer(0),           time_at(rows.integer(1)),           std::string(rows.text(2)),
                               std::string(rows.text(3)), static_cast<Sign>(rows.integer(4)), std::string(rows.text(5)),
                               std::string(rows.text(6)), std::string(rows.text(7))};
        if (session.at > latest[session.student]) sessions.push_back(std::move(session));
    }
    return sessions;
}

std::string nobodys_list(const std::vector<NobodysSession>& sessions) {
    if (sessions.empty()) return "";
    std::map<std::string, std::size_t> count;
    std::size_t width = 1;
    for (const NobodysSession& session : sessions) {
        ++count[session.student];
        width = std::max(width, session.student.size());
    }
    std::string text = "\nnobody's or a neighbour's, and whose they may be (postlab transcript show N):\n";
    for (const NobodysSession& session : sessions) {
        const bool anybodys = session.student.empty();
        const std::size_t of = anybodys ? 1 : std::exchange(count[session.student], 0);
        if (of == 0) continue;  // an older one of theirs
        text += "  " + labs::padded(anybodys ? "?" : session.student, width) + "  " +
                std::to_string(session.conversation) + "  " + session.protocol + " from " + session.peer + ", " +
                minute(session.at) + ": " + why(session) + (of > 1 ? "; " + std::to_string(of - 1) + " more" : "") +
                "\n";
    }
    return text;
}

const char* sentence_about(Sign sign) {
    switch (sign) {
        case Sign::lab:
            return "status.not_begun";
        case Sign::badge:
            return "status.no_badge";
        case Sign::login:
            return "status.no_login";
        case Sign::subject:
            return "status.subject_alone";
        case Sign::mailbox:
        case Sign::none:
            return "status.mailbox_alone";
        case Sign::neighbour:
            return "status.neighbours_badge";
    }
    return "";
}

}  // namespace postlab::course
