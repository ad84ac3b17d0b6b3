#include "labs/course/viva/smtp_questions.h"

#include <set>

#include "labs/course/viva/asking.h"
#include "shared/text/text.h"

namespace postlab::course {

using labs::Alteration;
using labs::Ending;
using labs::Recorded;
using labs::Rerun;
using labs::operator""_sentence;

namespace {

/// The turn in which a letter's lines end with its dot and are accepted; or their number.
std::size_t accepted_letter(const Recorded& recorded) {
    for (std::size_t turn = 0; turn < recorded.turns.size(); ++turn)
        if (recorded.turns[turn].kind == labs::Turn::Kind::content && labs::has_row(recorded.turns[turn], "data.ok"))
            return turn;
    return recorded.turns.size();
}

/// Whose maildrops letters are in, each once.
Phrase recipients(const Ending& ending, std::uint64_t letter) {
    std::set<std::string> names;
    for (const Ending::Delivery& one : ending.delivered)
        if (letter == 0 || one.id == letter)
            for (const std::string& name : split(one.mailboxes)) names.insert(name);
    if (names.empty()) return "viva.nobody"_sentence;
    return list_of(names);
}

std::uint64_t id_of(const Recorded& recorded, std::size_t letter) {
    return number_in<std::uint64_t>(recorded.turns[letter].messages).value_or(0);
}

std::optional<Question> ask_about_dot(const StudentSession& session, const Sentence& asked, std::size_t before) {
    const Recorded& recorded = session.recorded();
    const std::size_t letter = accepted_letter(recorded);
    if (letter == recorded.turns.size() || id_of(recorded, letter) == 0) return std::nullopt;
    const std::size_t line = last_line(recorded, letter) - before;
    const Alteration dropped{.drop_after = line};
    const Ending otherwise = session.what_if->outcome(dropped).ending;
    const std::string id = std::to_string(id_of(recorded, letter));
    return Question{Phrase(asked, {recorded.id(), id, number(line)}),
                    answered(recipients(otherwise, id_of(recorded, letter)), otherwise), recorded.conversation.about.id,
                    dropped};
}

/// What was answered to that turn when it was played; empty: it was not said.
std::string answer_in(const Rerun& rerun, std::size_t turn) {
    for (const Rerun::Exchange& exchange : rerun.exchanges)
        if (exchange.turn == turn) return exchange.heard.substr(0, exchange.heard.find('\r'));
    return "";
}

/// What brings the state about that a refusal has missed; empty: it has missed none.
std::string missing_before(std::string_view row, const Recorded& recorded) {
    if (row == "order.hello_first") return "EHLO " + recorded.conversation.about.peer;
    if (row == "order.mail_first") return "MAIL FROM:<>";
    return row == "data.no_recipients" ? "RCPT TO:<postmaster>" : "";
}

}  // namespace

std::optional<Question> ask_before_dot(const StudentSession& session) {
    return ask_about_dot(session, "viva.before_dot"_sentence, 1);
}

std::optional<Question> ask_behind_dot(const StudentSession& session) {
    return ask_about_dot(session, "viva.behind_dot"_sentence, 0);
}

std::optional<Question> ask_without_rcpt(const StudentSession& session) {
    const Recorded& recorded = session.recorded();
    const std::size_t data = find_turn(recorded.turns, "DATA", "data.start");
    if (data == recorded.turns.size() || find_turn(recorded.turns, "RCPT", "") > data) return std::nullopt;
    const Alteration without{.without = "RCPT"};
    const std::string answer = answer_in(session.what_if->outcome(without).rerun, data);
    if (answer.empty()) return std::nullopt;
    return Question{Phrase("viva.without_rcpt"_sentence, {recorded.id(), number(first_line(recorded, data))}),
                    Phrase("viva.no_recipients"_sentence, {answer}), recorded.conversation.about.id, without};
}

std::optional<Question> ask_one_recipient_less(const StudentSession& session) {
    const Recorded& recorded = session.recorded();
    const std::size_t letter = accepted_letter(recorded);
    if (letter == recorded.turns.size() || split(recorded.turns[letter].mailboxes).size() < 2) return std::nullopt;
    const std::size_t rcpt = find_turn(recorded.turns, "RCPT", "rcpt.ok");
    if (rcpt > letter) return std::nullopt;
    const std::size_t line = first_line(recorded, rcpt);
    const Alteration noop{.say_at = line, .text = "NOOP"};
    const Ending otherwise = session.what_if->outcome(noop).ending;
    const std::string id = std::to_string(id_of(recorded, letter));
    return Question{Phrase("viva.one_less"_sentence, {recorded.id(), said_in(recorded, rcpt), number(line), id}),
                    Phrase("viva.envelope_counts"_sentence, {recipients(otherwise, id_of(recorded, letter))}),
                    recorded.conversation.about.id, noop};
}

std::optional<Question> ask_what_was_missing(const StudentSession& session) {
    const Recorded& recorded = session.recorded();
    for (std::size_t turn = 1; turn < recorded.turns.size(); ++turn) {
        const auto rows = labs::rows_of(recorded.turns[turn]);
        const std::string missing = rows.empty() ? "" : missing_before(rows[0], recorded);
        if (missing.empty()) continue;
        const std::size_t line = first_line(recorded, turn);
        const Alteration first{.say_at = line - 1, .text = missing};
        const std::string now = answer_in(session.what_if->outcome(first).rerun, turn);
        if (now.empty() || labs::says_no(now)) continue;
        return Question{Phrase("viva.what_was_missing"_sentence, {recorded.id(), number(line), said_in(recorded, turn),
                                                                  std::string(recorded.turns[turn].code)}),
                        Phrase("viva.was_missing"_sentence, {missing.substr(0, missing.find(' ')), now}),
                        recorded.conversation.about.id, first};
    }
    return std::nullopt;
}

std::optional<Question> ask_about_dots(const StudentSession& session) {
    const Recorded& recorded = session.recorded();
    const std::size_t letter = accepted_letter(recorded);
    if (letter == recorded.turns.size()) return std::nullopt;
    for (const Recorded::ClientLine& line : recorded.said()) {
        if (line.turn != letter || !line.line->text.starts_with("..")) continue;
        const std::string kept(line.line->text.substr(1));
        return Question{Phrase("viva.dots"_sentence, {recorded.id(), number(line.number), line.line->text}),
                        Phrase("viva.one_dot"_sentence, {kept}), recorded.conversation.about.id,
                        Alteration{.drop_after = last_line(recorded, letter)}};
    }
    return std::nullopt;
}

}  // namespace postlab::course
