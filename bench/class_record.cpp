// Makes the record of a class that has been through a course, to measure `postlab grade` with:
//   class_record DIR STUDENTS LABS-FOLDER [SESSIONS]
// Every student starts every lab and has so many sessions in each (2): logs in, lists, looks, fetches and removes
// letters. All of it goes through the server's own recorder.
#include <cstdlib>
#include <iostream>

#include "labs/course/class/course.h"
#include "shared/program/settings.h"
#include "store/transcript/transcript_recorder.h"

namespace {

using namespace postlab;

constexpr unsigned letters = 8;

/// One conversation under way, a few seconds after the one before.
class Recording {
public:
    Recording(Recorder& recorder, const char* protocol, const std::string& peer, Time& now)
        : transcript_(recorder.begin(protocol, peer, now)), now_(now) {}
    ~Recording() { transcript_->ended("quit", now_); }

    void turn(const std::string& said, const char* verb, const std::string& reply, const char* row,
              const std::string& mailboxes = "", const std::string& messages = "") {
        now_ += std::chrono::milliseconds(700);
        const std::string asked = said + "\r\n", answered = reply + "\r\n";
        if (!said.empty())
            transcript_->record({Direction::client, now_, asked, "TRANSACTION", "TRANSACTION", verb, {}});
        Event event{Direction::server, now_, answered, "TRANSACTION", "TRANSACTION", verb, row};
        event.mailboxes = mailboxes;
        event.messages = messages;
        transcript_->record(event);
    }

private:
    std::unique_ptr<Transcript> transcript_;
    Time& now_;
};

void session(Recorder& recorder, const std::string& student, std::uint64_t first, Time& now) {
    const std::string all = std::to_string(first) + "-" + std::to_string(first + letters - 1);
    Recording pop3(recorder, "pop3", "127.0.0.1", now);
    pop3.turn("", "", "+OK POP3 server ready <1.2@post.example>", "greeting");
    pop3.turn("USER " + student, "USER", "+OK send PASS", "user.ok");
    pop3.turn("PASS ****", "PASS", "+OK maildrop has 8 messages (4000 octets)", "pass.ok", student, all);
    pop3.turn("STAT", "STAT", "+OK 8 4000", "stat.ok", "", all);
    pop3.turn("LIST", "LIST",
              "+OK 8 messages\r\n1 500\r\n2 500\r\n3 500\r\n4 500\r\n5 500\r\n6 500\r\n7 500\r\n8 500\r\n.", "list.ok",
              "", all);
    for (unsigned i = 1; i <= 4; ++i) {
        const std::string number = std::to_string(i), id = std::to_string(first + i - 1);
        pop3.turn("TOP " + number + " 0", "TOP", "+OK\r\nSubject: Letter " + number + "\r\n\r\n.", "top.ok", "", id);
        pop3.turn("DELE " + number, "DELE", "+OK message deleted", "dele.ok", "", id);
    }
    pop3.turn("QUIT", "QUIT", "+OK post.example POP3 server signing off", "quit.ok", "", "");
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 4) return std::cerr << "class_record DIR STUDENTS LABS-FOLDER [SESSIONS]\n", 2;
    const int students = std::atoi(argv[2]), sessions = argc > 4 ? std::atoi(argv[4]) : 2;
    const course::Labs labs = course::read_labs(argv[3]);
    course::Course course = course::Course::open_or_make(argv[1]);
    course::Roster::Change change;
    for (int i = 1; i <= students; ++i)
        change.added.push_back({"s" + std::to_string(10000 + i), "Student " + std::to_string(i), "", "A", "en"});
    course.roster().apply(change);

    Settings settings;
    settings.transcript.max_bytes = std::uint64_t{1} << 40;
    store::TranscriptRecorder recorder(argv[1], settings);
    Time now = std::chrono::system_clock::now() - std::chrono::hours(24 * 100);
    std::uint64_t next_letter = 1;
    std::size_t conversations = 0;
    for (const course::Student& student : change.added) {
        for (const course::Lab& lab : labs.labs) {
            const std::string ids = std::to_string(next_letter) + "-" + std::to_string(next_letter + letters - 1);
            {
                Recording act(recorder, "lab", student.id, now);
                act.turn("START " + lab.id + " 1 0", "START", "+OK 8 letters", "lab.begun", student.id, ids);
            }
            for (int i = 0; i < sessions; ++i) session(recorder, student.id, next_letter, now);
            next_letter += letters;
            conversations += 1 + static_cast<std::size_t>(sessions);
        }
        recorder.flush();  // its queue is bounded
    }
    std::cout << conversations << " conversations, " << recorder.dropped() << " events dropped\n";
}
