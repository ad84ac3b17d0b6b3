// classload.cpp - a class at its terminals: every student does labs at a person's pace, all at the same time.
// It makes the course in --data (a server that serves the directory follows), has each student start each lab by a
// letter to the desk and type its model solution, a line every --least-ms to --most-ms, and checks every line that the
// server says. A second thread looks into the course and into the record, and times how soon a session is graded.
// Each student begins with another one of --do, so that at any time all of them are going on.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>
#include <thread>

#include "bench/class_student.h"
#include "bench/class_watch.h"
#include "bench/load.h"
#include "labs/course/class/attempt_values.h"
#include "labs/course/class/course.h"
#include "labs/course/class/kept_grades.h"
#include "labs/dialogue/dialogue.h"
#include "store/accounts.h"
#include "store/transcript/transcript_file.h"

namespace {

using namespace postlab;
using namespace postlab::bench;

constexpr const char* pass_phrase = "two words";
constexpr const char* start_letter =
    "S: 220 ...\nC: HELO laptop\nS: 250 ...\nC: MAIL FROM:<$me>\nS: 250 ...\nC: RCPT TO:<$desk>\nS: 250 ...\nC: DATA\n"
    "S: 354 ...\nC: Subject: start\nC:\nC: .\nS: 250 ...\nC: QUIT\nS: 221 ...\n! closed\n";

std::string contents(const std::filesystem::path& file) {
    std::ostringstream text;
    text << std::ifstream(file, std::ios::binary).rdbuf();
    return std::move(text).str();
}

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
        course::say_password(values, pass_phrase);
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
            "SELECT count(*), sum(said - kept) FROM conversation WHERE protocol IN ('smtp', 'pop3', 'pop2')"
            " AND ended IS NOT NULL AND peer <> '127.0.0.2'");  // which is flood.py
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
                       {"pop2", "2109"},
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
