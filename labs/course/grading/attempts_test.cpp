#include "labs/course/grading/attempts.h"

#include <gtest/gtest.h>

#include "labs/course/grading/conversation_for_tests.h"

namespace postlab::course::attempts_test {

const std::string key = "a key";

/// L01 begins by itself; L02 and L03 have letters and must be started.
std::vector<Lab> three_labs() {
    std::vector<Lab> labs(3);
    for (std::size_t i = 0; i < labs.size(); ++i) {
        labs[i].id = "L0" + std::to_string(i + 1);
        if (i > 0) labs[i].fixture = Fixture{3, "", "", "", {}};
    }
    return labs;
}

const std::vector<Lab> labs = three_labs();

class AttemptsOfAClass : public testing::Test {
protected:
    Attempt* start(int at, const std::string& lab, int number, const std::string& ids, const char* student = "s017") {
        auto act =
            conversation(0, "lab", at, "C: START " + lab + " " + std::to_string(number) + " 2\nS: +OK | s017 | " + ids);
        act.about.peer = student;
        return attempts.add(act);
    }
    Attempt* log_in(std::int64_t id, int at, const std::string& more = "") {
        return attempts.add(conversation(id, "pop3", at, "S: +OK\nC: PASS ****\nS: +OK | s017 | 1-3\n" + more));
    }
    Attempt* say(std::int64_t id, int at, const std::string& words) {
        return attempts.add(conversation(id, "smtp", at, "S: 220\nC: NOOP " + words + "\nS: 250\n"));
    }
    /// A letter to the desk of L01.
    Attempt* answer(std::int64_t id, int at, const std::string& lines) {
        return attempts.add(conversation(id, "smtp", at,
                                         "S: 220\nC: RCPT TO:<" + desk_address(key, "s017", "L01") +
                                             "@x>\nS: 250\nC: DATA\nS: 354\n" + lines +
                                             "c: .\nS: 250 | course | 90\n"));
    }

    Attempts attempts{labs, key, {"s017", "s018"}};
};

TEST_F(AttemptsOfAClass, take_a_login_for_the_first_lab_until_another_is_started) {
    EXPECT_EQ(attempts.current_lab("s017"), "L01");
    Attempt* first = log_in(1, 0);
    ASSERT_NE(first, nullptr);
    EXPECT_EQ(first->lab, "L01");
    EXPECT_EQ(first->number, 1u);
    start(100, "L02", 1, "1-3");
    EXPECT_EQ(attempts.current_lab("s017"), "L02");
    EXPECT_EQ(log_in(2, 200)->lab, "L02");
    EXPECT_EQ(log_in(3, 50)->lab, "L01") << "it had begun before";
    EXPECT_EQ(attempts.current_lab("s018"), "L01") << "another student";
}

TEST_F(AttemptsOfAClass, take_a_token_for_its_lab) {
    EXPECT_EQ(say(1, 0, token(key, "s017", "L01"))->lab, "L01");
    EXPECT_EQ(say(2, 0, token(key, "s018", "L01"))->student, "s018");
    EXPECT_EQ(say(3, 0, token(key, "s017", "L02")), nullptr) << "it has not been started";
    EXPECT_EQ(say(4, 0, "s017+l01-0000"), nullptr) << "a wrong hash";
    EXPECT_EQ(say(5, 0, token("another key", "s017", "L01")), nullptr);
    EXPECT_EQ(say(6, 0, token(key, "s099", "L01")), nullptr) << "nobody of the class";
}

TEST_F(AttemptsOfAClass, begin_anew_with_every_start) {
    start(0, "L02", 1, "1-3");
    Attempt* first = log_in(1, 10);
    EXPECT_EQ(first->number, 1u);
    EXPECT_EQ(first->variant, 2u);
    EXPECT_EQ(first->letters.size(), 3u);
    start(100, "L02", 2, "11-14");
    Attempt* second = log_in(2, 110);
    EXPECT_EQ(second->number, 2u);
    EXPECT_EQ(second->of_fixture, 4u);
    EXPECT_EQ(log_in(3, 50), first) << "a session that began before belongs to the one before";
    EXPECT_EQ(attempts.current("s017", "L02"), second);
}

TEST_F(AttemptsOfAClass, leave_a_start_alone_that_makes_no_sense) {
    start(0, "L09", 1, "1-3");
    start(0, "L02", 1, "1-3", "s099");
    EXPECT_EQ(attempts.current("s017", "L09"), nullptr);
    EXPECT_EQ(attempts.current("s017", "L02"), nullptr);
    EXPECT_EQ(attempts.current_lab("s017"), "L01");
}

TEST_F(AttemptsOfAClass, know_what_came_to_the_maildrop_and_what_was_removed) {
    start(0, "L02", 1, "1-3");
    attempts.add(conversation(1, "smtp", 10, "S: 220\nC: DATA\nS: 354\nc: x\nc: .\nS: 250 | s017 s018 | 7\n"));
    Attempt* attempt = log_in(2, 20, "C: QUIT\nS: +OK | | 2\n");
    ASSERT_EQ(attempt->letters.size(), 4u);
    EXPECT_EQ(attempt->letters[3].id, 7u);
    EXPECT_EQ(attempt->of_fixture, 3u);
    EXPECT_EQ(attempt->removed, std::set<std::uint64_t>{2});
    start(100, "L02", 2, "11-13");
    EXPECT_TRUE(attempts.current("s017", "L02")->removed.empty());
}

TEST_F(AttemptsOfAClass, keep_the_last_answer_and_the_first) {
    answer(1, 0, "c: Subject: Answer\nc: \nc: Left : 2\nc: why: a: b\n");
    Attempt* attempt = answer(2, 100, "c: subject: answers\nc: \nc: left: 3\n");
    ASSERT_NE(attempt, nullptr);
    EXPECT_EQ(attempt->answers.at("left").value, "3");
    EXPECT_EQ(attempt->first_answers.at("left").value, "2");
    EXPECT_EQ(attempt->answers.at("why").value, "a: b");
    answer(3, 200, "c: Subject: hello\nc: \nc: left: 9\n");
    EXPECT_EQ(attempt->answers.at("left").value, "3") << "that letter was none";
}

TEST_F(AttemptsOfAClass, count_an_answer_behind_an_order_for_the_attempt_that_the_order_begins) {
    start(0, "L02", 1, "1-3");
    const std::string desk = "C: RCPT TO:<" + desk_address(key, "s017", "L02") + "@x>\nS: 250\nC: DATA\nS: 354\n";
    const std::string accepted = "c: .\nS: 250 | course | 90\n";
    attempts.add(conversation(1, "smtp", 10,
                              "S: 220\n" + desk + "c: Subject: answer\nc: \nc: guess: 3\n" + accepted + desk +
                                  "c: Subject: reset\nc: \n" + accepted + desk +
                                  "c: Subject: answer\nc: \nc: guess: 4\n" + accepted));
    attempts.add(conversation(2, "smtp", 40, "S: 220\n" + desk + "c: Subject: answer\nc: \nc: left: 5\n" + accepted));
    Attempt* begun = start(60, "L02", 2, "11-13");
    ASSERT_NE(begun, nullptr) << "to be judged at once";
    EXPECT_EQ(begun->number, 2u);
    EXPECT_EQ(begun->answers.at("guess").value, "4");
    EXPECT_EQ(begun->first_answers.at("guess").value, "4");
    EXPECT_EQ(begun->answers.at("left").value, "5") << "a client that has dialled again at once";
    EXPECT_EQ(begun->sessions.size(), 1u) << "the one with the order began before it";
    Attempt* later = attempts.add(
        conversation(3, "smtp", 55, "S: 220\n" + desk + "c: Subject: answer\nc: \nc: kept: 6\n" + accepted));
    EXPECT_EQ(later, begun) << "it began behind the order, and ended behind the act";
    EXPECT_EQ(log_in(4, 58)->number, 1u) << "its maildrop was the old one";
    EXPECT_EQ(start(70, "L02", 3, "21-23"), nullptr) << "the order has been obeyed";
}

TEST_F(AttemptsOfAClass, take_an_answer_behind_an_order_that_is_never_obeyed_as_one_without) {
    start(0, "L02", 1, "1-3");
    const std::string desk = "C: RCPT TO:<" + desk_address(key, "s017", "L02") + "@x>\nS: 250\nC: DATA\nS: 354\n";
    const std::string accepted = "c: .\nS: 250 | course | 90\n";
    Attempt* first = attempts.add(conversation(1, "smtp", 10,
                                               "S: 220\n" + desk + "c: Subject: start\nc: \n" + accepted + desk +
                                                   "c: Subject: answer\nc: \nc: guess: 4\n" + accepted));
    EXPECT_EQ(first->answers.at("guess").value, "4");
    EXPECT_EQ(start(3600, "L02", 2, "11-13"), nullptr) << "the teacher's, an hour later";
}

TEST_F(AttemptsOfAClass, take_a_login_whose_maildrop_is_in_use_for_the_students) {
    auto refused = conversation(1, "pop3", 0, "S: +OK\nC: USER s017\nS: +OK\nC: PASS ****\nS: -ERR [IN-USE] | s017\n");
    refused.events.back().reply = "login.in_use";
    Attempt* attempt = attempts.add(refused);
    ASSERT_NE(attempt, nullptr);
    EXPECT_EQ(attempt->student, "s017");
    EXPECT_TRUE(attempt->sessions[0]->mailbox.empty()) << "nothing was opened";
}

TEST_F(AttemptsOfAClass, forget_what_a_solved_one_was_judged_by) {
    start(0, "L02", 1, "1-3");
    Attempt* attempt = log_in(1, 10);
    EXPECT_GT(attempts.octets_kept(), 0u);
    attempts.finish(*attempt);
    EXPECT_TRUE(attempt->done);
    EXPECT_EQ(attempts.octets_kept(), 0u);
    EXPECT_EQ(log_in(2, 20), attempt) << "it is still whose it is";
    EXPECT_TRUE(attempt->sessions.empty());
}

TEST_F(AttemptsOfAClass, keep_sessions_in_the_order_in_which_they_began) {
    start(0, "L02", 1, "1-3");
    log_in(1, 100);
    log_in(2, 50);
    Attempt* attempt = log_in(3, 150);
    ASSERT_NE(attempt, nullptr);
    std::vector<std::int64_t> order;
    for (const auto& session : attempt->sessions) order.push_back(session->conversation);
    EXPECT_EQ(order, (std::vector<std::int64_t>{2, 1, 3}));
}

TEST_F(AttemptsOfAClass, of_one_student_go_on_alone_without_changing_the_others) {
    start(0, "L02", 1, "1-3");
    log_in(1, 10);
    Attempts alone = attempts.of("s017");
    alone.add(conversation(2, "pop3", 20, "S: +OK\nC: PASS ****\nS: +OK | s017 | 1-3\n"));
    EXPECT_EQ(alone.current("s017", "L02")->sessions.size(), 2u);
    EXPECT_EQ(attempts.current("s017", "L02")->sessions.size(), 1u);
    EXPECT_EQ(alone.add(conversation(3, "smtp", 30, "S: 220\nC: NOOP " + token(key, "s018", "L01") + "\nS: 250\n")),
              nullptr);
}

TEST_F(AttemptsOfAClass, say_whose_may_have_changed) {
    using Names = std::set<std::string>;
    EXPECT_EQ(attempts.take_changed(), (Names{"s017", "s018"})) << "nobody is known yet";
    EXPECT_EQ(attempts.take_changed(), Names());
    log_in(1, 0);
    EXPECT_EQ(attempts.take_changed(), Names{"s017"});
    attempts.add(conversation(2, "smtp", 10, "S: 220\nC: DATA\nS: 354\nc: x\nc: .\nS: 250 | s018 | 7\n"));
    EXPECT_EQ(attempts.take_changed(), Names{"s018"}) << "a letter came";
}

}  // namespace postlab::course::attempts_test
