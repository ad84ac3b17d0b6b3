#include "labs/course/class/kept_nobodys.h"

#include <utility>

#include "labs/course/class/class_grades.h"
#include "labs/language/sentences.h"
#include "labs/text/paragraph.h"

namespace postlab::course {

namespace {

using labs::operator""_sentence;
using Sign = NobodysSession::Sign;

Phrase why(const NobodysSession& session) {
    const auto& [conversation, at, protocol, peer, sign, student, said, lab] = session;
    switch (sign) {
        case Sign::lab:
            return {"class.sign_lab"_sentence, {lab}};
        case Sign::badge:
            if (lab.empty()) return {"class.sign_badge"_sentence, {said}};
            return {"class.sign_near"_sentence, {said, lab}};
        case Sign::login:
            return {"class.sign_login"_sentence, {said}};
        case Sign::subject:
            return {"class.sign_subject"_sentence, {lab}};
        case Sign::mailbox:
            return "class.sign_mailbox"_sentence;
        case Sign::none:
            return "class.sign_none"_sentence;
        case Sign::neighbour:
            return {"class.sign_neighbour"_sentence, {said, lab}};
    }
    return "";
}

constexpr const char* kept =
    "SELECT conversation, at, protocol, peer, sign, student, said, lab FROM nobodys AS one WHERE ";

NobodysSession session_in(const store::Query& row) {
    return {row.integer(0),           time_at(row.integer(1)),           std::string(row.text(2)),
            std::string(row.text(3)), static_cast<Sign>(row.integer(4)), std::string(row.text(5)),
            std::string(row.text(6)), std::string(row.text(7))};
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
    store::Query rows =
        course.query(std::string(kept) +
                         "sign <> ? OR NOT EXISTS (SELECT 1 FROM attempt WHERE student = one.student AND lab = one.lab"
                         " AND number > 0) ORDER BY at DESC",
                     static_cast<std::int64_t>(Sign::lab));
    while (rows.next()) {
        NobodysSession session = session_in(rows);
        if (session.at > latest[session.student]) sessions.push_back(std::move(session));
    }
    return sessions;
}

std::optional<NobodysSession> find_nobodys(store::Database& course, std::int64_t conversation) {
    store::Query row = course.query(std::string(kept) + "conversation = ? AND sign <> ?", conversation,
                                    static_cast<std::int64_t>(Sign::neighbour));
    return row.next() ? std::optional(session_in(row)) : std::nullopt;
}

std::string common_line(const NobodysSession& session) {
    if (!session.student.empty()) return session.student;
    return session.protocol == "smtp" ? "" : "? " + session.peer;
}

std::string nobodys_list(const std::vector<NobodysSession>& sessions, const labs::Language& language) {
    if (sessions.empty()) return "";
    std::map<std::string, std::size_t> count;
    std::size_t width = 1;
    for (const NobodysSession& session : sessions) {
        ++count[common_line(session)];
        width = std::max(width, session.student.size());
    }
    std::string text = "\n" + language.say("class.nobodys"_sentence) + "\n";
    for (const NobodysSession& session : sessions) {
        const std::string line = common_line(session);
        const std::size_t of = line.empty() ? 1 : std::exchange(count[line], 0);
        if (of == 0) continue;  // an older one
        Phrase what("class.session"_sentence, {session.protocol, session.peer, minute(session.at), why(session)});
        if (of > 1) what = {"class.more"_sentence, {what, std::to_string(of - 1)}};
        text += "  " + labs::padded(session.student.empty() ? "?" : session.student, width) + "  " +
                std::to_string(session.conversation) + "  " + language.say(what) + "\n";
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
