#include "labs/screen/student_pages.h"

#include "labs/course/class/graded_record.h"
#include "labs/course/lab/tokens.h"
#include "labs/screen/students_for_tests.h"

namespace postlab::screen::student_pages_test {

using http::Answer;
using http::Request;
using http::Status;

/// s001 has looked into L02's letters, marked the right one, and left without QUIT.
struct StudentPage : StudentsAtPages {
    void try_in_vain() {
        start("L02", "s001");
        pop3({"USER s001", "PASS secret", "LIST", "DELE " + x()});
        bring_up_to_date(course, labs);
    }
    std::string x() { return values("L02", "s001").at("x"); }
    std::string mine(const std::string& language = "en", const std::string& lab = "") {
        Request asked = request("GET", "/me/events", cookie);
        asked.query.set("lang", language);
        if (!lab.empty()) asked.query.set("lab", lab);
        const Answer answer = screen.answer(asked, now);
        EXPECT_TRUE(answer.stream) << answer.body;
        return answer.stream ? answer.stream->next(now) : "";
    }
    Answer ask_for_hints(const std::string& lab) {
        Request asked = request("POST", "/me/hints", cookie);
        asked.form.set("lab", lab);
        return screen.answer(asked, now);
    }
    const std::string cookie = log_in("s001", "11111111");
};

TEST_F(StudentPage, says_what_is_missing_why_and_in_which_lines) {
    try_in_vain();
    const std::string page = mine();
    EXPECT_TRUE(page.starts_with("event: me\ndata: {")) << page;
    for (const std::string& part :
         {std::string(R"("id":"s001")"), std::string(R"("held":true)"), std::string(R"("held":false)"),
          "DELE " + x() + ", then QUIT.", std::string("Without QUIT nothing is removed."),
          "\"text\":\"C: DELE " + x() + "\"", std::string(R"("more_hints":1)"),
          std::string(R"("conversations":[{"account":"s001")")})
        EXPECT_TRUE(has(page, part)) << part << "\n" << page;
    EXPECT_FALSE(has(page, "What makes a mark come true?")) << "a hint is read when it is asked for";
    EXPECT_FALSE(has(page, "s002"));
}

TEST_F(StudentPage, is_in_the_language_of_the_page) {
    try_in_vain();
    EXPECT_NE(mine("zh"), mine("en"));
    EXPECT_TRUE(has(mine("en", "L01"), R"("id":"L01","number":1)")) << mine("en", "L01");
}

TEST_F(StudentPage, gives_hints_when_they_are_asked_for_and_notes_it) {
    try_in_vain();
    const Answer hints = ask_for_hints("L02");
    EXPECT_TRUE(has(hints.body, "What makes a mark come true?")) << hints.body;
    const std::string page = mine();
    EXPECT_TRUE(has(page, R"("hints":["What makes a mark come true?)")) << page;
    EXPECT_TRUE(has(page, R"("more_hints":0)"));
    EXPECT_TRUE(course.database().query("SELECT 1 FROM hint WHERE student = 's001' AND lab = 'L02'").next());
    Request without_token = request("POST", "/me/hints", cookie);
    without_token.form.set("token", token("another's"));
    EXPECT_EQ(screen.answer(without_token, now).status, Status::HTTP_FORBIDDEN);
}

TEST_F(StudentPage, says_nothing_twice_and_each_change_at_once) {
    try_in_vain();
    const Answer page = get("/me/events", cookie);
    int rung = 0;
    page.stream->on_news([&] { ++rung; });
    EXPECT_FALSE(page.stream->next(now).empty());
    now += std::chrono::seconds(1);
    EXPECT_EQ(page.stream->next(now), "");
    ask_for_hints("L02");
    EXPECT_EQ(rung, 1);
    EXPECT_TRUE(has(page.stream->next(now), "What makes a mark"));
    pop3({"USER s001", "PASS secret", "NOOP"});
    now += std::chrono::seconds(1);
    EXPECT_TRUE(has(page.stream->next(now), R"("id":3,)")) << "a conversation before it is graded";
}

TEST_F(StudentPage, shows_the_receipt_of_what_is_solved) {
    start("L02", "s001");
    solve_l02("s001");
    bring_up_to_date(course, labs);
    const std::string page = mine();
    EXPECT_TRUE(has(page, "\"receipt\":\"" + course::receipt(course.key(), "s001", "L02", 1) + "\"")) << page;
    EXPECT_TRUE(has(page, R"("solved":true)"));
}

TEST_F(StudentPage, has_the_sheet_and_the_report_as_pages) {
    try_in_vain();
    const Answer sheet = get("/me/sheet/2", cookie);
    EXPECT_EQ(sheet.type, "text/html; charset=utf-8");
    EXPECT_TRUE(has(sheet.body, "Ann Ash")) << sheet.body;
    EXPECT_TRUE(has(get("/me/report", cookie, "ru").body, "<html lang=\"ru\">"));
    EXPECT_EQ(get("/me/sheet/77", cookie).status, Status::HTTP_NOT_FOUND);
}

TEST_F(StudentPage, says_in_an_exam_what_holds_and_nothing_more) {
    try_in_vain();
    ask_for_hints("L02");
    course.set_exam(true);
    const std::string page = mine();
    EXPECT_TRUE(has(page, R"("exam":true)"));
    EXPECT_TRUE(has(page, R"("held":true)") && has(page, R"("held":false)")) << page;
    for (const char* hidden : {"help", "note\"", "lines", "mistakes", "hints", "then QUIT", "DELE", "account"})
        EXPECT_FALSE(has(page, hidden)) << hidden << "\n" << page;
    for (const Answer& refused : {ask_for_hints("L02"), get("/me/report", cookie)}) {
        EXPECT_EQ(refused.status, Status::HTTP_FORBIDDEN);
        EXPECT_TRUE(has(refused.body, "An exam is on")) << refused.body;
    }
    EXPECT_EQ(get("/me/sheet/2", cookie).status, Status::HTTP_OK) << "the task is known";
    course.set_exam(false);
    EXPECT_TRUE(has(mine(), "What makes a mark come true?"));
}

TEST_F(StudentPage, is_nobody_elses) {
    for (const char* path : {"/me/events", "/me/report", "/me/sheet/2"}) {
        EXPECT_EQ(get(path, "nonsense").status, Status::HTTP_FORBIDDEN) << path;
    }
    Request login = request("POST", "/login");
    login.form.set("key", screen.key());
    const std::string teacher = cookie_in(screen.answer(login, now));
    EXPECT_TRUE(has(get("/me/events", teacher).body, "student's own"));
}

}  // namespace postlab::screen::student_pages_test
