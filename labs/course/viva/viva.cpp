#include "labs/course/viva/viva.h"

#include <algorithm>
#include <ostream>
#include <set>

#include "labs/course/class/course.h"
#include "labs/course/viva/pop3_questions.h"
#include "labs/course/viva/smtp_questions.h"
#include "labs/course/viva/students_sessions.h"
#include "labs/language/sentences.h"
#include "labs/text/ink.h"
#include "labs/text/paragraph.h"
#include "shared/text/text.h"

namespace postlab::course {

using labs::Alteration;
using labs::operator""_sentence;

namespace {

/// What shows that the answer is right, to be typed.
std::string proof_of(const Question& question) {
    if (question.shown_by != 0) return "postlab transcript show " + std::to_string(question.shown_by);
    std::string typed = "postlab what-if " + std::to_string(question.conversation);
    if (!question.alteration) return typed;
    const Alteration& played = *question.alteration;
    if (played.drop_after) typed += " --drop-after " + std::to_string(*played.drop_after);
    if (played.say_at) typed += " --say " + std::to_string(*played.say_at) + " \"" + played.text + "\"";
    if (!played.without.empty()) typed += " --without " + played.without;
    return typed;
}

/// As the roster has them: the id, or with the name.
Phrase called(const std::filesystem::path& directory, const std::string& id) {
    if (!Course::exists(directory)) return id;
    Course course = Course::open(directory);
    for (const Student& student : course.roster().students())
        if (student.id == id) return id + " (" + student.name + ")";
    throw UsageError("course.no_student"_sentence, {id});
}

void print(const Question& question, std::size_t number, const labs::Language& language, std::ostream& out) {
    const std::size_t width = labs::columns_of(out);
    const std::string indent = "   ", front = std::to_string(number) + ". ";
    auto printed = [&](labs::Ink ink, const std::string& text, const std::string& first) {
        out << labs::inked(out, ink, labs::paragraph(text, first, indent, width));
    };
    printed(labs::Ink::heading, language.say(question.asked), front);
    printed(labs::Ink::plain, language.say(question.answer), indent);
    printed(labs::Ink::aside, language.say("viva.proof"_sentence, {proof_of(question)}), indent);
    out << "\n";
}

int viva(const CommandLine& line, std::ostream& out, std::ostream&) {
    const labs::Language& language = labs::language_in(line);
    const std::filesystem::path directory = data_directory(line);
    const std::string id = lower_case(line.word(0));
    const Phrase student = called(directory, id);
    const std::vector<Question> questions = questions_for(id, sessions_of(id, directory));
    const std::string count = std::to_string(questions.size());
    if (questions.empty()) {
        out << language.say("viva.no_questions"_sentence, {student}) << "\n";
        return 1;
    }
    out << language.say("viva.title"_sentence, {student, count}) << "\n\n";
    for (std::size_t i = 0; i < questions.size(); ++i) print(questions[i], i + 1, language, out);
    if (questions.size() < 5)
        out << labs::paragraph(language.say("viva.too_few"_sentence, {count}), "", "", labs::columns_of(out));
    return 0;
}

}  // namespace

const std::vector<AskAbout>& kinds_of_questions() {
    static const std::vector<AskAbout> all{ask_what_was_there,     ask_before_dot,     ask_before_quit,
                                           ask_one_recipient_less, ask_without_rset,   ask_what_was_missing,
                                           ask_behind_quit,        ask_behind_dot,     ask_other_number,
                                           ask_without_rcpt,       ask_why_renumbered, ask_about_dots};
    return all;
}

std::vector<Question> questions_for(const std::string& student, const std::vector<StudentSession>& sessions,
                                    std::size_t most) {
    const std::vector<AskAbout>& kinds = kinds_of_questions();
    std::size_t first = 0;
    for (const char c : student) first = first * 31 + static_cast<unsigned char>(c);
    std::vector<Question> questions;
    std::set<std::pair<std::size_t, std::int64_t>> asked;  // kinds, and conversations
    for (std::size_t round = 0; round < sessions.size(); ++round)
        for (std::size_t i = 0; i < kinds.size() && questions.size() < most; ++i) {
            const std::size_t kind = (first + i) % kinds.size();
            for (const StudentSession& session : sessions) {
                const std::int64_t conversation = session.recorded().conversation.about.id;
                if (asked.contains({kind, conversation})) continue;
                auto question = kinds[kind](session);
                asked.insert({kind, conversation});
                if (!question) continue;
                questions.push_back(std::move(*question));
                break;
            }
        }
    return questions;
}

ProgramCommand viva_command() {
    return {"viva",
            "ID",
            "five questions about a student's own record, with proven answers",
            {labs::language_option, data_option},
            "postlab viva s017",
            viva,
            "For two minutes of oral examination. The answers come of the record, and of playing it otherwise; behind "
            "each stands what shows it. ID is a student, or without a course an account. Exit status 1 when the record "
            "gives no question."};
}

}  // namespace postlab::course
