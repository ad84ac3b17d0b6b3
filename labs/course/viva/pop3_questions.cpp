#include "labs/course/viva/pop3_questions.h"

#include "labs/course/viva/asking.h"

namespace postlab::course {

using labs::Alteration;
using labs::Ending;
using labs::operator""_sentence;

namespace {

std::vector<std::size_t> numbers_with(const Ending& ending, Ending::Fate fate) {
    std::vector<std::size_t> numbers;
    for (const Ending::Letter& letter : ending.letters)
        if (letter.fate == fate) numbers.push_back(letter.number);
    return numbers;
}

/// What the session had marked at its end, whether it was removed or not.
std::vector<std::size_t> marked(const Ending& ending) {
    std::vector<std::size_t> numbers = numbers_with(ending, Ending::Fate::removed);
    const std::vector<std::size_t> forgotten = numbers_with(ending, Ending::Fate::unmarked);
    numbers.insert(numbers.end(), forgotten.begin(), forgotten.end());
    return numbers;
}

/// Asks which of the marked letters are there when the line drops behind that one.
Question ask_about_drop(const StudentSession& session, const Sentence& asked, std::size_t line) {
    const Alteration dropped{.drop_after = line};
    const Ending otherwise = session.what_if->outcome(dropped).ending;
    const std::vector<std::size_t> removed = marked(session.what_if->as_it_was());
    std::vector<std::size_t> there;
    for (const Ending::Letter& letter : otherwise.letters)
        if (letter.fate != Ending::Fate::removed && std::ranges::find(removed, letter.number) != removed.end())
            there.push_back(letter.number);
    return {Phrase(asked, {session.recorded().id(), listed(removed), number(line)}), answered(listed(there), otherwise),
            session.recorded().conversation.about.id, dropped};
}

bool was_removed(const StudentSession& session) {
    return !numbers_with(session.what_if->as_it_was(), Ending::Fate::removed).empty();
}

}  // namespace

std::optional<Question> ask_what_was_there(const StudentSession& session) {
    const Ending& ending = session.what_if->as_it_was();
    const std::vector<std::size_t> forgotten = numbers_with(ending, Ending::Fate::unmarked);
    if (forgotten.empty() || !session.next) return std::nullopt;
    const std::uint64_t id = ending.letters[forgotten[0] - 1].id;
    const bool was_there = std::ranges::find(session.next->found, id) != session.next->found.end();
    if (!was_there) return std::nullopt;  // somebody else has emptied the maildrop
    const std::string& how = session.recorded().conversation.about.how;
    return Question{Phrase("viva.was_it_there"_sentence, {session.recorded().id(), number(forgotten[0]), how}),
                    Phrase("viva.it_was_there"_sentence, {std::to_string(session.next->conversation), *ending.why}),
                    session.recorded().conversation.about.id, Alteration{.drop_after = session.recorded().lines()},
                    session.next->conversation};
}

std::optional<Question> ask_before_quit(const StudentSession& session) {
    const std::size_t quit = find_turn(session.recorded().turns, "QUIT", "");
    if (!was_removed(session) || quit == session.recorded().turns.size()) return std::nullopt;
    return ask_about_drop(session, "viva.before_quit"_sentence, first_line(session.recorded(), quit) - 1);
}

std::optional<Question> ask_behind_quit(const StudentSession& session) {
    const std::size_t quit = find_turn(session.recorded().turns, "QUIT", "");
    if (!was_removed(session) || quit == session.recorded().turns.size()) return std::nullopt;
    return ask_about_drop(session, "viva.behind_quit"_sentence, first_line(session.recorded(), quit));
}

std::optional<Question> ask_without_rset(const StudentSession& session) {
    const labs::Recorded& recorded = session.recorded();
    const std::size_t rset = find_turn(recorded.turns, "RSET", "rset.ok");
    if (rset == recorded.turns.size() || recorded.turns[rset].messages.empty()) return std::nullopt;
    const Alteration without{.without = "RSET"};
    const Ending otherwise = session.what_if->outcome(without).ending;
    return Question{Phrase("viva.without_rset"_sentence, {recorded.id(), number(first_line(recorded, rset))}),
                    answered(listed(numbers_with(otherwise, Ending::Fate::removed)), otherwise),
                    recorded.conversation.about.id, without};
}

std::optional<Question> ask_other_number(const StudentSession& session) {
    const labs::Recorded& recorded = session.recorded();
    const std::size_t dele = find_turn(recorded.turns, "DELE", "dele.ok");
    const Ending& was = session.what_if->as_it_was();
    const std::vector<std::size_t> kept = numbers_with(was, Ending::Fate::there);
    if (!was_removed(session) || dele == recorded.turns.size() || kept.empty()) return std::nullopt;
    const std::size_t line = first_line(recorded, dele);
    const Alteration other{.say_at = line, .text = "DELE " + std::to_string(kept[0])};
    const Ending otherwise = session.what_if->outcome(other).ending;
    return Question{
        Phrase("viva.other_number"_sentence, {recorded.id(), number(line), said_in(recorded, dele), other.text}),
        answered(listed(numbers_with(otherwise, Ending::Fate::removed)), otherwise), recorded.conversation.about.id,
        other};
}

std::optional<Question> ask_why_renumbered(const StudentSession& session) {
    if (!session.next) return std::nullopt;
    const std::vector<std::uint64_t>& found = session.next->found;
    for (const Ending::Letter& letter : session.what_if->as_it_was().letters) {
        const auto then = std::ranges::find(found, letter.id);
        if (then == found.end()) continue;
        const auto next = static_cast<std::size_t>(then - found.begin());
        if (next + 1 == letter.number || session.next->unique_ids[next].empty()) continue;
        const std::string other = std::to_string(session.next->conversation);
        return Question{Phrase("viva.why_renumbered"_sentence,
                               {number(letter.number), session.recorded().id(), number(next + 1), other}),
                        Phrase("viva.renumbered"_sentence, {session.next->unique_ids[next]}),
                        session.recorded().conversation.about.id, std::nullopt, session.next->conversation};
    }
    return std::nullopt;
}

}  // namespace postlab::course
