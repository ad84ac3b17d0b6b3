#include "labs/screen/class/papers.h"

#include "labs/course/class_for_tests.h"
#include "labs/screen/class/texts_for_tests.h"

namespace postlab::screen::papers_test {

using screen::has;

struct PapersOfAClass : course::ClassOnDisk {
    std::string page(const char* file) { return papers.page(file, labs::Language::english(), Time{}).value_or(""); }
    Papers papers{KnownLabs(directory(), course::test_labs().string())};
};

TEST_F(PapersOfAClass, are_everyones_sheets_of_a_lab_and_all_of_one_student) {
    const std::string lab = page("labs/L02.html");
    for (const char* name : {"<b>Ann Ash</b> s001", "<b>Борис</b> s002", "s003"}) EXPECT_TRUE(has(lab, name)) << lab;
    const std::string student = page("students/s002.html");
    EXPECT_TRUE(has(student, "<html lang=\"ru\">") && has(student, "L01") && has(student, "L02")) << student;
    EXPECT_FALSE(has(student, "Ann Ash"));
}

TEST_F(PapersOfAClass, are_reports_and_cards_without_a_pass_phrase) {
    start("L02", "s001");
    pop3({"USER s001", "PASS secret", "LIST", "QUIT"});
    EXPECT_TRUE(has(page("reports/s001.html"), "<body class=\"report\">"));
    const std::string all = page("reports.html");
    EXPECT_TRUE(has(all, "<article lang=\"en\">") && has(all, "<article lang=\"ru\">") && has(all, "Ann Ash")) << all;
    const std::string cards = page("cards.html");
    EXPECT_TRUE(has(cards, "Ann Ash") && has(cards, "as on your card before")) << cards;
    EXPECT_FALSE(has(cards, "secret"));
}

TEST_F(PapersOfAClass, are_listed_with_the_students) {
    const std::string list = json_text(papers.list(labs::Language::english(), Time{}));
    EXPECT_TRUE(has(list, R"("course":true)") && has(list, R"({"file":"labs/L02.html","title":"L02 )")) << list;
    EXPECT_TRUE(has(list, R"({"id":"s001","name":"Ann Ash"})")) << list;
    EXPECT_TRUE(has(list, R"({"file":"systems/linux.zh.html","title":")")) << list;
}

TEST_F(PapersOfAClass, are_no_others) {
    for (const char* file : {"", "labs/L99.html", "labs/L02", "labs/L02.html.html", "students/s099.html", "cards2.html",
                             "reports/.html", "systems/../linux.html", "states/pop2.svg", "web.key", "../web.key"})
        EXPECT_EQ(page(file), "") << file;
}

TEST(PapersWithoutACourse, are_examples_in_the_readers_language_and_what_to_look_up) {
    const TemporaryDirectory directory;
    Papers papers(KnownLabs(directory.path(), course::test_labs().string()));
    const auto page = [&](const char* file) { return papers.page(file, labs::Language::of("zh"), {}).value_or(""); };
    EXPECT_TRUE(has(page("labs/L01.html"), "<html lang=\"zh\">"));
    EXPECT_TRUE(has(page("labs/L01.html"), "s017"));
    EXPECT_TRUE(has(page("systems/linux.zh.html"), "telnet localhost 2525"));
    EXPECT_TRUE(has(page("states/smtp.svg"), "状态") && has(page("states/pop3.svg"), "状态"));
    EXPECT_TRUE(has(page("scenarios.html"), "<html lang=\"zh\">"));
    EXPECT_EQ(page("cards.html") + page("reports/s001.html"), "");
    EXPECT_FALSE(has(json_text(papers.list(labs::Language::english(), {})), "course"));
}

}  // namespace postlab::screen::papers_test
