// classload.cpp - a class at its terminals: every student does labs at a person's pace, all at the same time.
// It makes the course in --data (a server that serves the directory follows), has each student start each lab by a
// letter to the desk and type its model solution, a line every --least-ms to --most-ms, and checks every line that the
// server says. A second thread looks into the course and into the record, and times how soon a session is graded.
// Each student begins with another one of --do, so that at any time all of them are going on.
#include <atomic>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <mutex>
#include <queue>
#include <random>
#include <sstream>
#include <thread>

#include "bench/load.h"
#include "labs/course/class/attempt_values.h"
#include "labs/course/class/course.h"
#include "labs/course/class/kept_grades.h"
#include "labs/dialogue/dialogue.h"
#include "store/accounts.h"
#include "store/transcript/transcript_file.h"

namespace {

using namespace postlab;
using labs::Step;

constexpr const char* pass_phrase = "two words";
constexpr const char* start_letter =
    "S: 220 ...\nC: HELO laptop\nS: 250 ...\nC: MAIL FROM:<$me>\nS: 250 ...\nC: RCPT TO:<$desk>\nS: 250 ...\nC: DATA\n"
    "S: 354 ...\nC: Subject: start\nC:\nC: .\nS: 250 ...\nC: QUIT\nS: 221 ...\n! closed\n";

std::string contents(const std::filesystem::path& file) {
    std::ostringstream text;
    text << std::ifstream(file, std::ios::binary).rdbuf();
    return std::move(text).str();
}

double wall_clock() {
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

// What the course and the record show, as soon as they do. Runs on a thread of its own.
class Watch {
public:
    explicit Watch(const std::filesystem::path& data) : data_(data), thread_([this] { run(); }) {}
    ~Watch() { stop(); }

    void stop() {
        stopping_ = true;
        if (thread_.joinable()) thread_.join();
    }
    // How many labs have begun for that student.
    int begun(const std::string& student) {
        const std::lock_guard guard(mutex_);
        return begun_[student];
    }
    Latencies feedback;  // from a session's end to its verdict in course.db; to be read after stop()
    std::string failed;  // likewise

private:
    void run() try {
        store::Database course(data_ / "course.db", store::Database::Checkpoints::none);
        store::Database record(store::transcript_path(data_), store::Database::Checkpoints::none);
        while (!stopping_ && !record.query("SELECT 1 FROM sqlite_master WHERE name = 'conversation'").next())
            std::this_thread::sleep_for(std::chrono::milliseconds(50));  // the first conversation makes the table
        for (std::int64_t seen = -1; !stopping_; std::this_thread::sleep_for(std::chrono::milliseconds(2))) {
            look_for_begun(record);
            const std::int64_t version = version_of(course);
            if (version != seen) look_for_verdicts(course);
            seen = version;
        }
    } catch (const std::exception& error) {
        failed = error.what();
    }
    static std::int64_t version_of(store::Database& course) {
        store::Query row = course.query("PRAGMA data_version");
        return row.next() ? row.integer(0) : 0;
    }
    void look_for_begun(store::Database& record) {
        store::Query rows = record.query(
            "SELECT id, peer FROM conversation WHERE id > ? AND protocol = 'lab' AND ended IS NOT NULL", last_begun_);
        while (rows.next()) {
            last_begun_ = rows.integer(0);
            const std::lock_guard guard(mutex_);
            ++begun_[std::string(rows.text(1))];
        }
    }
    void look_for_verdicts(store::Database& course) {
        const double seen = wall_clock();
        for (const auto& [key, grade] : course::load_grades(course)) {
            const bool known = judged_[key] == grade.latest.conversation;
            judged_[key] = grade.latest.conversation;
            if (!known) feedback.add(seen - std::chrono::duration<double>(grade.latest.at.time_since_epoch()).count());
        }
    }

    const std::filesystem::path data_;
    std::int64_t last_begun_ = 0;
    std::map<course::GradeBook::Key, std::int64_t> judged_;
    std::mutex mutex_;  // guards the next line
    std::map<std::string, int> begun_;
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

struct Student;

// One terminal window of a student.
struct Window {
    Student* student;
    Conn conn;
    bool ended = false;  // the server has closed
};

// What all students share.
struct Class {
    Options o;
    sockaddr_in smtp, pop3;
    int ep = epoll_create1(0);
    std::mt19937 random{1};
    using Alarm = std::pair<double, Student*>;
    std::priority_queue<Alarm, std::vector<Alarm>, std::greater<>> alarms;
    std::vector<std::unique_ptr<Window>> left;  // windows that events may still point to
    Errors errors;
    Latencies reply, greeting, login, letter, desk;
    long at_work = 0, open = 0, most_open = 0, conversations = 0, lines_said = 0;

    explicit Class(Options options)
        : o(std::move(options)),
          smtp(address(o.str("host"), o.num("smtp"))),
          pop3(address(o.str("host"), o.num("pop3"))) {}

    double thinking_time() {
        return std::uniform_real_distribution<>(double(o.num("least-ms")), double(o.num("most-ms")))(random) / 1000;
    }
};

struct Student {
    Class& all;
    Watch& watch;
    std::string name;
    std::vector<labs::Dialogue> to_do;
    std::size_t dialogue = 0, step = 0;
    bool thinking = true, pondered = false, asked_desk = false;
    int begun = 0;
    double desk_asked_at = 0;
    labs::Captures captured;
    std::map<int, labs::Protocol> speaks;
    std::map<int, std::unique_ptr<Window>> windows;

    Student(Class& c, Watch& w, std::string id) : all(c), watch(w), name(std::move(id)) {}

    void wake_in(double seconds) {
        thinking = true;
        all.alarms.emplace(now() + seconds, this);
    }
    void alarm() {
        thinking = false;
        pondered = true;
        go_on();
    }
    void fail(const std::string& why) {
        const auto& steps = to_do[dialogue].steps;
        all.errors.add(name + ": " + to_do[dialogue].name +
                       (step < steps.size() ? ":" + std::to_string(steps[step].line) : "") + ": " + why);
        while (!windows.empty()) leave(windows.begin()->first);
        dialogue = to_do.size();
        thinking = true;
        --all.at_work;
    }
    Window& window(int number) {
        auto& found = windows[number];
        if (found) return *found;
        found = std::make_unique<Window>(Window{this, {}, false});
        const auto spoken = speaks.try_emplace(number, to_do[dialogue].protocol).first->second;
        if (!found->conn.open(all.ep, spoken == labs::Protocol::smtp ? all.smtp : all.pop3, found.get()))
            throw std::runtime_error(std::string("connect: ") + std::strerror(errno));
        found->conn.sent_at = 0;
        pondered = false;  // the greeting is read first
        ++all.conversations;
        all.most_open = std::max(all.most_open, ++all.open);
        return *found;
    }
    void leave(int number) {
        windows.at(number)->conn.close();
        all.left.push_back(std::move(windows.at(number)));
        windows.erase(number);
        --all.open;
    }

    // As far as it goes without waiting.
    void go_on() {
        try {
            while (!thinking && dialogue < to_do.size())
                if (step == to_do[dialogue].steps.size() ? !next_dialogue() : !take_step()) return;
        } catch (const std::exception& error) {
            fail(error.what());
        }
    }
    bool next_dialogue() {
        while (!windows.empty()) leave(windows.begin()->first);
        if (to_do[dialogue].name == "start" && watch.begun(name) == begun) {
            if (desk_asked_at == 0) desk_asked_at = now();
            if (now() > desk_asked_at + 60) throw std::runtime_error("the desk has not answered");
            wake_in(0.005);
            return false;
        }
        if (to_do[dialogue].name == "start") {
            all.desk.add(now() - std::exchange(desk_asked_at, 0));
            ++begun;
        }
        step = 0;
        speaks.clear();
        captured.clear();
        if (++dialogue == to_do.size()) --all.at_work;
        return true;
    }
    // False when something must come first.
    bool take_step() {
        const Step& now_to_do = to_do[dialogue].steps[step];
        switch (now_to_do.kind) {
            case Step::Kind::client:
                if (!say(now_to_do)) return false;
                break;
            case Step::Kind::server:
                if (!hear(now_to_do)) return false;
                break;
            case Step::Kind::closed: {
                Window& w = window(now_to_do.connection);
                if (!w.ended) return false;
                std::string_view more;
                if (w.conn.line(more)) throw std::runtime_error("unexpected: " + std::string(more));
                leave(now_to_do.connection);
                break;
            }
            case Step::Kind::drop:
                leave(now_to_do.connection);
                break;
            case Step::Kind::connect:
                speaks[now_to_do.connection] =
                    now_to_do.argument == "smtp" ? labs::Protocol::smtp : labs::Protocol::pop3;
                break;
            default:
                throw std::runtime_error("this load can't do that");
        }
        ++step;
        return true;
    }
    bool say(const Step& line) {
        Window& w = window(line.connection);
        if (!std::exchange(pondered, false)) {
            wake_in(all.thinking_time());
            return false;
        }
        w.conn.out += labs::bytes_to_send(line, captured);
        ++all.lines_said;
        if (!w.conn.flush()) throw std::runtime_error(std::string("send: ") + std::strerror(errno));
        w.conn.sent_at = now();
        return true;
    }
    bool hear(const Step& line) {
        Window& w = window(line.connection);
        std::string_view said;
        if (!w.conn.line(said)) {
            if (w.ended) throw std::runtime_error("the server has closed");
            return false;
        }
        if (!labs::matches(line, said, captured))
            throw std::runtime_error("expected " + labs::as_written(line) + ", not " + std::string(said));
        const auto& steps = to_do[dialogue].steps;
        if (step + 1 == steps.size() || steps[step + 1].kind != Step::Kind::server) note_reply(w);
        return true;
    }
    // A whole reply is here.
    void note_reply(const Window& w) {
        const double took = now() - (w.conn.sent_at > 0 ? w.conn.sent_at : w.conn.opened_at);
        all.reply.add(took);
        if (w.conn.sent_at == 0) return all.greeting.add(took);
        const auto& steps = to_do[dialogue].steps;
        std::size_t asked = step;
        while (steps[asked].kind == Step::Kind::server) --asked;
        const std::string line = labs::bytes_to_send(steps[asked], captured);
        if (line.starts_with("PASS ")) all.login.add(took);
        if (line == ".\r\n") all.letter.add(took);
    }
};

std::vector<std::string> words(const std::string& list) {
    std::vector<std::string> all;
    std::istringstream in(list);
    for (std::string word; std::getline(in, word, ',');) all.push_back(word);
    return all;
}

// The course, its students and their mailboxes.
void enrol(course::Course& course, const course::Labs& labs, long students) {
    course::Roster::Change change;
    std::vector<store::Accounts::Wanted> mailboxes;
    for (const std::string& name : course::mailboxes_of(labs)) mailboxes.push_back({name, ""});
    for (long i = 1; i <= students; ++i) {
        change.added.push_back({"s" + std::to_string(1000 + i), "Student " + std::to_string(i), "", "A", "en"});
        mailboxes.push_back({change.added.back().id, pass_phrase});
    }
    store::Accounts(course.directory()).add(mailboxes);
    course.roster().apply(change);
}

void give_work(Student& student, course::Course& course, const course::Labs& labs, const std::vector<std::string>& ids,
               std::size_t first) {
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const course::Lab* lab = labs.find(ids[(first + i) % ids.size()]);
        if (!lab) throw std::runtime_error("there is no lab " + ids[(first + i) % ids.size()]);
        course::Values values = course::AttemptValues(course).of(*lab, student.name, 0);
        values["password"] = pass_phrase;
        auto add = [&](const std::string& text, const std::string& name, labs::Protocol protocol) {
            student.to_do.push_back(labs::parse_dialogue(course::substituted(text, values), name, protocol));
        };
        if (lab->needs_start()) add(start_letter, "start", labs::Protocol::smtp);
        add(contents(lab->folder / "solution.txt"), lab->id,
            lab->part == "pop3" ? labs::Protocol::pop3 : labs::Protocol::smtp);
    }
}

void work(Class& all, double stop) {
    epoll_event events[256];
    while (all.at_work > 0 && now() < stop) {
        const double wait = all.alarms.empty() ? 1 : all.alarms.top().first - now();
        const int count = epoll_wait(all.ep, events, 256, std::clamp(int(wait * 1000) + (wait > 0), 0, 1000));
        for (int i = 0; i < count; ++i) {
            auto* window = static_cast<Window*>(events[i].data.ptr);
            if (!window->conn.fill() || (events[i].events & (EPOLLRDHUP | EPOLLHUP)) != 0) window->ended = true;
            window->conn.flush();
            window->student->go_on();
        }
        all.left.clear();
        while (!all.alarms.empty() && all.alarms.top().first <= now()) {
            Student* student = all.alarms.top().second;
            all.alarms.pop();
            student->alarm();
        }
    }
    if (all.at_work > 0) all.errors.add("time is up, " + std::to_string(all.at_work) + " students are still at work");
}

// What the record has of all that was said, once the server has written it.
void print_record(const std::filesystem::path& data, const Class& all, Errors& errors) {
    store::Database record(store::transcript_path(data), store::Database::Checkpoints::none);
    std::int64_t ended = 0, lost = 0;
    for (int tries = 0; tries < 300 && ended < all.conversations; ++tries) {
        if (tries > 0) std::this_thread::sleep_for(std::chrono::milliseconds(50));
        store::Query row = record.query(
            "SELECT count(*), sum(said - kept) FROM conversation WHERE protocol IN ('smtp', 'pop3')"
            " AND ended IS NOT NULL");
        row.next();
        ended = row.integer(0);
        lost = row.integer(1);
    }
    std::printf("played=%ld recorded=%lld events_lost=%lld ", all.conversations, static_cast<long long>(ended),
                static_cast<long long>(lost));
    if (ended != all.conversations || lost != 0) errors.add("the record is not complete");
}

// How many labs are solved in the course, as soon as they are all; the last session may have ended just now.
void print_solved(course::Course& course, long all, Errors& errors) {
    long solved = 0;
    for (int tries = 0; tries < 100 && solved < all; ++tries) {
        if (tries > 0) std::this_thread::sleep_for(std::chrono::milliseconds(50));
        solved = 0;
        for (const auto& [key, grade] : course::load_grades(course.database())) solved += grade.solved.has_value();
    }
    std::printf("labs_solved=%ld of=%ld ", solved, all);
    if (solved != all) errors.add("not all labs are solved");
}

int run(Class& all) {
    const std::filesystem::path data = all.o.str("data");
    const course::Labs labs = course::read_labs(all.o.str("labs"));
    course::Course course = course::Course::open_or_make(data);
    const long students = all.o.num("students");
    enrol(course, labs, students);
    const std::vector<std::string> ids = words(all.o.str("do"));
    Watch watch(data);
    std::vector<std::unique_ptr<Student>> everybody;
    for (long i = 0; i < students; ++i) {
        everybody.push_back(std::make_unique<Student>(all, watch, "s" + std::to_string(1001 + i)));
        give_work(*everybody.back(), course, labs, ids, std::size_t(i));
    }
    const double began = now();
    for (long i = 0; i < students; ++i) {
        everybody[std::size_t(i)]->wake_in(1 + double(i) * double(all.o.num("arrive-s")) / double(students));
        ++all.at_work;
    }
    work(all, began + double(all.o.num("max-seconds")));
    const double took = now() - began;
    std::printf("students=%ld seconds=%.1f most_sessions_at_once=%ld lines=%ld cpu_s=%.2f ", students, took,
                all.most_open, all.lines_said, cpu_seconds());
    print_record(data, all, all.errors);
    print_solved(course, students * long(ids.size()), all.errors);
    watch.stop();
    if (!watch.failed.empty()) std::cerr << watch.failed << "\n", ++all.errors.count;
    all.reply.print("reply");
    all.greeting.print("greeting");
    all.login.print("login");
    all.letter.print("letter");
    all.desk.print("desk");
    watch.feedback.print("feedback");
    std::printf("feedbacks=%zu errors=%ld\n", watch.feedback.ms.size(), all.errors.count);
    return all.errors.count == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    Class all(Options(argc, argv,
                      {{"host", "127.0.0.1"},
                       {"smtp", "2525"},
                       {"pop3", "2110"},
                       {"data", "postlab-data"},
                       {"labs", "labs"},
                       {"do", "L03,L07,L11"},
                       {"students", "300"},
                       {"arrive-s", "10"},
                       {"least-ms", "500"},
                       {"most-ms", "2000"},
                       {"max-seconds", "300"}}));
    try {
        return run(all);
    } catch (const std::exception& error) {
        std::cerr << "classload: " << error.what() << "\n";
        return 1;
    }
}
