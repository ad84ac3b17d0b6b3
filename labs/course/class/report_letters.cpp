#include "labs/course/class/report_letters.h"

#include <algorithm>
#include <filesystem>
#include <sstream>

#include "labs/course/class/attempt_values.h"
#include "labs/course/class/class_grades.h"
#include "labs/course/class/kept_grades.h"
#include "labs/course/class/plain_letter.h"
#include "labs/course/class/student_status.h"
#include "labs/course/lab/tokens.h"
#include "labs/explain/explain_session.h"
#include "labs/language/language.h"
#include "labs/text/paragraph.h"
#include "shared/system/crypto.h"
#include "shared/text/text.h"

namespace postlab::course {

namespace {

constexpr std::string_view report_suffix = "+desk";                // no mailbox has a plus sign in its name
constexpr std::uint64_t first_report_id = std::uint64_t{1} << 62;  // the store counts from 1
constexpr std::size_t octets_of_report_id = 7;                     // octets of a digest

/// The attempt whose status is told: the one that was at work last.
const Grade* latest_of(const std::map<GradeBook::Key, Grade>& grades) {
    const auto last = std::ranges::max_element(grades, {}, [](const auto& entry) { return entry.second.latest.at; });
    return last == grades.end() ? nullptr : &last->second;
}

std::string attempt_in(const Verdict& verdict) {
    return verdict.lab + "." + std::to_string(verdict.attempt) + "." + std::to_string(verdict.conversation);
}

std::uint64_t id_from(std::string_view digest) {
    std::uint64_t id = 0;
    for (std::size_t i = 0; i < octets_of_report_id; ++i) id = id << 8 | static_cast<unsigned char>(digest[i]);
    return first_report_id + id;
}

/// At the end of a line, where it is too long.
bool cut_at_line_end(std::string& text, std::size_t octets) {
    if (text.size() <= octets) return false;
    text.resize(text.rfind('\n', octets - 1) + 1);
    return true;
}

}  // namespace

std::string report_name(std::string_view student) { return std::string(student) + std::string(report_suffix); }

std::optional<std::string> report_owner(std::string_view name) {
    std::string lower = lower_case(name);
    if (!lower.ends_with(report_suffix) || lower.size() == report_suffix.size()) return std::nullopt;
    lower.resize(lower.size() - report_suffix.size());
    return lower;
}

/// A letter before it has its unique-id.
struct ReportLetters::Draft {
    std::string about;  ///< what it is about, as the unique-id begins
    std::string subject, body;
    Time at;
};

ReportLetters::Maildrop ReportLetters::of(const Student& student, std::span<const std::int64_t> conversations) {
    const auto grades = load_grades(course_.database(), student.id);
    Maildrop drop;
    std::vector<Draft> drafts{status(student, grades)};
    if (!course_.exam()) {
        if (const Grade* latest = latest_of(grades)) add_hints(student, *latest, drafts, drop.hints);
        if (drafts.size() > 1) drop.hints_at = 1;
        add_receipts(student, grades, drafts);
        for (auto id = conversations.rbegin(); id != conversations.rend(); ++id) add_conversation(student, *id, drafts);
    }
    drafts.front().body += "\n" + contents(student, drafts);
    for (Draft& draft : drafts) drop.letters.push_back(letter(student, std::move(draft)));
    return drop;
}

void ReportLetters::note(const HintsTaken& taken, Time now) {
    for (const std::string& hint : taken.hints)
        course_.database().execute("INSERT OR IGNORE INTO hint(student, lab, attempt, hint, at) VALUES (?, ?, ?, ?, ?)",
                                   taken.student, taken.lab, std::int64_t{taken.attempt}, hint, microseconds_of(now));
}

std::string ReportLetters::say(const std::string& key, const Student& student, const Values& values) const {
    return labs_->common.line("letter." + key, student.lang, values);
}

/// Of a student who has done nothing yet it is as old as the course.
ReportLetters::Draft ReportLetters::status(const Student& student, const std::map<GradeBook::Key, Grade>& grades) {
    const Grade* latest = latest_of(grades);
    const auto began = std::filesystem::last_write_time(course_.directory() / "course.key");
    const Time at = latest ? latest->latest.at
                           : std::chrono::time_point_cast<Time::duration>(std::chrono::file_clock::to_sys(began));
    const std::string subject = latest ? say("status", student, {{"lab", latest->latest.lab}}) : say("none", student);
    return {latest ? attempt_in(latest->latest) + ".status" : "status", subject,
            status_of(course_, *labs_, student, nullptr, labs::page_width, false), at};
}

void ReportLetters::add_hints(const Student& student, const Grade& grade, std::vector<Draft>& drafts,
                              HintsTaken& hints) {
    const Verdict& verdict = grade.latest;
    const Lab* lab = labs_->find(verdict.lab);
    if (!lab || verdict.solved || verdict.hints.empty()) return;
    const Values values = AttemptValues(course_).of(*lab, student.id, verdict.variant);
    std::string body;
    for (const std::string& hint : verdict.hints)
        body +=
            labs::paragraph(labs::emphasised(lab->strings.line("hint." + hint, student.lang, values), "", ""), "", "") +
            "\n";
    hints = {student.id, lab->id, verdict.attempt, verdict.hints};
    drafts.push_back({attempt_in(verdict) + ".hints", say("hints", student, {{"lab", lab->id}}), body, verdict.at});
}

void ReportLetters::add_receipts(const Student& student, const std::map<GradeBook::Key, Grade>& grades,
                                 std::vector<Draft>& drafts) {
    std::string body;
    const Verdict* newest = nullptr;
    for (const Lab& lab : labs_->labs) {
        const auto grade = grades.find({student.id, lab.id});
        if (grade == grades.end() || !grade->second.solved) continue;
        const Verdict& best = grade->second.best;
        body += best.receipt + "  " + labs::padded(minute(best.at), 18) +
                labs::emphasised(lab.strings.line("title", student.lang), "", "") + "\n";
        if (!newest || best.at > newest->at) newest = &best;
    }
    if (newest) drafts.push_back({attempt_in(*newest) + ".receipts", say("receipts", student), body, newest->at});
}

void ReportLetters::add_conversation(const Student& student, std::int64_t id, std::vector<Draft>& drafts) {
    if (!reader_) reader_.emplace(course_.directory());
    auto about = reader_->conversation(id);
    if (!about) return;
    labs::Conversation conversation{std::move(*about), reader_->events(id)};
    const bool long_one = conversation.events.size() > most_events;
    if (long_one) conversation.events.resize(most_events);
    std::ostringstream explained;
    labs::explain_session(conversation, explained, labs::Language::of(student.lang));
    std::string body = explained.str();
    if (cut_at_line_end(body, most_octets) || long_one) body += "\n" + labs::paragraph(say("cut", student), "", "");
    const Time at = conversation.about.ended.value_or(conversation.about.started);
    drafts.push_back({std::to_string(id) + ".session",
                      say("session", student,
                          {{"conversation", std::to_string(id)},
                           {"protocol", upper_case(conversation.about.protocol)},
                           {"when", minute(at)}}),
                      body, at});
}

/// What stands where, since LIST shows no subjects.
std::string ReportLetters::contents(const Student& student, const std::vector<Draft>& drafts) const {
    std::string text;
    for (std::size_t i = 1; i < drafts.size(); ++i)
        text += labs::paragraph(drafts[i].subject, "  RETR " + std::to_string(i + 1) + "  ", "          ");
    if (!text.empty()) text = say("contents", student) + "\n" + text + "\n";
    return text + labs::paragraph(say("read_only", student), "", "");
}

ReportLetter ReportLetters::letter(const Student& student, Draft draft) {
    const std::string domain = course_.domain();
    PlainLetter plain{.from_name = say("from", student),
                      .from = "course@" + domain,
                      .to = student.id + "@" + domain,
                      .subject = std::move(draft.subject),
                      .date = draft.at,
                      .id = {},
                      .domain = domain,
                      .body = std::move(draft.body)};
    const std::string digest = sha256(student.id + "\n" + student.lang + "\n" + plain.subject + "\n" + plain.body);
    plain.id = draft.about + "." + lower_case(crockford(digest, 8));
    return {as_message(plain), plain.id, id_from(digest)};
}

}  // namespace postlab::course
