#include "labs/course/grading/attempts.h"

#include <algorithm>
#include <charconv>
#include <sstream>

#include "shared/text/message_ranges.h"
#include "shared/text/text.h"

namespace postlab::course {

namespace {

/// What is kept of one attempt, so that a student who types for a week costs no more than others.
constexpr std::size_t most_sessions = 500, most_octets_of_attempt = 4 << 20, most_answers = 100;
constexpr std::size_t longest_answer = 1000;
/// Attempts that a student has not finished; the oldest are forgotten.
constexpr std::size_t most_attempts = 30;
constexpr std::size_t most_doubtful = 20;  // sessions, until they are taken
/// Orders to the desk that have not been obeyed, and sessions behind them: the desk may refuse, and say so to nobody
/// here.
constexpr std::size_t most_orders = 10, most_waiting = 8, most_octets_waiting = 1 << 20;
constexpr std::chrono::minutes longest_wait{11};  // what the desk has not obeyed by then it never will

/// Whether it asks the desk to begin a lab.
bool is_order(const Accepted& letter) {
    if (!letter.to_desk) return false;
    const std::string subject = lower_case(letter.to_desk->subject);
    return subject == "start" || subject == "reset";
}

}  // namespace

struct Attempts::History {
    /// From when on a lab is the current one.
    struct Switch {
        Time at;
        std::string lab;
    };
    struct Order {
        std::string lab;
        Time at;
    };
    struct Waiting {
        std::string lab;
        std::shared_ptr<const EndedSession> session;
    };
    std::vector<Switch> switches;
    std::string last_started;
    std::vector<Order> orders;     ///< not obeyed yet
    std::vector<Waiting> waiting;  ///< sessions with a token since the first of them
    std::size_t octets_waiting() const {
        std::size_t octets = 0;
        for (const Waiting& one : waiting) octets += one.session->turns.octets();
        return octets;
    }
    std::vector<std::unique_ptr<Attempt>> attempts;  ///< as they became known

    History() = default;
    History(const History& other)
        : switches(other.switches), last_started(other.last_started), orders(other.orders), waiting(other.waiting) {
        for (const auto& attempt : other.attempts) attempts.push_back(std::make_unique<Attempt>(*attempt));
    }
    /// The newest attempt at the lab that had begun by then, or had been ordered.
    Attempt* attempt(std::string_view lab, Time by, Time Attempt::*from = &Attempt::began) const {
        Attempt* newest = nullptr;
        for (const auto& attempt : attempts)
            if (attempt->lab == lab && attempt.get()->*from <= by && (!newest || newest->began <= attempt->began))
                newest = attempt.get();
        return newest;
    }
    /// The one at the lab that began by itself with its first session; null: none did.
    Attempt* first(std::string_view lab) const {
        for (const auto& attempt : attempts)
            if (attempt->lab == lab && attempt->number == 1) return attempt.get();
        return nullptr;
    }
    Attempt* begin(Attempt attempt) {
        if (attempts.size() == most_attempts) attempts.erase(attempts.begin());
        return attempts.emplace_back(std::make_unique<Attempt>(std::move(attempt))).get();
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
    for (const auto& [name, student] : students_) {
        octets += student->octets_waiting();
        for (const auto& attempt : student->attempts) octets += attempt->done ? 0 : attempt->octets_kept;
    }
    return octets;
}

Attempt* Attempts::add(const labs::Conversation& conversation, std::shared_ptr<const EndedSession> session) {
    if (!session) return begin(conversation);
    TokenOwner owner;
    const bool by_login = shows_a_password(*session);
    const bool by_token = find_owner(*session, by_login, owner);
    Attempt* attempt = by_token ? attempt_of(owner, session->began) : attempt_of_login(*session);
    deliver(*session);
    const bool waits = by_token && note_orders(session, owner);
    if (!by_login && (by_token || (attempt == nullptr && !waits))) {
        if (doubtful_.size() == most_doubtful) doubtful_.erase(doubtful_.begin());
        doubtful_.push_back({session, attempt != nullptr || waits ? owner : TokenOwner()});
    }
    return count(std::move(session), attempt, by_token && attempt != nullptr ? attempt->ordered : Time::max());
}

Attempt* Attempts::give(const TokenOwner& to, std::shared_ptr<const EndedSession> session) {
    const std::string owner = owner_of(*session);
    History* student = student_to_change(to.student);
    const bool anothers = !given_to(session->conversation).empty() || (!owner.empty() && owner != to.student);
    const Lab* lab = student == nullptr || anothers ? nullptr : lab_for_gift(*student, to, *session);
    if (lab == nullptr) return nullptr;
    const Time began = session->began;
    if (!to.lab.empty()) turn_to(*student, *lab, began);
    Attempt* attempt = student->attempt(lab->id, began, &Attempt::ordered);
    if (attempt == nullptr) attempt = student->attempt(lab->id, Time::max());
    if (attempt == nullptr) attempt = under_way(*student, to.student, *lab, began);
    if (attempt != nullptr) given_.emplace(session->conversation, to.student);
    return count(std::move(session), attempt, began);
}

const Lab* Attempts::lab_for_gift(const History& student, const TokenOwner& to, const EndedSession& session) const {
    TokenOwner badge;
    if (!to.lab.empty()) return lab(to.lab);
    if (find_owner(session, false, badge) && badge.student == to.student) return lab(badge.lab);
    const Lab* then = lab_at(student, session.began);
    const bool begun = then != nullptr && (!then->needs_start() || student.attempt(then->id, Time::max()) != nullptr);
    return begun ? then : lab_at(student, Time::max());
}

std::string Attempts::given_to(std::int64_t conversation) const {
    const auto found = given_.find(conversation);
    return found == given_.end() ? "" : found->second;
}

/// Keeps it as work of that attempt, with the answers in it since then. Null: the attempt has all that is kept of one.
Attempt* Attempts::count(std::shared_ptr<const EndedSession> session, Attempt* attempt, Time answers_since) {
    if (attempt == nullptr || attempt->done) return attempt;
    if (attempt->sessions.size() == most_sessions || attempt->octets_kept > most_octets_of_attempt) {
        ++attempt->sessions_left_out;
        return nullptr;
    }
    take_answers(*session, *attempt, answers_since);
    keep(std::move(session), *attempt);
    return attempt;
}

/// An account of nobody in the class, as a lab may lend one out, says nothing in SMTP.
bool Attempts::shows_a_password(const EndedSession& session) const {
    if (session.protocol == labs::Protocol::smtp) return student(session.account) != nullptr;
    return !session.account.empty();
}

/// By a valid token in what the client has typed. A maildrop that is open says all; AUTH says who, and leaves it to a
/// token of theirs which lab.
bool Attempts::find_owner(const EndedSession& session, bool by_login, TokenOwner& owner) const {
    if (by_login && session.protocol != labs::Protocol::smtp) return false;
    const std::string of = by_login ? session.account : "";
    unsigned wrong = 0;
    for (const Turn& turn : session.turns)
        if (!turn.command().empty() && tokens_.find_of(of, turn.said[0].text, owner, wrong)) return true;
    return false;
}

void Attempts::keep(std::shared_ptr<const EndedSession> session, Attempt& attempt) {
    attempt.octets_kept += session->turns.octets();
    auto place =
        std::ranges::upper_bound(attempt.sessions, session->began, {}, [](auto& other) { return other->began; });
    attempt.sessions.insert(place, std::move(session));
}

/// `START L12 3 0` (lab, attempt, variant), and a reply about the fixture's messages.
Attempt* Attempts::begin(const labs::Conversation& act) {
    History* student = student_to_change(act.about.peer);
    if (student == nullptr || act.events.empty()) return nullptr;
    Attempt attempt;
    attempt.student = act.about.peer;
    attempt.began = attempt.ordered = act.about.started;
    std::istringstream line(act.events.front().bytes);
    std::string verb;
    if (!(line >> verb >> attempt.lab >> attempt.number >> attempt.variant) || lab(attempt.lab) == nullptr)
        return nullptr;
    for (const store::KeptEvent& event : act.events)
        for (std::uint64_t id : message_ids(event.messages)) attempt.letters.push_back({id, attempt.began});
    attempt.of_fixture = attempt.letters.size();
    student->change_to(attempt.lab, attempt.began);
    student->last_started = attempt.lab;
    const bool judge = take_what_waited(*student, attempt);
    Attempt* const begun = student->begin(std::move(attempt));
    return judge ? begun : nullptr;
}

/// Whether an attempt at the lab is to begin. An order may never be obeyed, so what is behind it counts for the attempt
/// under way, too.
bool Attempts::note_orders(const std::shared_ptr<const EndedSession>& session, const TokenOwner& owner) {
    History* student = student_to_change(owner.student);
    if (student == nullptr) return false;
    forget_old_orders(*student, session->ended);
    for (const Accepted& letter : session->accepted)
        if (is_order(letter) && student->orders.size() < most_orders) student->orders.push_back({owner.lab, letter.at});
    if (!student->orders.empty() && student->waiting.size() < most_waiting &&
        student->octets_waiting() + session->turns.octets() <= most_octets_waiting)
        student->waiting.push_back({owner.lab, session});
    return std::ranges::find(student->orders, owner.lab, &History::Order::lab) != student->orders.end();
}

void Attempts::forget_old_orders(History& student, Time now) {
    std::erase_if(student.orders, [&](const auto& order) { return order.at + longest_wait < now; });
    if (student.orders.empty()) student.waiting.clear();
}

/// Whether there was anything behind the order that begins the attempt.
bool Attempts::take_what_waited(History& student, Attempt& attempt) {
    forget_old_orders(student, attempt.began);
    const auto order = std::ranges::find(student.orders, attempt.lab, &History::Order::lab);
    bool any = false;
    if (order != student.orders.end() && order->at <= attempt.began) {
        attempt.ordered = order->at;
        student.orders.erase(order);
        for (const History::Waiting& waiting : student.waiting) {
            if (waiting.lab != attempt.lab) continue;
            any = take_answers(*waiting.session, attempt, attempt.ordered) || any;
            if (waiting.session->began < attempt.ordered) continue;
            keep(waiting.session, attempt);
            any = true;
        }
    }
    if (student.orders.empty()) student.waiting.clear();
    return any;
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
    turn_to(*student, *lab, began);
    Attempt* ordered = student->attempt(owner.lab, began, &Attempt::ordered);
    return ordered != nullptr ? ordered : under_way(*student, owner.student, *lab, began);
}

/// A badge of a lab that needs no start, or of the one started last, makes it the current one.
void Attempts::turn_to(History& student, const Lab& lab, Time at) {
    if (lab.needs_start() && student.last_started != lab.id) return;
    const std::string* current = student.current(at);
    if (current == nullptr || *current != lab.id) student.change_to(lab.id, at);
}

/// The student's current one then.
const Lab* Attempts::lab_at(const History& student, Time by) const {
    const std::string* current = student.current(by);
    return lab(current != nullptr ? *current : first_lab());
}

Attempt* Attempts::attempt_of_login(const EndedSession& session) {
    History* student = student_to_change(session.account);
    if (student == nullptr) return attempt_of_planted(session);
    const Lab* lab = lab_at(*student, session.began);
    return lab == nullptr ? nullptr : under_way(*student, session.account, *lab, session.began);
}

Attempt* Attempts::attempt_of_planted(const EndedSession& session) {
    TokenOwner owner;
    if (!names_planted(session.account, owner)) return nullptr;
    const Lab* lab = this->lab(owner.lab);
    return lab != nullptr && lab->planted ? attempt_of(owner, session.began) : nullptr;
}

/// A lab that needs no start begins with its first session, which may end behind a later one.
Attempt* Attempts::under_way(History& student, const std::string& name, const Lab& lab, Time began) {
    Attempt* attempt = student.attempt(lab.id, began);
    if (attempt != nullptr || lab.needs_start()) return attempt;
    if (Attempt* first = student.first(lab.id)) {
        first->began = first->ordered = began;
        return first;
    }
    Attempt first;
    first.student = name;
    first.lab = lab.id;
    first.began = first.ordered = began;
    return student.begin(std::move(first));
}

/// Those of letters that came later than that; whether there were any.
bool Attempts::take_answers(const EndedSession& session, Attempt& attempt, Time since) {
    bool any = false;
    for (const Accepted& letter : session.accepted) {
        if (!letter.to_desk || letter.at < since || !letter.to_desk->is_answer()) continue;
        for (const std::string& line : letter.to_desk->lines) {
            const auto answer = answer_line(line);
            if (!answer || !answer->filled_in) continue;
            if (attempt.answers.size() == most_answers && !attempt.answers.contains(answer->name)) continue;
            const Answered answered{answer->value.substr(0, longest_answer), letter.at, letter.where};
            const auto last = attempt.answers.try_emplace(answer->name, answered).first;
            if (last->second.at <= answered.at) last->second = answered;
            const auto first = attempt.first_answers.try_emplace(answer->name, answered).first;
            if (answered.at < first->second.at) first->second = answered;
            any = true;
        }
    }
    return any;
}

std::string Attempts::owner_of(const EndedSession& session) const {
    if (std::string student = given_to(session.conversation); !student.empty()) return student;
    const bool by_login = shows_a_password(session);
    TokenOwner owner;
    if (!find_owner(session, by_login, owner)) owner.student = by_login ? session.account : "";
    return student(owner.student) == nullptr ? "" : owner.student;
}

const Attempt* Attempts::current(std::string_view student, std::string_view lab) const {
    const History* found = this->student(student);
    return found == nullptr ? nullptr : found->attempt(lab, Time::max());
}

std::string Attempts::current_lab(std::string_view student) const {
    const History* found = this->student(student);
    const Lab* current = found == nullptr ? nullptr : lab_at(*found, Time::max());
    return current == nullptr ? first_lab() : current->id;
}

void Attempts::finish(Attempt& attempt) {
    attempt.done = true;
    attempt.sessions.clear();
    attempt.sessions.shrink_to_fit();
    attempt.letters.clear();
    attempt.removed.clear();
}

}  // namespace postlab::course
