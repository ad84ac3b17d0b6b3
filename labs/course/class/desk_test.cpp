// Letters to the desk, and what `lab status` says of those that it did not understand.
#include <algorithm>
#include <fstream>

#include "labs/course/class/course_labs.h"
#include "labs/course/class/desk_notes.h"
#include "labs/course/class/student_status.h"
#include "labs/course/class_for_tests.h"
#include "labs/course/grading/desk_text.h"
#include "labs/course/live/course_follower.h"
#include "labs/course/roster/course_database.h"

namespace postlab::course::desk_test {

struct DeskOnDisk : ClassOnDisk {
    void write(const std::string& address, const std::string& text, const std::string& from = "127.0.0.1") {
        Commands lines{"HELO me", "MAIL FROM:<me@x.example>", "RCPT TO:<" + address + "@post.example>", "DATA"};
        std::istringstream in(text);
        for (std::string line; std::getline(in, line);) lines.push_back(line);
        lines.insert(lines.end(), {".", "QUIT"});
        smtp(lines, from);
    }
    std::string told(const std::string& student = "s001") {
        store::TranscriptRecorder record(directory(), settings_);
        CourseFollower(directory(), "post.example", {folder.string(), ""}, record).go_on(false);
        std::istringstream status(status_of(course, labs, *course.roster().find(student), nullptr, 10000));
        std::string notes;
        for (std::string line; std::getline(status, line);)  // but what the desk has nothing to do with
            if (line.starts_with("! ") && !line.starts_with("! A session had your badge of ") &&
                line.find(" ended when you began another lab") == line.npos)
                notes += line + "\n";
        return notes;
    }
    /// The answers of s001's last letter to the desk, as they are judged.
    std::map<std::string, std::string> answers_for(const std::string& lab) {
        const Labs labs = read_labs(released, {lab});
        Attempts attempts(labs.labs, course.key(), {"s001"});
        const auto last = store::TranscriptReader(directory()).conversations(1);
        labs::Conversation act{{0, "lab", "s001", last[0].started, last[0].started, "start", 0, 0, 0}, {}};
        act.events.push_back({0, {}, Direction::client, false, "START " + lab + " 1 0", 0, "", "", "", ""});
        attempts.add(act);
        attempts.add(labs::read_conversation(directory(), std::to_string(last[0].id)));
        std::map<std::string, std::string> answers;
        for (const auto& [name, answered] : attempts.current("s001", lab)->answers) answers[name] = answered.value;
        return answers;
    }
    /// Those that are written to here: reading all of them takes a while.
    void take_released_labs() {
        folder = released;
        save_course_labs(directory(), {"", {"L02", "L12", "L22"}});
    }
    std::string desk(const char* student, const char* lab) { return desk_address(course.key(), student, lab); }

    const std::filesystem::path released = std::filesystem::path(POSTLAB_SOURCE_DIR) / "labs";
    std::filesystem::path folder = test_labs();
};

TEST_F(DeskOnDisk, says_what_it_did_not_understand_until_it_is_written_right) {
    EXPECT_EQ(told(), "");
    write(desk("s001", "L02"), "Subject: Strat\n\nplease");
    EXPECT_TRUE(told().starts_with("! The desk could do nothing with your letter for L02: its Subject was \"Strat\"."))
        << told();
    EXPECT_EQ(told("s002"), "");
    write(desk("s001", "L02"), "From: me\n\nSubject: start");
    EXPECT_TRUE(has(told(), "its Subject was \"\". The Subject is start, reset, answer or fault"))
        << "only the last, " << told();
    write(desk("s001", "L02"), "Subject: start\n");
    EXPECT_EQ(told(), "");
    write(desk("s002", "L02"), "Subject: " + std::string(5000, '\a') + "\n");
    EXPECT_TRUE(has(told("s002"), "L02")) << told("s002");
    EXPECT_LT(told("s002").size(), 1000u) << "it is bounded";
    EXPECT_EQ(told("s002").find('\a'), std::string::npos);
    course.roster().remove("s002");
    EXPECT_TRUE(desk_notes(course.database(), "s002").empty());
}

TEST_F(DeskOnDisk, says_which_line_of_an_answer_it_does_not_know) {
    take_released_labs();
    const std::string answer = "Subject: answer\n\n";
    write(desk("s001", "L12"), answer + "Guess: 1\n\nleft : 2\nwhy: c\n");
    EXPECT_EQ(told(), "");
    for (const std::string line : {"lfet: 2", "left= 2", "two"}) {
        write(desk("s001", "L12"), answer + "why: b\n" + line + "\n");
        EXPECT_TRUE(has(told(), "this line of your answers for L12: \"" + line + "\". A line is a name")) << told();
    }
    write(desk("s001", "L02"), answer + "503: change\n+OK: done\n");
    EXPECT_EQ(told(), "") << "replies that were said to the student";
    write(desk("s001", "L02"), answer + "603: change\n");
    EXPECT_TRUE(has(told(), "603: change")) << told();
    write(desk("s001", "L22"), answer + "e1: +OK: bye\n");
    EXPECT_EQ(told(), "");
}

TEST_F(DeskOnDisk, reads_letters_as_mail_programs_write_them) {
    take_released_labs();
    const std::string mime =
        "MIME-Version: 1.0\nContent-Type: text/plain; charset=gb18030\nContent-Transfer-Encoding: ";
    for (const std::string& letter : std::vector<std::string>{
             "Subject: answer\n\nguess：４\n", "Subject：answer\n\nguess:\u00a0(4).\n",
             "Subject: =?utf-8?B?YW5zd2Vy?=\n" + mime + "base64\n\nZ3Vlc3OjujQ=\n",
             "Subject:\n answer\n" + mime + "quoted-printable\n\nguess=A3=BA4=\n\n", "Subject: answer\nguess: 4\n",
             "Subject: answer\nContent-Type: multipart/alternative; boundary=b\n\n--b\n\nguess: 4\n--b\n"
             "Content-Type: text/html\n\n<p>guess: 4\n--b--\n"}) {
        write(desk("s001", "L12"), "Subject: strat\n");
        EXPECT_TRUE(has(told(), "strat"));
        write(desk("s001", "L12"), letter);
        EXPECT_EQ(told(), "") << letter;
        const auto attempt = answers_for("L12");
        ASSERT_TRUE(attempt.contains("guess")) << letter;
        EXPECT_EQ(bare_word(attempt.at("guess")), "4") << letter;
    }
}

TEST_F(DeskOnDisk, shows_what_it_did_not_understand_in_characters) {
    take_released_labs();
    write(desk("s001", "L12"), "Subject: answer\n\nдогадка：четыре\n");
    EXPECT_TRUE(has(told(), "\"догадка:четыре\"")) << told();
    write(desk("s001", "L12"), "Subject: 开始\n\n");
    EXPECT_TRUE(has(told(), "its Subject was \"开始\"")) << told();
    write(desk("s001", "L12"), "Subject: answer\n\n" + std::string(200, '\a') + "\n");
    EXPECT_EQ(told().find('\a'), std::string::npos);
}

TEST_F(DeskOnDisk, refuses_the_line_of_a_sheet_that_nobody_has_filled_in) {
    take_released_labs();
    for (const std::string line : {"guess: ?", "guess:", "guess： ？"}) {
        write(desk("s001", "L12"), "Subject: answer\n\n" + line + "\n");
        EXPECT_TRUE(has(told(), "came as it stands on the sheet: \"guess:")) << line << told();
        EXPECT_TRUE(answers_for("L12").empty()) << line;
    }
}

TEST(Sheets, have_question_marks_where_an_answer_is_to_be_written) {
    int blanks = 0;
    for (const auto& folder : std::filesystem::directory_iterator(std::string(POSTLAB_SOURCE_DIR) + "/labs")) {
        std::ifstream in(folder.path() / "handout.md");
        bool answer = false;
        for (std::string line; std::getline(in, line);) {
            if (line == "C: Subject: answer" || line == "C: .") answer = line != "C: .";
            const auto written = answer && line.starts_with("C: ") ? answer_line(line.substr(3)) : std::nullopt;
            if (!written || written->name == "subject" || written->name == "220") continue;
            EXPECT_FALSE(written->filled_in) << folder.path() << ": " << line;
            ++blanks;
        }
    }
    EXPECT_GT(blanks, 20);
}

TEST_F(DeskOnDisk, blames_nobody_for_a_letter_with_a_wrong_badge) {
    write(desk("s001", "L02"), "Subject: strat\n");
    for (const char* address : {"course+s001-l02-0000", "course+s001-L02", "course+s099-l02-0000"})
        write(address, "Subject: start\n");
    const std::string both = told();
    EXPECT_TRUE(has(both, "its Subject was \"strat\"")) << "which anybody's letter leaves alone, " << both;
    EXPECT_TRUE(has(both,
                    "! A letter to the desk in your name with a wrong badge was ignored. The address on your sheet "
                    "of L02 is " +
                        desk("s001", "L02") + "@post.example ("))
        << both;
    EXPECT_EQ(std::count(both.begin(), both.end(), '\n'), 2);
    EXPECT_TRUE(has(pop3({"USER s001", "PASS secret", "QUIT"}), "has 0 messages"));
    write(desk("s001", "L02"), "Subject: start\n");
    EXPECT_EQ(told(), "");
}

TEST_F(DeskOnDisk, obeys_a_student_in_whose_name_somebody_guesses) {
    store::TranscriptRecorder record(directory(), Settings{});
    CourseFollower follower(directory(), "post.example", {folder.string(), ""}, record);
    auto letters = [&] { return pop3({"USER s001", "PASS secret", "QUIT"}); };
    for (int i = 0; i < 20; ++i) write("course+s001-l02-000" + std::to_string(i % 10), "Subject: reset\n", "6.6.6.6");
    write(desk("s001", "L02"), "Subject: start\n");
    follower.go_on(false);
    EXPECT_TRUE(has(letters(), "has 4 messages")) << "guesses are the guesser's";
    pop3({"USER s001", "PASS secret", "DELE 1", "QUIT"});
    write(desk("s001", "L02"), "Subject: reset\n", "6.6.6.6");
    follower.go_on(false);
    EXPECT_TRUE(has(letters(), "has 3 messages")) << "one of them has guessed right";
}

TEST_F(DeskOnDisk, asks_a_student_behind_the_address_of_the_guesser_to_log_in_first) {
    testing::internal::CaptureStderr();
    store::TranscriptRecorder record(directory(), Settings{});
    CourseFollower follower(directory(), "post.example", {folder.string(), ""}, record);
    for (int i = 0; i < 20; ++i) write("course+s001-l02-000" + std::to_string(i % 10), "Subject: reset\n");
    write(desk("s001", "L02"), "Subject: start\n");
    write(desk("s002", "L02"), "Subject: start\n");
    follower.go_on(false);
    EXPECT_TRUE(has(pop3({"USER s002", "PASS secret", "QUIT"}), "has 4 messages")) << "a classmate";
    EXPECT_TRUE(has(told(), "! The desk has not done what your letter for L02 asks: "));
    EXPECT_TRUE(has(told(), "Log in by POP3, then send it again"));
    EXPECT_TRUE(has(pop3({"USER s001", "PASS secret", "QUIT"}), "has 0 messages"));
    follower.go_on(false);
    EXPECT_TRUE(has(pop3({"USER s001", "PASS secret", "QUIT"}), "has 0 messages")) << "the letter is not kept";
    write(desk("s001", "L02"), "Subject: start\n");
    follower.go_on(false);
    EXPECT_EQ(told().find("Log in"), std::string::npos);
    EXPECT_TRUE(has(pop3({"USER s001", "PASS secret", "QUIT"}), "has 4 messages")) << "they are logged in";
    const std::string said = testing::internal::GetCapturedStderr();
    EXPECT_TRUE(said.starts_with("postlab: letters to the desk that were refused")) << said;
}

TEST_F(DeskOnDisk, finds_room_for_its_notes_in_a_course_that_is_older) {
    for (const char* older :
         {"ALTER TABLE attempt RENAME COLUMN number TO epoch",
          "ALTER TABLE attempt RENAME COLUMN variant TO generation", "ALTER TABLE hint RENAME COLUMN attempt TO epoch",
          "ALTER TABLE grade DROP COLUMN sessions", "ALTER TABLE grade DROP COLUMN first",
          "ALTER TABLE grade DROP COLUMN last", "ALTER TABLE grade DROP COLUMN mistakes",
          "ALTER TABLE grade RENAME TO result", "DROP TABLE desk_note", "DROP TABLE nobodys",
          "ALTER TABLE student DROP COLUMN pin"})
        course.database().execute(older);
    course.database().execute("INSERT INTO receipt VALUES ('s001', 'L02', 'L02-AAAA-BBBB', 1, '')");
    course.database().execute("PRAGMA user_version = 1");
    const auto again = open_course(directory());
    EXPECT_TRUE(desk_notes(*again, "s001").empty());
    store::Query receipts = again->query("SELECT count(*) FROM receipt");
    receipts.next();
    EXPECT_EQ(receipts.integer(0), 0) << "a mistyped one that was kept";
    EXPECT_EQ(course.roster().ids().size(), 3u);
}

}  // namespace postlab::course::desk_test
