// Who may look where there is a course.
#include "labs/course/class/gifts.h"
#include "labs/course/class/graded_record.h"
#include "labs/course/lab/tokens.h"
#include "labs/screen/students_for_tests.h"

namespace postlab::screen::student_access_test {

using namespace std::chrono_literals;
using http::Answer;
using http::Request;
using http::Status;

using StudentAccess = StudentsAtPages;

TEST_F(StudentAccess, is_by_the_name_of_the_mailbox_with_pin_or_pass_phrase) {
    for (const auto& [name, secret] : {std::pair{"s001", "11111111"},
                                       {" S001 ", "1111 1111"},
                                       {"s001", "secret"},
                                       {"s003", "secret"},
                                       {"ｓ００１", "１１１１１１１１"}}) {
        const Answer answer = try_to_log_in(name, secret);
        EXPECT_EQ(answer.status, Status::HTTP_NO_CONTENT) << name;
        ASSERT_FALSE(answer.fields.empty()) << name;
        EXPECT_TRUE(has(answer.fields.front().second, "; HttpOnly; SameSite=Strict")) << answer.fields.front().second;
        EXPECT_FALSE(has(answer.fields.front().second, "Max-Age")) << "it goes when the browser is closed";
        EXPECT_TRUE(has(who(cookie_in(answer)), R"("role":"student")"));
    }
    for (const auto& [name, secret] : {std::pair{"s001", "22222222"},
                                       {"s001", ""},
                                       {"", "11111111"},
                                       {"s003", "11111111"},
                                       {"s009", "secret"},
                                       {"postmaster", ""}})
        EXPECT_EQ(try_to_log_in(name, secret).status, Status::HTTP_FORBIDDEN) << name << " " << secret;
}

TEST_F(StudentAccess, is_for_nobody_who_is_not_in_the_class) {
    store::Accounts(directory()).add("dean", "secret", store::Accounts::Apop::none);
    EXPECT_EQ(log_in("dean", "secret"), "");
    const std::string cookie = log_in("s001", "secret");
    course.roster().remove("s001");
    EXPECT_TRUE(has(who(cookie), R"("role":"nobody")"));
    EXPECT_EQ(log_in("s001", "11111111"), "");
}

TEST_F(StudentAccess, is_where_the_cards_say) {
    EXPECT_FALSE(screen.is_ours("pages.example"));
    course::MailServer server;
    server.page = "https://Pages.example:2580";
    course.set_server(server);
    EXPECT_TRUE(screen.is_ours("pages.example"));
}

TEST_F(StudentAccess, is_by_the_name_that_the_server_has_on_cards) {
    EXPECT_FALSE(screen.is_ours("mail.school.example"));
    course.set_server({.host = "Mail.School.example"});
    EXPECT_TRUE(screen.is_ours("mail.school.example"));
}

TEST_F(StudentAccess, is_refused_in_the_readers_language) {
    EXPECT_TRUE(has(try_to_log_in("s001", "wrong").body, "don't go together"));
    EXPECT_TRUE(has(try_to_log_in("s001", "wrong", "zh-CN,zh").body, "对不上"));
    EXPECT_TRUE(has(try_to_log_in("s001", "wrong", "ru").body, "не подходят"));
    Request without_token = request("POST", "/login", "anything", "ru");
    without_token.form.set("token", "");
    EXPECT_TRUE(has(screen.answer(without_token, now).body, "метки"));
    EXPECT_TRUE(has(get("/board/events", "nonsense", "zh").body, "请先登录"));
    Request asked = request("GET", "/board/events", "nonsense", "zh");
    asked.query.set("lang", "ru");
    EXPECT_TRUE(has(screen.answer(asked, now).body, "Сначала войдите")) << "what the page is in comes first";
}

TEST_F(StudentAccess, ends_after_twelve_hours_and_with_a_new_card) {
    const std::string cookie = log_in("s001", "11111111"), other = log_in("s002", "22222222");
    now += 11h;
    EXPECT_TRUE(has(who(cookie), R"("name":"s001")"));
    course.roster().set_pins({{"s001", hash_password("33333333")}});
    EXPECT_TRUE(has(who(cookie), "nobody")) << "who had the old card is out";
    EXPECT_TRUE(has(who(other), R"("name":"s002")"));
    now += 2h;
    EXPECT_TRUE(has(who(other), "nobody"));
}

TEST_F(StudentAccess, is_not_to_be_forged) {
    const std::string cookie = log_in("s001", "11111111");
    for (const auto& [from, to] : {std::pair{"s001", "s002"}, {"student", "teacher"}, {".student.s001", ".teacher."}}) {
        std::string forged = cookie;
        forged.replace(forged.find(from), std::string(from).size(), to);
        EXPECT_TRUE(has(who(forged), "nobody")) << forged;
        EXPECT_EQ(get("/board/events", forged).status, Status::HTTP_FORBIDDEN);
    }
}

TEST_F(StudentAccess, opens_ones_own_conversations_and_never_anothers) {
    pop3({"USER s001", "PASS secret", "QUIT"});
    pop3({"USER s002", "PASS secret", "QUIT"});
    smtp({"HELO me", "MAIL FROM:<" + course::token(course.key(), "s001", "L01") + "@post.example>", "QUIT"});
    smtp({"HELO me", "QUIT"});
    const std::string cookie = log_in("s001", "11111111");
    for (const char* own : {"/c/1", "/c/3"}) {
        EXPECT_TRUE(get(std::string(own) + "/events", cookie).stream) << own;
        EXPECT_EQ(get(std::string(own) + ".txt", cookie).status, Status::HTTP_OK) << own;
    }
    for (const char* others : {"/c/2", "/c/4", "/c/99"}) {
        EXPECT_EQ(get(std::string(others) + "/events", cookie).status, Status::HTTP_FORBIDDEN) << others;
        EXPECT_TRUE(has(get(std::string(others) + ".txt", cookie, "zh").body, "你没有这个编号的会话")) << others;
    }
    for (const char* teachers : {"/board/events", "/papers/list"})
        EXPECT_TRUE(has(get(teachers, cookie).body, "This page is the teacher's.")) << teachers;
}

TEST_F(StudentAccess, puts_ones_own_conversations_side_by_side_and_never_anothers) {
    pop3({"USER s001", "PASS secret", "QUIT"});
    pop3({"USER s002", "PASS secret", "QUIT"});
    pop3({"USER s001", "PASS secret", "NOOP", "QUIT"});
    const std::string cookie = log_in("s001", "11111111");
    auto pair = [&](const std::string& left, const std::string& right) {
        Request asked = request("GET", "/compare/events", cookie);
        asked.query.set("left", left);
        asked.query.set("right", right);
        return screen.answer(asked, now);
    };
    const std::string list = get("/compare/conversations", cookie).body;
    EXPECT_TRUE(has(list, R"("id":1,)") && has(list, R"("id":3,)")) << list;
    EXPECT_FALSE(has(list, R"("id":2,)") || has(list, "s002")) << list;
    EXPECT_TRUE(has(get("/compare/scenarios", cookie).body, R"("sheets")"));
    const Answer own = pair("1", "3");
    ASSERT_TRUE(own.stream);
    const std::string told = own.stream->next(now);
    EXPECT_TRUE(has(told, R"("id":1,)") && has(told, R"("id":3,)")) << told;
    for (const auto& [left, right] : {std::pair{"1", "2"}, {"2", "1"}, {"2", "2"}, {"1", ""}, {"99", "1"}})
        EXPECT_TRUE(has(pair(left, right).body, "no conversation")) << left << " " << right;
    course.set_exam(true);
    now += 2s;
    EXPECT_EQ(own.stream->next(now), "");
    EXPECT_TRUE(own.stream->is_over());
    for (const char* path : {"/compare/conversations", "/compare/scenarios"})
        EXPECT_TRUE(has(get(path, cookie).body, "An exam is on")) << path;
}

TEST_F(StudentAccess, is_to_a_session_that_was_nobodys_since_it_was_given_to_the_student) {
    smtp({"HELO me", "MAIL FROM:<me@x.example>", "QUIT"});
    course::bring_up_to_date(course, labs);
    const std::string early = log_in("s002", "22222222");
    EXPECT_FALSE(get("/c/1/events", early).stream);
    {
        store::TranscriptRecorder record(directory(), settings_);
        ASSERT_EQ(course::give(course, labs, {1, "s002", "L01"}, record, now), std::nullopt);
    }
    screen.changed({2});
    EXPECT_TRUE(get("/c/1/events", early).stream);
    EXPECT_FALSE(get("/c/1/events", log_in("s001", "11111111")).stream);
    const Answer page = get("/me/events", early);
    EXPECT_TRUE(has(page.stream->next(now), R"("id":1,)"));
}

TEST_F(StudentAccess, shows_of_a_letter_what_is_ones_own_and_nothing_in_an_exam) {
    smtp({"HELO me", "MAIL FROM:<me@x.example>", "RCPT TO:<s001@post.example>", "DATA", "Subject: hi", "", "It works.",
          ".", "QUIT"});
    pop3({"USER s001", "PASS secret", "RETR 1", "QUIT"});
    const std::string cookie = log_in("s001", "11111111"), other = log_in("s002", "22222222");
    const Answer page = get("/m/1/events", cookie), others = get("/m/1/events", other);
    ASSERT_TRUE(page.stream && others.stream);
    EXPECT_TRUE(has(page.stream->next(now), "event: letter")) << "it is in their maildrop";
    EXPECT_TRUE(has(others.stream->next(now), "event: gone"));
    course.set_exam(true);
    now += 2s;
    EXPECT_EQ(page.stream->next(now), "");
    EXPECT_TRUE(page.stream->is_over());
    EXPECT_TRUE(has(get("/m/1/events", cookie).body, "An exam is on"));
}

TEST_F(StudentAccess, follows_a_session_from_its_login_on) {
    store::TranscriptRecorder recorder(directory(), settings_);
    auto transcript = recorder.begin("pop3", "127.0.0.1", now);
    recorder.flush();
    const std::string cookie = log_in("s001", "11111111");
    EXPECT_FALSE(get("/c/1/events", cookie).stream) << "it is nobody's yet";
    Event login{Direction::server, now, "+OK\r\n", "AUTHORIZATION", "TRANSACTION", "PASS", "login.ok"};
    login.mailboxes = "s001";
    transcript->record(login);
    recorder.flush();
    screen.changed({1});
    EXPECT_TRUE(get("/c/1/events", cookie).stream);
    transcript->ended("quit", now);
}

TEST_F(StudentAccess, ends_a_page_that_is_open_when_the_reader_may_see_it_no_longer) {
    pop3({"USER s001", "PASS secret", "QUIT"});
    const Answer page = get("/c/1/events", log_in("s001", "11111111"));
    EXPECT_TRUE(has(page.stream->next(now), "event: rows"));
    EXPECT_FALSE(page.stream->is_over());
    course.set_exam(true);
    now += 2s;
    EXPECT_EQ(page.stream->next(now), "");
    EXPECT_TRUE(page.stream->is_over());
}

TEST_F(StudentAccess, has_four_terminals_for_a_student_in_all_their_browsers) {
    std::vector<std::unique_ptr<Endpoint>> lines;
    screen.dial_by([&](const std::string&, const BrowserCalls::Call&, auto line) { lines.push_back(std::move(line)); });
    const auto open = [&](const std::string& cookie) {
        Request terminal = request("POST", "/t", cookie);
        terminal.form.set("protocol", "pop3");
        return screen.answer(terminal, now);
    };
    const std::string phone = log_in("s001", "11111111");
    now += 1h;
    const std::string tablet = log_in("s001", "secret"), neighbour = log_in("s002", "22222222");
    EXPECT_NE(phone, tablet);
    for (const std::string& cookie : {phone, tablet, phone, tablet}) EXPECT_EQ(open(cookie).status, Status::HTTP_OK);
    EXPECT_TRUE(has(open(phone).body, "too_many"));
    EXPECT_TRUE(has(open(tablet).body, "too_many"));
    EXPECT_EQ(open(neighbour).status, Status::HTTP_OK);
}

TEST_F(StudentAccess, shows_no_conversation_while_an_exam_is_on) {
    pop3({"USER s001", "PASS secret", "QUIT"});
    const std::string cookie = log_in("s001", "11111111");
    course.set_exam(true);
    for (const char* path : {"/c/1.txt", "/c/1/events"}) {
        const Answer answer = get(path, cookie);
        EXPECT_EQ(answer.status, Status::HTTP_FORBIDDEN);
        EXPECT_TRUE(has(answer.body, "An exam is on")) << answer.body;
    }
    course.set_exam(false);
    EXPECT_EQ(get("/c/1.txt", cookie).status, Status::HTTP_OK);
}

TEST_F(StudentAccess, costs_whoever_guesses_ever_more_and_the_student_nothing) {
    auto cost = [&](const std::string& secret) {
        const std::uint64_t before = engine.passwords_checked();
        try_to_log_in("s001", secret);
        return engine.passwords_checked() - before;
    };
    const std::uint64_t first = cost("99999999");
    for (int i = 0; i < 20; ++i) cost("99999999");
    EXPECT_GT(cost("99999999"), first);
    EXPECT_EQ(cost("11111111"), 2u);
}

struct WithoutCourse : testing::Test {
    TemporaryDirectory temporary;
    Screen screen{temporary.path(), {}, [](const Logins::Attempt&, const auto&) { FAIL() << "nobody is asked"; }};
};

TEST_F(WithoutCourse, is_by_the_key_alone) {
    Request login;
    login.method = "POST";
    login.path = "/login";
    login.fields.set("Host", "localhost");
    login.cookies.set("postlab-web", "anything");
    Request session = login;
    session.method = "GET";
    session.path = "/session";
    const std::string body = screen.answer(session, {}).body;
    EXPECT_TRUE(has(body, R"("class":false)"));
    const std::size_t begin = body.find("\"token\":\"") + 9;
    login.form.set("token", body.substr(begin, body.find('"', begin) - begin));
    login.form.set("name", "s001");
    login.form.set("secret", "secret");
    EXPECT_TRUE(has(screen.answer(login, {}).body, "only the key opens these pages"));
}

}  // namespace postlab::screen::student_access_test
