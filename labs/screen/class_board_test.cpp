#include "labs/screen/class_board.h"

#include "labs/course/class/graded_record.h"
#include "labs/course/class_for_tests.h"
#include "labs/screen/screen_for_tests.h"

namespace postlab::screen::class_board_test {

struct ScreenOfClass : course::ClassOnDisk {
    std::string board(const std::string& language = "en") {
        course::bring_up_to_date(course, labs);
        const auto shown = class_board.now(language, at += std::chrono::minutes(1));
        return shown ? json_text(*shown) : "";
    }
    Time at{};
    KnownLabs known{directory(), course::test_labs().string()};
    ClassBoard class_board{known};
};

TEST_F(ScreenOfClass, knows_who_is_stuck_on_what_until_they_have_done_it) {
    start("L02", "s002");
    pop3({"USER s002", "PASS secret", "LIST", "QUIT"});
    std::string text = board();
    EXPECT_TRUE(screen::has(text, R"("stuck":[{)")) << text;
    EXPECT_TRUE(screen::has(text, R"("id":"s002","lab":"L02","number":2)")) << text;
    EXPECT_TRUE(screen::has(text, R"("conversation":)")) << text;
    solve_l02("s002");
    text = board();
    EXPECT_TRUE(screen::has(text, R"("stuck":[])")) << text;
    EXPECT_TRUE(screen::has(text, R"("solved":true)")) << text;
}

TEST_F(ScreenOfClass, has_a_row_for_each_student_and_a_mark_for_each_check) {
    start("L02", "s001");
    solve_l02("s001");
    const std::string text = board();
    EXPECT_TRUE(screen::has(text, R"("name":"Ann Ash","number":1)")) << text;
    EXPECT_TRUE(screen::has(text, R"("id":"s003","labs":{})")) << text;
    EXPECT_TRUE(screen::has(text, R"("checks":"1)")) << text;
}

TEST_F(ScreenOfClass, quotes_the_lines_in_which_a_mistake_was_made) {
    start("L02", "s001");
    pop3({"USER s001", "PASS secret", "DELE " + values("L02", "s001").at("x")});
    const std::string text = board();
    EXPECT_TRUE(screen::has(text, R"("lab":"L02","lines":[{"at":")")) << text;
    EXPECT_TRUE(screen::has(text, R"("text":"C: DELE )")) << text;
}

TEST_F(ScreenOfClass, gives_what_is_nobodys_to_whose_it_is) {
    const std::string letter = "Subject: " + values("L03", "s002").at("word");
    for (int i = 0; i < 2; ++i)
        smtp({"HELO me", "MAIL FROM:<me@x.example>", "RCPT TO:<s002@post.example>", "DATA", letter, "", ".", "QUIT"});
    std::string text = board();
    EXPECT_TRUE(screen::has(text, R"("nobodys":[{"at":)")) << text;
    EXPECT_TRUE(screen::has(text, R"("conversation":2,"id":"s002","lab":"L03","more":1,"number":2)")) << text;
    EXPECT_TRUE(screen::has(text, R"("sign":"subject")")) << text;
    {
        store::TranscriptRecorder record(directory(), settings_);
        EXPECT_EQ(class_board.give({2, "s099", "L03"}, record, at), "no_student");
        EXPECT_EQ(class_board.give({7, "s002", "L03"}, record, at), "not_nobodys");
        EXPECT_EQ(class_board.give({2, "s002", "L03"}, record, std::chrono::system_clock::now()), "");
    }
    text = board();
    EXPECT_TRUE(screen::has(text, R"("nobodys":[])")) << "who has work that counts has found out: " << text;
    EXPECT_TRUE(screen::has(text, R"("L03":{"checks":"1")")) << text;
}

TEST_F(ScreenOfClass, names_nothing_of_one_student_in_what_is_said_of_all) {
    start("L02", "s001");
    pop3({"USER s001", "PASS secret", "QUIT"});
    const std::string text = board();
    const std::string labs_shown =
        text.substr(text.find("\"labs\":["), text.find("\"mistakes\"") - text.find("\"labs\":["));
    EXPECT_FALSE(screen::has(labs_shown, "$")) << labs_shown;
}

TEST(ScreenWithoutClass, has_no_class_board) {
    const TemporaryDirectory directory;
    KnownLabs none(directory.path(), "");
    EXPECT_FALSE(ClassBoard(none).now("en", Time()));
}

}  // namespace postlab::screen::class_board_test
