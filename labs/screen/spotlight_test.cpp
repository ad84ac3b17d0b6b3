// One conversation that a teacher shows to the class.
#include "labs/screen/spotlight.h"

#include "labs/screen/students_for_tests.h"

namespace postlab::screen::spotlight_test {

using http::Answer;
using http::Request;
using http::Status;

struct SpotlightOnAClass : StudentsAtPages {
    SpotlightOnAClass() {
        pop3({"USER s001", "PASS secret", "QUIT"});
        smtp({"HELO teacher", "QUIT"});
    }
    std::string teachers_cookie() {
        Request login = request("POST", "/login");
        login.form.set("key", screen.key());
        return cookie_in(screen.answer(login, now));
    }
    Answer post(const std::string& path, const std::string& field, const std::string& value,
                const std::string& cookie) {
        Request act = request("POST", path, cookie);
        act.form.set(field, value);
        return screen.answer(act, now);
    }
    bool may_watch(const std::string& path, const std::string& cookie) { return get(path, cookie).stream != nullptr; }

    const std::string teacher = teachers_cookie(), ann = log_in("s001", "11111111"), li = log_in("s002", "22222222");
};

TEST_F(SpotlightOnAClass, shows_what_is_nobodys_to_everyone_until_it_is_turned_off) {
    EXPECT_FALSE(may_watch("/c/2/events", ann));
    EXPECT_TRUE(has(post("/c/2/spotlight", "on", "1", teacher).body, R"("shown":true)"));
    for (const std::string& student : {ann, li}) {
        EXPECT_TRUE(may_watch("/c/2/events", student));
        EXPECT_EQ(get("/c/2.txt", student).status, Status::HTTP_OK);
        EXPECT_TRUE(has(get("/c/2/spotlight", student).body, R"("own":false,"shown":true)"));
        EXPECT_FALSE(may_watch("/c/3/events", student)) << "nothing else";
    }
    const Answer watching = get("/c/2/events", li);
    EXPECT_TRUE(has(watching.stream->next(now), "HELO teacher"));
    EXPECT_TRUE(has(post("/c/2/spotlight", "on", "0", teacher).body, R"("shown":false)"));
    now += std::chrono::seconds(2);
    EXPECT_EQ(watching.stream->next(now), "");
    EXPECT_TRUE(watching.stream->is_over());
    EXPECT_FALSE(may_watch("/c/2/events", ann));
}

TEST_F(SpotlightOnAClass, shows_a_students_own_only_once_they_have_agreed_and_no_longer_than_they_do) {
    const Answer refused = post("/c/1/spotlight", "on", "1", teacher);
    EXPECT_EQ(refused.status, Status::HTTP_CONFLICT);
    EXPECT_TRUE(has(refused.body, "not_agreed"));
    EXPECT_TRUE(has(post("/c/1/agree", "yes", "1", teacher).body, "student's own")) << "not in their place";
    EXPECT_TRUE(has(post("/c/1/agree", "yes", "1", li).body, "no conversation of that number"));
    EXPECT_TRUE(has(post("/c/1/agree", "yes", "1", ann).body, R"("agreed":true,"own":true)"));
    EXPECT_FALSE(may_watch("/c/1/events", li)) << "it isn't shown yet";
    EXPECT_TRUE(has(post("/c/1/spotlight", "on", "1", teacher).body, R"("shown":true)"));
    EXPECT_TRUE(may_watch("/c/1/events", li));
    EXPECT_TRUE(has(post("/c/1/agree", "yes", "0", li).body, "no conversation of that number")) << "they look, no more";
    post("/c/1/agree", "yes", "0", ann);
    EXPECT_FALSE(may_watch("/c/1/events", li));
    EXPECT_TRUE(may_watch("/c/1/events", ann));
}

TEST_F(SpotlightOnAClass, leaves_a_session_that_becomes_somebodys) {
    store::TranscriptRecorder recorder(directory(), settings_);
    auto transcript = recorder.begin("pop3", "127.0.0.1", now);
    recorder.flush();
    post("/c/3/spotlight", "on", "1", teacher);
    EXPECT_TRUE(may_watch("/c/3/events", li));
    Event login{Direction::server, now, "+OK\r\n", "AUTHORIZATION", "TRANSACTION", "PASS", "login.ok"};
    login.mailboxes = "s001";
    transcript->record(login);
    recorder.flush();
    screen.changed({3});
    EXPECT_FALSE(may_watch("/c/3/events", li));
    transcript->ended("quit", now);
}

TEST_F(SpotlightOnAClass, is_turned_by_teachers_alone_and_is_dark_in_an_exam) {
    EXPECT_EQ(post("/c/2/spotlight", "on", "1", ann).status, Status::HTTP_FORBIDDEN);
    EXPECT_EQ(post("/c/2/spotlight", "on", "1", "nonsense").status, Status::HTTP_FORBIDDEN);
    post("/c/2/spotlight", "on", "1", teacher);
    const Answer page = get("/me/events", li);
    EXPECT_TRUE(has(page.stream->next(now), R"("spotlight":2)"));
    course.set_exam(true);
    now += std::chrono::seconds(2);
    EXPECT_FALSE(has(page.stream->next(now), "spotlight"));
    EXPECT_FALSE(may_watch("/c/2/events", li));
}

TEST_F(SpotlightOnAClass, is_told_on_students_pages_at_once) {
    const Answer page = get("/me/events", li);
    int rung = 0;
    page.stream->on_news([&] { ++rung; });
    EXPECT_FALSE(has(page.stream->next(now), "spotlight"));
    post("/c/2/spotlight", "on", "1", teacher);
    EXPECT_EQ(rung, 1);
    EXPECT_TRUE(has(page.stream->next(now), R"("spotlight":2)"));
    EXPECT_TRUE(has(get("/board/events", teacher).stream->next(now), R"("spotlight":2)"));
    post("/c/2/spotlight", "on", "0", teacher);
    EXPECT_FALSE(has(page.stream->next(now), "spotlight"));
}

}  // namespace postlab::screen::spotlight_test
