#include "labs/course/grading/attempts.h"

#include <algorithm>
#include <charconv>
#include <sstream>

#include "labs/course/lab/words.h"
#include "shared/text/message_ranges.h"
#include "shared/text/text.h"

namespace postlab::course {

namespace {

/// What is kept of one attempt, so that a student who types for a week costs no more than others.
constexpr std::size_t most_sessions = 500, most_octets_of_attempt = 4 << 20, most_answers = 100;
/// Attempts that a student has not finished; the oldest are forgotten.
constexpr std::size_t most_attempts = 30;

/// The lines of an answer to the desk; none when the letter is none.
std::vector<std::pair<std::string, std::string>> answers_in(const Accepted& letter) {
    std::vector<std::pair<std::string, std::string>> answers;
    bool header = true, answer = false;
    for (const Line& written : letter.lines) {
        if (answers.size() == most_answers) break;
        const std::string_view line = trimmed(written.text);
        const std::size_t colon = line.find(':');
        if (line.empty()) {
            header = false;
        } else if (colon != line.npos) {
            std::string name = lower_case(trimmed(line.substr(0, colon)));
            const std::string_view value = trimmed(line.substr(colon + 1));
            if (header)
                answer = answer || (name == "subject" && lower_case(value).starts_with("answer"));
            else if (answer)
                answers.emplace_back(std::move(name), value.substr(0, 1000));
        }
    }
    return answers;
}

/// The first valid token in what the client has typed.
bool find_owner(const EndedSession& session, const TokenReader& tokens, TokenOwner& owner) {
    unsigned wrong = 0;
    for (const Turn& turn : session.turns)
        if (turn.kind == Turn::Kind::command && !turn.said.empty() && tokens.find(turn.said[0].text, owner, wrong))
            return true;
    return false;
}

}  // namespace

struct Attempts::History {
    /// From when on a lab is the current one.
    struct Switch {
        Time at;
        std::string lab;
    };
    std::vector<Switch> switches;
    std::string last_started;
    std::vector<std::unique_ptr<Attempt>> attempts;  ///< in the order in which they began

    History() = default;
    History(const History& other) : switches(other.switches), last_started(other.last_started) {
        for (const auto& attempt : other.attempts) attempts.push_back(std::make_unique<Attempt>(*attempt));
    }
    /// The newest attempt at the lab that had begun by then.
    Attempt* attempt(std::string_view lab, Time by) const {
        for (auto attempt = attempts.rbegin(); attempt != attempts.rend(); ++attempt)
            if ((*attempt)->lab == lab && (*attempt)->began <= by) return attempt->get();
        return nullptr;
    }
    void begin(Attempt attempt) {
        if (attempts.size() == most_attempts) attempts.erase(attempts.begin());
        attempts.push_back(std::make_unique<Attempt>(std::move(attempt)));
    }
    void change_to(const std::string& lab, Time at) {
        if (switches.size() == 100) switches.erase(switches.begin());
        switches.push_back({at, lab});
    }
    const std::string* current(Time by) const {
        const Switch* found = nullptr;
        for (const Switch& change : switches)
            if (change.at <= by && (found == nullptr || change.at >= found->at)) found = &change;
        return found == nullptr ? nullptr : &found->lab;
    }
};

Attempts::Attempts(const std::vector<Lab>& labs, TokenReader tokens) : labs_(&labs), tokens_(std::move(tokens)) {}

Attempts::Attempts(const std::vector<Lab>& labs, std::string key, const std::vector<std::string>& students)
    : Attempts(labs, TokenReader(std::move(key))) {
    for (const std::string& name : students) {
        students_[lower_case(name)] = std::make_unique<History>();
        changed_.insert(lower_case(name));
    }
}

Attempts::~Attempts() = default;
Attempts::Attempts(Attempts&&) noexcept = default;

Attempts::History* Attempts::student(std::string_view name) const {
    auto found = students_.find(name);
    return found == students_.end() ? nullptr : found->second.get();
}

Attempts::History* Attempts::student_to_change(const std::string& name) {
    History* found = student(name);
    if (found != nullptr) changed_.insert(name);
    return found;
}

const Lab* Attempts::lab(std::string_view id) const {
    const auto found = std::ranges::find(*labs_, id, &Lab::id);
    return found == labs_->end() ? nullptr : &*found;
}

Attempts Attempts::of(const std::string& student) const {
    Attempts alone(*labs_, tokens_);
    if (const History* found = this->student(student)) alone.students_[student] = std::make_unique<History>(*found);
    return alone;
}

std::size_t Attempts::octets_kept() const {
    std::size_t octets = 0;
    for (const auto& [name, student] : students_)
        for (const auto& attempt : student->attempts) octets += attempt->done ? 0 : attempt->octets_kept;
    return octets;
}

Attempt* Attempts::add(const labs::Conversation& conversation) {
    if (conversation.about.protocol == "lab") {
        begin(conversation);
        return nullptr;
    }
    auto session = ended_session(conversation);
    TokenOwner owner;
    const bool by_token = session->mailbox.empty() && find_owner(*session, tokens_, owner);
    Attempt* attempt = by_token ? attempt_of(owner, session->began) : attempt_of_login(*session);
    deliver(*session);
    if (attempt == nullptr || attempt->done) return attempt;
    if (attempt->sessions.size() == most_sessions || attempt->octets_kept > most_octets_of_attempt) {
        ++attempt->sessions_left_out;
        return nullptr;
    }
    if (by_token) take_answers(*session, *attempt);
    keep(std::move(session), *attempt);
    return attempt;
}

void Attempts::keep(std::shared_ptr<const EndedSession> session, Attempt& attempt) {
    attempt.octets_kept += session->turns.octets();
    auto place =
        std::ranges::upper_bound(attempt.sessions, session->began, {}, [](auto& other) { return other->began; });
    attempt.sessions.insert(place, std::move(session));
}

/// `START L12 3 0` (lab, attempt, variant), and a reply about the fixture's messages.
void Attempts::begin(const labs::Conversation& act) {
    History* student = student_to_change(act.about.peer);
    if (student == nullptr || act.events.empty()) return;
    Attempt attempt;
    attempt.student = act.about.peer;
    attempt.began = act.about.started;
    std::istringstream line(act.events.front().bytes);
    std::string verb;
    if (!(line >> verb >> attempt.lab >> attempt.number >> attempt.variant) || lab(attempt.lab) == nullptr) return;
    for (const store::KeptEvent& event : act.events)
        for (std::uint64_t id : message_ids(event.messages)) attempt.letters.push_back({id, attempt.began});
    attempt.of_fixture = attempt.letters.size();
    student->change_to(attempt.lab, attempt.began);
    student->last_started = attempt.lab;
    student->begin(std::move(attempt));
}

/// Letters and removals change the maildrops of all attempts of their owners.
void Attempts::deliver(const EndedSession& session) {
    for (const Accepted& letter : session.accepted) {
        std::istringstream names(letter.mailboxes);
        for (std::string name; names >> name;)
            if (const History* owner = student_to_change(name))
                for (auto& attempt : owner->attempts) {
                    if (attempt->done || attempt->began > letter.at) continue;
                    auto place = std::ranges::upper_bound(attempt->letters, letter.id, {}, &KnownLetter::id);
                    attempt->letters.insert(place, {letter.id, letter.at});
                }
    }
    if (const History* owner = student_to_change(session.mailbox))
        for (auto& attempt : owner->attempts)
            if (!attempt->done && attempt->began <= session.ended)
                for (std::uint64_t id : session.removed) attempt->removed.insert(id);
}

Attempt* Attempts::attempt_of(const TokenOwner& owner, Time began) {
    History* student = student_to_change(owner.student);
    const Lab* lab = this->lab(owner.lab);
    if (student == nullptr || lab == nullptr) return nullptr;
    if (!lab->needs_start() || student->last_started == owner.lab) {
        const std::string* current = student->current(began);
        if (current == nullptr || *current != owner.lab) student->change_to(owner.lab, began);
    }
    return under_way(*student, owner.student, *lab, began);
}

Attempt* Attempts::attempt_of_login(const EndedSession& session) {
    History* student = student_to_change(session.mailbox);
    if (student == nullptr) return nullptr;
    const std::string* current = student->current(session.began);
    const Lab* lab = this->lab(current != nullptr ? *current : first_lab());
    return lab == nullptr ? nullptr : under_way(*student, session.mailbox, *lab, session.began);
}

/// A lab that needs no start begins with its first session.
Attempt* Attempts::under_way(History& student, const std::string& name, const Lab& lab, Time began) {
    Attempt* attempt = student.attempt(lab.id, began);
    if (attempt != nullptr || lab.needs_start()) return attempt;
    Attempt first;
    first.student = name;
    first.lab = lab.id;
    first.began = began;
    student.begin(std::move(first));
    return student.attempts.back().get();
}

void Attempts::take_answers(const EndedSession& session, Attempt& attempt) const {
    for (const Accepted& letter : session.accepted) {
        if (!is_among("course", letter.mailboxes)) continue;
        for (auto& [name, value] : answers_in(letter)) {
            if (attempt.answers.size() == most_answers && !attempt.answers.contains(name)) continue;
            const Answered answered{value, letter.at, letter.where};
            attempt.answers[name] = answered;
            attempt.first_answers.emplace(name, answered);
        }
    }
}

const Attempt* Attempts::current(std::string_view student, std::string_view lab) const {
    const History* found = this->student(student);
    return found == nullptr ? nullptr : found->attempt(lab, Time::max());
}

std::string Attempts::current_lab(std::string_view student) const {
    const History* found = this->student(student);
    const std::string* current = found == nullptr ? nullptr : found->current(Time::max());
    return current == nullptr ? first_lab() : *current;
}

void Attempts::finish(Attempt& attempt) {
    attempt.done = true;
    attempt.sessions.clear();
    attempt.sessions.shrink_to_fit();
    attempt.letters.clear();
    attempt.removed.clear();
}

}  // namespace postlab::course
