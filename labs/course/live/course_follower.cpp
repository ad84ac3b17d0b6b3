#include "labs/course/live/course_follower.h"

#include "labs/course/class/course_labs.h"
#include "labs/course/class/desk_notes.h"
#include "labs/course/class/grade_csv.h"
#include "labs/course/class/kept_grades.h"
#include "labs/course/lab/lab_faults.h"

namespace postlab::course {

namespace {

constexpr std::chrono::minutes longest_order{10};  // orders that came before are left alone when a server starts
constexpr std::chrono::seconds patience{60};       // an order waits so long for its maildrop to be free
constexpr std::chrono::seconds between_looks{1};   // at roster and deadlines, and at the labs
constexpr std::chrono::seconds between_files{1};   // at least
constexpr int share_of_files = 10;                 // they take one tenth of the time at most

Course opened(const std::filesystem::path& directory, const std::string& domain) {
    Course course = Course::open(directory);
    course.set_domain(domain);
    return course;
}

/// What came to the desk before this has been dealt with, or is too old to be wanted still.
Time desk_read_to(store::Database& course) {
    const Time oldest = std::chrono::system_clock::now() - longest_order;
    store::Query row = course.query("SELECT value FROM setting WHERE name = 'desk'");
    return row.next() ? std::max(oldest, time_at(std::stoll(std::string(row.text(0))))) : oldest;
}

}  // namespace

CourseFollower::CourseFollower(const std::filesystem::path& directory, const std::string& domain,
                               const Settings::Lab& settings, Recorder& record, Standings* standings)
    : course_(opened(directory, domain)),
      labs_folder_(settings.folder),
      labs_(std::make_shared<const Labs>(read_course_labs(directory, labs_folder_))),
      labs_seen_(labs_->fingerprint),
      standings_(standings),
      tells_standings_(standings && settings.in_band),
      grades_folder_(settings.marks),
      start_(course_, *labs_, record),
      tokens_(course_.key()),
      desk_opened_(desk_read_to(course_.database())),
      last_taken_(desk_opened_),
      files_outdated_(!grades_folder_.empty()) {
    remember_labs_folder(directory, labs_folder_);
}

void CourseFollower::go_on(const std::atomic<bool>& stopping) {
    if (standings_) standings_->hush(course_.exam());
    follow_roster();
    catch_up(stopping);
    if (stopping) return;
    publish_standings();
    obey();
    if (files_outdated_ && Clock::now() >= next_files_) write_files();
}

bool CourseFollower::labs_have_changed() {
    if (!orders_.empty() || Clock::now() < next_look_at_labs_) return false;
    next_look_at_labs_ = Clock::now() + between_looks;
    std::string now = course_labs_fingerprint(course_.directory(), labs_folder_);
    return std::exchange(labs_seen_, now) != now;
}

/// A roster or deadlines that have changed are another course: all is graded anew.
void CourseFollower::follow_roster() {
    if (graded_ && Clock::now() < next_look_) return;
    if (!graded_ || graded_->outdated(course_)) {
        graded_.emplace(course_, *labs_);
        if (standings_) standings_->begin(course_.key(), labs_);
    }
    next_look_ = Clock::now() + between_looks;
}

void CourseFollower::catch_up(const std::atomic<bool>& stopping) {
    const bool from_the_beginning = graded_->book().grades().empty();
    std::set<GradeBook::Key> changed;
    bool nobodys = from_the_beginning;
    const std::size_t read = graded_->catch_up(
        [&](const GradedRecord::Step& step) {
            if (step.verdict) changed.emplace(step.verdict->student, step.verdict->lab);
            nobodys = nobodys || step.nobodys;
            if (step.given) note_owner(*step.given);
            if (!step.session) return;
            note_owner(*step.session);
            take_letters(step.conversation.about, *step.session);
        },
        stopping);
    if (read == 0 || stopping) return;
    if (from_the_beginning)
        graded_->keep(load_grades(course_.database()), graded_->goes_by_rules_of(graded_so_far(course_.database())));
    graded_->save(course_.database(), changed, nobodys);
    for (const GradeBook::Key& key : changed) follow_lab(key.first);
    files_outdated_ = files_outdated_ || (!changed.empty() && !grades_folder_.empty());
}

/// For the report maildrop of theirs.
void CourseFollower::note_owner(const EndedSession& session) {
    const std::string owner = standings_ ? graded_->judge().attempts().owner_of(session) : "";
    if (!owner.empty()) standings_->note(owner, session.conversation);
}

/// A lab that needs no start begins with a token, and then what was arranged for the one before is over.
void CourseFollower::follow_lab(const std::string& student) {
    const std::string id = graded_->judge().attempts().current_lab(student);
    if (std::exchange(lab_of_[student], id) == id) return;
    const Lab* lab = labs_->find(id);
    if (lab && !lab->needs_start()) remove_faults(course_.directory(), student);
}

void CourseFollower::publish_standings() {
    if (!tells_standings_) return;
    for (const std::string& student : graded_->judge().take_changed())
        standings_->put(student, standing_of(student, graded_->judge(), labs_));
}

/// Sessions come in no order of time, and all of them again when all is graded anew.
void CourseFollower::take_letters(const store::KeptConversation& about, const EndedSession& session) {
    if (!about.ended || *about.ended <= desk_opened_ || taken_.contains(about.id)) return;
    if (!about.account.empty()) guard_.note_login(about.account, about.peer, *about.ended);
    if (about.protocol != "smtp") return;
    std::vector<DeskLetter> letters = desk_letters(session, tokens_, *labs_);
    if (letters.empty()) return;
    for (DeskLetter& letter : letters)
        if (course_.roster().find(letter.student)) take_letter(std::move(letter), about);
    refused_.say();
    taken_.insert(about.id);
    last_taken_ = std::max(last_taken_, *about.ended);
    course_.database().execute("INSERT OR REPLACE INTO setting(name, value) VALUES ('desk', ?)",
                               std::to_string(microseconds_of(last_taken_)));
}

void CourseFollower::take_letter(DeskLetter letter, const store::KeptConversation& about) {
    const Time at = *about.ended;
    if (letter.flaw == DeskLetter::Flaw::badge) guard_.note_guess(letter.student, about.peer, at);
    if ((letter.order || letter.fault) && !guard_.trusts(letter.student, about.peer, at)) {
        letter.flaw = DeskLetter::Flaw::login;
        refused_.add();
    } else if (letter.order) {
        orders_.push_back({*letter.order, letter.student, letter.lab, Clock::now() + patience});
    }
    if (letter.fault && letter.flaw == DeskLetter::Flaw::none && !course_.exam())
        arrange_own_fault(course_.directory(), letter.student, *letter.fault);
    note_letter(course_.database(), letter, about.id, at);
}

/// An order whose maildrop is open in a session comes again at the next call; one that comes in an exam is dropped.
void CourseFollower::obey() {
    if (course_.exam()) orders_.clear();
    std::deque<Order> waiting;
    for (Order& order : std::exchange(orders_, {})) {
        const Lab* lab = labs_->find(order.lab);
        if (!lab || !course_.roster().find(order.student)) continue;
        if (start_.begin(order.act, *lab, order.student, false, std::chrono::system_clock::now())) continue;
        if (Clock::now() < order.until) waiting.push_back(std::move(order));
    }
    orders_ = std::move(waiting);
}

void CourseFollower::write_files() {
    const auto began = Clock::now();
    write_grade_files(grades_folder_, class_grades(course_, *labs_, graded_->book().grades()), course_,
                      {.byte_order_mark = true});
    const auto ended = Clock::now();
    next_files_ = ended + std::max<Clock::duration>(between_files, (ended - began) * share_of_files);
    files_outdated_ = false;
}

}  // namespace postlab::course
