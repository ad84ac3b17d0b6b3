// Letters to the desk, and what `lab status` says of those that it did not understand.
#include <algorithm>

#include "labs/course/class/desk_notes.h"
#include "labs/course/class/student_status.h"
#include "labs/course/class_for_tests.h"
#include "labs/course/live/course_follower.h"
#include "labs/course/roster/course_database.h"

namespace postlab::course::desk_test {

struct DeskOnDisk : ClassOnDisk {
    void write(const std::string& address, const std::string& text) {
        Commands lines{"HELO me", "MAIL FROM:<me@x.example>", "RCPT TO:<" + address + "@post.example>", "DATA"};
        std::istringstream in(text);
        for (std::string line; std::getline(in, line);) lines.push_back(line);
        lines.insert(lines.end(), {".", "QUIT"});
        smtp(lines);
    }
    std::string told(const std::string& student = "s001") {
        store::TranscriptRecorder record(directory(), settings_);
        CourseFollower(directory(), "post.example", {folder.string(), ""}, record).go_on(false);
        const std::string status = status_of(course, worded, *course.roster().find(student));
        const std::size_t begin = status.find('\n') + 1;
        const std::string notes = status.substr(begin, status.find("L01  ") - begin);
        return notes.substr(0, notes.find("! A session had your badge of "));  // which the desk has nothing to do with
    }
    std::string desk(const char* student, const char* lab) { return desk_address(course.key(), student, lab); }

    const std::filesystem::path released = std::filesystem::path(POSTLAB_SOURCE_DIR) / "labs";
    std::filesystem::path folder = test_labs();
    const Labs worded = with_released_sentences();
};

TEST_F(DeskOnDisk, says_what_it_did_not_understand_until_it_is_written_right) {
    EXPECT_EQ(told(), "");
    write(desk("s001", "L02"), "Subject: Strat\n\nplease");
    EXPECT_TRUE(told().starts_with("! The desk could do nothing with your letter for L02: its Subject was \"Strat\"."))
        << told();
    EXPECT_EQ(told("s002"), "");
    write(desk("s001", "L02"), "From: me\n\nSubject: start");
    EXPECT_TRUE(has(told(), "its Subject was \"\". The Subject is start, reset or answer"))
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
    folder = released;
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

TEST_F(DeskOnDisk, obeys_nobody_who_has_guessed_for_a_while) {
    store::TranscriptRecorder record(directory(), Settings{});
    CourseFollower follower(directory(), "post.example", {folder.string(), ""}, record);
    auto letters = [&] { return pop3({"USER s001", "PASS secret", "QUIT"}); };
    for (int i = 0; i < 19; ++i) write("course+s001-l02-000" + std::to_string(i % 10), "Subject: reset\n");
    follower.go_on(false);
    write(desk("s001", "L02"), "Subject: start\n");
    follower.go_on(false);
    EXPECT_TRUE(has(letters(), "has 4 messages"));
    write("course+s001-l02-0000", "Subject: reset\n");
    write(desk("s001", "L02"), "Subject: reset\n");
    pop3({"USER s001", "PASS secret", "DELE 1", "QUIT"});
    follower.go_on(false);
    EXPECT_TRUE(has(letters(), "has 3 messages")) << "the desk is closed in that name";
}

TEST_F(DeskOnDisk, finds_room_for_its_notes_in_a_course_that_is_older) {
    for (const char* older :
         {"ALTER TABLE attempt RENAME COLUMN number TO epoch",
          "ALTER TABLE attempt RENAME COLUMN variant TO generation", "ALTER TABLE hint RENAME COLUMN attempt TO epoch",
          "ALTER TABLE grade RENAME TO result", "DROP TABLE desk_note", "DROP TABLE nobodys"})
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
