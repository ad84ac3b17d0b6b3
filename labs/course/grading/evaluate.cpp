#include "labs/course/grading/evaluate.h"

#include <algorithm>
#include <set>

#include "labs/course/grading/letters.h"
#include "labs/course/grading/search.h"
#include "labs/course/lab/words.h"
#include "shared/text/message_ranges.h"
#include "shared/text/text.h"

namespace postlab::course {

namespace {

/// "2 of 3", of what the key says.
Note so_many(const char* key, std::uint64_t got, std::uint64_t wanted) {
    return {key, {{"got", std::to_string(got)}, {"wanted", std::to_string(wanted)}}};
}

/// A list in a note that grows.
void add_to(Note& note, const char* key, const std::string& item) {
    std::string& items = note.values["items"];
    items += (items.empty() ? "" : ", ") + item;
    note.key = key;
}

std::chrono::seconds seconds(const Number& number) { return std::chrono::seconds(number.value()); }

Finding evaluate(const Seen& seen, const Attempt& attempt) {
    Search search(seen.pattern, attempt.sessions);
    if (seen.without) search.without(*seen.without);
    if (seen.lasts) search.must_last(seconds(*seen.lasts));
    if (seen.within) search.must_end_within(seconds(*seen.within));
    if (seen.ahead) search.must_be_sent_ahead(*seen.ahead);
    Finding finding;
    const std::uint64_t times = seen.times.value();
    std::uint64_t found = 0;
    while (found < times) {
        auto match = search.next();
        if (!match) break;
        finding.lines.insert(finding.lines.end(), match->lines.begin(), match->lines.end());
        ++found;
    }
    finding.holds = found == times;
    if (finding.lines.empty()) finding.lines = search.nearest();
    if (times > 1) finding.note = so_many("times", found, times);
    return finding;
}

Finding evaluate(const Never& never, const Attempt& attempt) {
    auto match = Search(never.pattern, attempt.sessions).next();
    return match ? Finding{false, match->lines, {}} : Finding{true, {}, {}};
}

std::string typed_case(std::string_view command) {
    const std::string_view verb = command.substr(0, command.find(' '));
    const bool upper = std::ranges::any_of(verb, [](char c) { return c >= 'A' && c <= 'Z'; });
    const bool small = std::ranges::any_of(verb, [](char c) { return c >= 'a' && c <= 'z'; });
    return upper && small ? "mixed" : small ? "lower" : "upper";
}

bool is_counted(const Commands& wanted, const Turn& turn) {
    if (turn.kind != Turn::Kind::command || turn.said.empty() || !code_matches(wanted.code, turn.code)) return false;
    const std::string verb = turn.verb.empty() ? "other" : lower_case(turn.verb);
    auto is_verb = [&](const std::string& name) { return lower_case(name) == verb; };
    if (!wanted.verbs.empty() && std::ranges::none_of(wanted.verbs, is_verb)) return false;
    if (!wanted.state.empty() && wanted.state != turn.state) return false;
    if (!wanted.typed.empty() && wanted.typed != typed_case(turn.said[0].text)) return false;
    return wanted.line_end.empty() || turn.said[0].end == (wanted.line_end == "lf" ? Line::End::lf : Line::End::crlf);
}

Finding evaluate(const Commands& wanted, const Attempt& attempt) {
    Finding finding;
    std::set<std::string> verbs;
    std::uint64_t count = 0;
    for (const auto& session : attempt.sessions) {
        if (session->protocol != wanted.protocol) continue;
        for (const Turn& turn : session->turns) {
            if (!is_counted(wanted, turn)) continue;
            const std::string_view typed = turn.said[0].text;
            if (wanted.different && !verbs.insert(lower_case(typed.substr(0, typed.find(' ')))).second) continue;
            ++count;
            if (finding.lines.size() < 20) finding.lines.push_back(session->place_of(turn.said[0]));
        }
    }
    const std::uint64_t at_least = wanted.at_least.value();
    finding.holds = count >= at_least && (!wanted.at_most || count <= wanted.at_most->value());
    if (at_least > 1 && count < at_least) finding.note = so_many("commands", count, at_least);
    if (!finding.holds && count >= at_least) finding.note = so_many("at_most", count, wanted.at_most->value());
    return finding;
}

/// The first reply of the attempt with such a code.
std::optional<Citation> find_code(const Attempt& attempt, std::string_view form, std::optional<Protocol> protocol) {
    for (const auto& session : attempt.sessions)
        for (const Turn& turn : session->turns)
            if ((!protocol || session->protocol == *protocol) && !turn.reply.empty() && code_matches(form, turn.code))
                return session->place_of(turn.reply[0]);
    return std::nullopt;
}

Finding evaluate(const Codes& wanted, const Attempt& attempt) {
    Finding finding{true, {}, {}};
    for (const std::string& code : wanted.codes) {
        if (auto said = find_code(attempt, code, wanted.protocol))
            finding.lines.push_back(*said);
        else
            finding.holds = false, add_to(finding.note, "not_yet", code);
    }
    return finding;
}

Finding evaluate(const Octets& wanted, const Attempt& attempt) {
    std::uint64_t octets = 0;
    for (const auto& session : attempt.sessions)
        if (session->protocol == wanted.protocol) octets += session->octets_said;
    const bool holds = (!wanted.at_most || octets <= wanted.at_most->value()) &&
                       (!wanted.at_least || octets >= wanted.at_least->value());
    return {holds, {}, {"octets", {{"count", std::to_string(octets)}}}};
}

/// The message id of a letter's number; 0: there is no such letter yet.
std::uint64_t id_of(const Attempt& attempt, const Number& letter) {
    const std::uint64_t n = letter.value();
    return n >= 1 && n <= attempt.letters.size() ? attempt.letters[n - 1].id : 0;
}

/// The last line of the attempt that did something to a letter; none: nobody has touched it.
std::vector<Citation> last_about(const Attempt& attempt, std::uint64_t id) {
    std::vector<Citation> last;
    for (const auto& session : attempt.sessions)
        for (const Turn& turn : session->turns) {
            if (turn.said.empty() || turn.messages.empty() || !turn.mailboxes.empty()) continue;
            const std::vector<std::uint64_t> ids = message_ids(turn.messages);
            if (std::ranges::find(ids, id) != ids.end()) last = {session->place_of(turn.said[0])};
        }
    return last;
}

Finding evaluate(const MaildropAtEnd& wanted, const Attempt& attempt) {
    auto is_there = [&](const KnownLetter& letter) { return !attempt.removed.contains(letter.id); };
    auto note = [](const char* key, std::uint64_t number) { return Note(key, {{"number", std::to_string(number)}}); };
    for (const Number& letter : wanted.gone)
        if (!attempt.removed.contains(id_of(attempt, letter)))
            return {false, last_about(attempt, id_of(attempt, letter)), note("still_there", letter.value())};
    for (const Number& letter : wanted.kept) {
        const std::uint64_t id = id_of(attempt, letter);
        if (id == 0 || attempt.removed.contains(id))
            return {false, last_about(attempt, id), note("not_there", letter.value())};
    }
    const auto fixture_end = attempt.letters.begin() + static_cast<std::ptrdiff_t>(attempt.of_fixture);
    const auto left = static_cast<std::uint64_t>(std::count_if(attempt.letters.begin(), fixture_end, is_there));
    const auto count = static_cast<std::uint64_t>(std::ranges::count_if(attempt.letters, is_there));
    if (wanted.left && left != wanted.left->value()) return {false, {}, so_many("left", left, attempt.of_fixture)};
    if (wanted.count && count != wanted.count->value()) return {false, {}, note("letters", count)};
    return {true, {}, {}};
}

Citation login_of(const EndedSession& session) {
    for (const Turn& turn : session.turns)
        if (!turn.mailboxes.empty() && turn.code == "+OK" && !turn.said.empty()) return session.place_of(turn.said[0]);
    return {session.conversation, 0};
}

bool is_set(const Attempt& attempt, const std::vector<Number>& letters, std::vector<std::uint64_t> ids) {
    std::set<std::uint64_t> wanted;
    for (const Number& letter : letters) wanted.insert(id_of(attempt, letter));
    return wanted == std::set(ids.begin(), ids.end());
}

bool goes_by(const Sessions::Plan& plan, const EndedSession& session, const Attempt& attempt) {
    if (plan.fetched && !is_set(attempt, *plan.fetched, messages_of(session, "RETR"))) return false;
    if (plan.removed && !is_set(attempt, *plan.removed, session.removed)) return false;
    return plan.how.empty() || plan.how == session.how;
}

Finding evaluate(const Sessions& wanted, const Attempt& attempt) {
    Finding finding;
    std::size_t next = 0;
    std::vector<Citation> last;
    for (const auto& session : attempt.sessions) {
        if (session->mailbox != attempt.student || next == wanted.plans.size()) continue;
        last = {login_of(*session)};
        if (!goes_by(wanted.plans[next], *session, attempt)) continue;
        finding.lines.push_back(login_of(*session));
        ++next;
    }
    finding.holds = next == wanted.plans.size();
    if (finding.lines.empty()) finding.lines = last;
    finding.note = so_many("sessions", next, wanted.plans.size());
    return finding;
}

/// Whether it asked UIDL first and then fetched exactly what is not yet known; adds that to what is known.
bool is_synchronised(const EndedSession& session, std::set<std::uint64_t>& known) {
    bool uidl = false, right = true;
    for (const Turn& turn : session.turns) {
        uidl = uidl || (turn.verb == "UIDL" && turn.code == "+OK");
        if (turn.verb != "RETR" || turn.code != "+OK") continue;
        for (std::uint64_t id : message_ids(turn.messages)) right = known.insert(id).second && uidl && right;
    }
    auto is_known = [&](std::uint64_t id) { return known.contains(id); };
    return right && uidl && std::ranges::all_of(session.listed, is_known);
}

Finding evaluate(const Synchronised& wanted, const Attempt& attempt) {
    std::set<std::uint64_t> known;
    Finding finding;
    const std::uint64_t sessions = wanted.sessions.value();
    for (const auto& session : attempt.sessions) {
        if (session->mailbox != attempt.student) continue;
        const std::size_t before = known.size();
        if (!is_synchronised(*session, known)) {
            finding.lines.clear();
            continue;
        }
        finding.lines.push_back(login_of(*session));
        if (finding.lines.size() >= sessions && known.size() > before) finding.holds = true;
        if (finding.holds) break;
    }
    finding.note = so_many("in_a_row", std::min<std::uint64_t>(finding.lines.size(), sessions), sessions);
    return finding;
}

/// "a, b" and "B ,a" are the same answer.
std::set<std::string> as_set(std::string_view text) {
    std::set<std::string> items;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(','), text.size());
        items.insert(lower_case(bare_word(text.substr(0, end))));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return items;
}

bool is_answer(const std::string& given, const std::string& wanted) {
    if (wanted.find(',') != wanted.npos) return as_set(given) == as_set(wanted);
    return has_form(lower_case(trimmed(given)), lower_case(wanted)) ||
           has_form(lower_case(bare_word(given)), lower_case(wanted));
}

Finding evaluate(const Answer& wanted, const Attempt& attempt) {
    Finding finding{true, {}, {}};
    for (const auto& [name, value] : wanted.values) {
        auto given = attempt.answers.find(lower_case(name));
        if (given == attempt.answers.end())
            finding.holds = false, add_to(finding.note, "not_answered", name);
        else
            finding.lines.push_back(given->second.where);
        if (given != attempt.answers.end() && !is_answer(given->second.value, value)) finding.holds = false;
    }
    return finding;
}

/// Whether it did anything but write to the desk.
bool is_deed(const EndedSession& session) {
    return session.protocol != Protocol::smtp || !std::ranges::all_of(session.accepted, &Accepted::is_for_desk_alone);
}

Finding evaluate(const Predict& wanted, const Attempt& attempt) {
    Finding finding{true, {}, {}};
    auto deed = std::ranges::find_if(attempt.sessions, [](const auto& session) { return is_deed(*session); });
    for (const std::string& name : wanted.names) {
        auto given = attempt.first_answers.find(lower_case(name));
        if (given == attempt.first_answers.end()) {
            finding.holds = false;
            continue;
        }
        finding.lines.push_back(given->second.where);
        if (deed != attempt.sessions.end() && given->second.at > (*deed)->began) finding.holds = false;
    }
    return finding;
}

Finding evaluate(const Classified& wanted, const Attempt& attempt) {
    Finding finding{true, {}, {}};
    std::uint64_t right = 0;
    for (const auto& [name, answered] : attempt.answers) {
        const std::string code = upper_case(name);
        auto word =
            std::ranges::find_if(wanted.words, [&](const auto& known) { return code_matches(known.first, code); });
        const auto said = find_code(attempt, code, std::nullopt);
        if (word == wanted.words.end() || !said) continue;
        if (is_answer(answered.value, word->second)) {
            ++right;
            finding.lines.push_back(*said);
        } else if (finding.holds) {
            finding = {false, {*said, answered.where}, {"look_again", {{"code", code}}}};
        }
    }
    if (finding.holds && right < wanted.at_least.value())
        finding.holds = false, finding.note = so_many("right", right, wanted.at_least.value());
    return finding;
}

/// What a student may put in front of a line that they quote.
std::string_view without_prefix(std::string_view text) {
    text = trimmed(text);
    for (std::string_view prefix : {"S:", "C:", "s:", "c:"})
        if (text.starts_with(prefix)) return trimmed(text.substr(2));
    return text;
}

Finding evaluate(const Cites& wanted, const Attempt& attempt) {
    Finding finding;
    std::uint64_t found = 0;
    for (const auto& [name, pattern] : wanted.of) {
        auto given = attempt.answers.find(lower_case(name));
        if (given == attempt.answers.end()) continue;
        Search search(pattern, attempt.sessions);
        search.last_line(without_prefix(given->second.value));
        auto match = search.next();
        if (!match) continue;
        ++found;
        finding.lines.insert(finding.lines.end(), match->lines.begin(), match->lines.end());
    }
    const std::uint64_t choose = wanted.choose.value();
    finding.holds = found >= choose;
    finding.note = so_many("proofs", std::min(found, choose), choose);
    return finding;
}

}  // namespace

Finding evaluate(const Conditions& conditions, const Attempt& attempt) {
    Finding all{true, {}, {}};
    for (const Condition& condition : conditions) {
        Finding one = std::visit([&](const auto& kind) { return evaluate(kind, attempt); }, condition);
        all.lines.insert(all.lines.end(), one.lines.begin(), one.lines.end());
        if (one.holds) {
            if (all.note.empty()) all.note = one.remark;
            continue;
        }
        if (one.lines.empty()) one.lines = all.lines;
        return one;
    }
    return all;
}

}  // namespace postlab::course
