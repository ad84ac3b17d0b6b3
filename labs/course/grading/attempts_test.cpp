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

    explicit AttemptsOfAClass(const std::vector<Lab>& of = labs) : attempts(of, key, {"s017", "s018"}) {}

    Attempts attempts;
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

TEST_F(AttemptsOfAClass, keep_little_behind_an_order_that_the_desk_may_have_refused) {
    const std::string desk = "C: RCPT TO:<" + desk_address(key, "s017", "L02") + "@x>\nS: 250\nC: DATA\nS: 354\n";
    const std::string accepted = "c: .\nS: 250 | course | 90\n";
    for (int i = 1; i <= 3; ++i)
        attempts.add(conversation(
            i, "smtp", i,
            "S: 220\n" + desk + "c: Subject: start\nc: \nc: " + std::string(400'000, 'x') + "\n" + accepted));
    EXPECT_GT(attempts.octets_kept(), 400'000u);
    EXPECT_LT(attempts.octets_kept(), 1'100'000u);
}

TEST_F(AttemptsOfAClass, take_a_login_whose_maildrop_is_in_use_for_the_students) {
    auto refused = conversation(1, "pop3", 0, "S: +OK\nC: USER s017\nS: +OK\nC: PASS ****\nS: -ERR [IN-USE] | s017\n");
    refused.events.back().reply = "login.in_use";
    Attempt* attempt = attempts.add(refused);
    ASSERT_NE(attempt, nullptr);
    EXPECT_EQ(attempt->student, "s017");
    EXPECT_TRUE(attempt->sessions[0]->mailbox.empty()) << "nothing was opened";
}

TEST(AttemptsAtAPlantingLab, take_a_session_of_the_planted_account_for_its_student_and_lab) {
    std::vector<Lab> planting = labs;
    planting[1].planted = Planted{"a secret", Fixture{1, "", "", "", {}}};
    Attempts attempts(planting, key, {"s017", "s018", "s019-l02"});
    auto log_in_to = [&](const std::string& account, int at) {
        return attempts.add(conversation(at, "pop3", at, "S: +OK\nC: PASS x\nS: +OK | " + account + " | 9\n"));
    };
    EXPECT_EQ(log_in_to("s017-l02", 10), nullptr) << "it has not been started";
    auto act = conversation(0, "lab", 20, "C: START L02 1 0\nS: +OK | s017 | 1-3");
    act.about.peer = "s017";
    attempts.add(act);
    Attempt* attempt = log_in_to("s017-l02", 30);
    ASSERT_NE(attempt, nullptr);
    EXPECT_EQ(attempt->student + " " + attempt->lab, "s017 L02");
    EXPECT_EQ(attempt->sessions.size(), 1u);
    EXPECT_EQ(log_in_to("s018-l02", 40), nullptr);
    EXPECT_EQ(log_in_to("s017-l03", 50), nullptr) << "that lab plants nothing";
    EXPECT_EQ(log_in_to("s020-l02", 60), nullptr) << "nobody of that name";
    EXPECT_EQ(log_in_to("s019-l02", 70)->lab, "L01") << "somebody's own name";
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

TEST_F(AttemptsOfAClass, go_on_in_the_first_one_whose_sessions_end_in_another_order) {
    Attempt* first = log_in(1, 50);
    EXPECT_EQ(log_in(2, 10), first) << "it began before the one that made the attempt, and ended behind it";
    EXPECT_EQ(log_in(3, 30), first);
    EXPECT_EQ(log_in(4, 90), first);
    EXPECT_EQ(first->sessions.size(), 4u);
    EXPECT_EQ(first->sessions.front()->began, first->began);
}

TEST_F(AttemptsOfAClass, are_told_apart_where_the_first_one_becomes_known_behind_the_second) {
    start(100, "L01", 2, "");
    EXPECT_EQ(log_in(1, 50)->number, 1u);
    EXPECT_EQ(log_in(2, 200)->number, 2u);
    EXPECT_EQ(log_in(3, 60)->number, 1u);
}

class AttemptsWithGifts : public AttemptsOfAClass {
protected:
    using AttemptsOfAClass::AttemptsOfAClass;
    static std::shared_ptr<const EndedSession> session(std::int64_t id, int at, const std::string& words = "x") {
        return ended_session(conversation(id, "smtp", at, "S: 220\nC: NOOP " + words + "\nS: 250\n"));
    }
    Attempt* give(const std::string& lab, const std::shared_ptr<const EndedSession>& what,
                  const std::string& student = "s017") {
        return attempts.give({student, lab, false}, what);
    }
    void join_what_is_there(const std::string& lab) {
        Attempt* before = give(lab, session(1, 100));
        ASSERT_NE(before, nullptr);
        EXPECT_EQ(log_in(2, 200), before);
        EXPECT_EQ(log_in(3, 50), before);
        Attempt* behind = say(4, 300, token(key, "s018", "L01"));
        EXPECT_EQ(give(lab, session(5, 250), "s018"), behind);
        EXPECT_EQ(give(lab, session(6, 350), "s018"), behind);
        EXPECT_EQ(behind->sessions.size(), 3u);
    }
};

TEST_F(AttemptsWithGifts, join_the_work_that_is_there_whichever_came_first) { join_what_is_there("L01"); }

TEST_F(AttemptsWithGifts, without_a_lab_join_it_too) { join_what_is_there(""); }

TEST_F(AttemptsWithGifts, count_in_the_attempt_under_way_and_else_in_the_newest) {
    start(100, "L02", 1, "1-3");
    start(200, "L02", 2, "11-13");
    EXPECT_EQ(give("L02", session(1, 150))->number, 1u);
    EXPECT_EQ(give("L02", session(2, 50))->number, 2u) << "it had not begun then";
    EXPECT_EQ(give("", session(3, 150))->number, 1u);
    EXPECT_EQ(give("L03", session(4, 150)), nullptr);
    start(300, "L03", 1, "21-23");
    EXPECT_EQ(give("L03", session(4, 150))->lab, "L03") << "what came to nothing is no gift yet";
}

const std::vector<Lab> labs_with_a_start(labs.begin() + 1, labs.end());

struct AttemptsWhereLabsNeedAStart : AttemptsWithGifts {
    AttemptsWhereLabsNeedAStart() : AttemptsWithGifts(labs_with_a_start) {}
};

TEST_F(AttemptsWhereLabsNeedAStart, are_without_a_lab_for_the_badge_in_it_the_lab_of_that_time_or_that_of_now) {
    EXPECT_EQ(give("", session(1, 50)), nullptr) << "nothing is begun";
    start(100, "L03", 1, "1-3");
    EXPECT_EQ(give("", session(1, 50))->lab, "L03");
    start(200, "L02", 1, "11-13");
    EXPECT_EQ(give("", session(2, 150))->lab, "L03") << "the one of that time";
    EXPECT_EQ(give("", session(3, 150, token(key, "s017", "L02")))->lab, "L02");
}

TEST_F(AttemptsWithGifts, take_a_session_with_the_students_own_badge_and_no_other) {
    const auto early = session(1, 50, token(key, "s017", "L02"));
    start(100, "L02", 1, "1-3");
    start(100, "L02", 1, "4-6", "s018");
    EXPECT_EQ(give("L02", early, "s018"), nullptr) << "it is another's";
    Attempt* taken = give("L02", early);
    ASSERT_NE(taken, nullptr);
    EXPECT_EQ(attempts.given_to(1), "s017");
    EXPECT_EQ(give("L02", early), nullptr) << "once";
    EXPECT_EQ(taken->sessions.size(), 1u);
}

TEST_F(AttemptsWithGifts, are_the_students_from_then_on) {
    const auto nobodys = session(1, 50);
    EXPECT_EQ(attempts.owner_of(*nobodys), "");
    give("", nobodys);
    EXPECT_EQ(attempts.owner_of(*nobodys), "s017");
    EXPECT_EQ(give("", nobodys, "s018"), nullptr);
    EXPECT_EQ(attempts.owner_of(*nobodys), "s017");
}

TEST_F(AttemptsWithGifts, bring_the_answers_in_them_as_old_as_they_are) {
    const std::string answer =
        "C: RCPT TO:<course+s017-L02-0000@x>\nS: 250\nC: DATA\nS: 354\nc: Subject: answer\n"
        "c: \nc: left: 3\nc: kept: 4\nc: .\nS: 250 | course | 90\n";
    const auto early = ended_session(conversation(1, "smtp", 50, "S: 220\n" + answer));
    start(100, "L01", 2, "");
    Attempt* attempt = this->answer(2, 200, "c: Subject: answer\nc: \nc: left: 2\n");
    ASSERT_EQ(give("L01", early), attempt);
    EXPECT_EQ(attempt->answers.at("kept").value, "4");
    EXPECT_EQ(attempt->answers.at("left").value, "2") << "the last one that they wrote";
    EXPECT_EQ(attempt->first_answers.at("left").value, "3");
}

class AttemptsByAUTH : public AttemptsOfAClass {
protected:
    /// A session that logs in as that account and says these words.
    Attempt* log_in_by_auth(std::int64_t id, int at, const std::string& account, const std::string& words = "") {
        return attempts.add(conversation(id, "smtp", at,
                                         "S: 220\nC: NOOP " + words + "\nS: 250\nC: AUTH PLAIN ****\nS: 235 | " +
                                             account + " |\nC: QUIT\nS: 221\n"));
    }
};

TEST_F(AttemptsByAUTH, take_a_login_for_the_current_lab) {
    EXPECT_EQ(log_in_by_auth(1, 0, "s017")->lab, "L01");
    start(100, "L02", 1, "1-3");
    Attempt* attempt = log_in_by_auth(2, 200, "s017");
    ASSERT_NE(attempt, nullptr);
    EXPECT_EQ(attempt->lab, "L02");
    EXPECT_EQ(attempt->sessions.size(), 1u);
    EXPECT_EQ(log_in_by_auth(3, 300, "s018")->student, "s018");
}

TEST_F(AttemptsByAUTH, leave_it_to_the_badge_which_lab) {
    start(0, "L02", 1, "1-3");
    EXPECT_EQ(log_in_by_auth(1, 100, "s017", token(key, "s017", "L01"))->lab, "L01");
    EXPECT_EQ(log_in_by_auth(2, 200, "s017")->lab, "L01") << "it has become the current one";
    EXPECT_EQ(log_in_by_auth(3, 300, "s017", token(key, "s017", "L03")), nullptr) << "which has not been started";
}

TEST_F(AttemptsByAUTH, believe_the_login_where_the_badge_is_a_neighbours) {
    Attempt* attempt = log_in_by_auth(1, 0, "s017", token(key, "s018", "L01"));
    ASSERT_NE(attempt, nullptr);
    EXPECT_EQ(attempt->student, "s017");
    EXPECT_EQ(attempts.current("s018", "L01"), nullptr);
    const std::string both = token(key, "s018", "L01") + " " + token(key, "s017", "L01");
    EXPECT_EQ(log_in_by_auth(2, 100, "s017", both)->student, "s017");
    EXPECT_TRUE(attempts.take_doubtful().empty()) << "the password was right";
}

TEST_F(AttemptsByAUTH, go_by_the_badge_where_the_account_is_nobodys_in_the_class) {
    EXPECT_EQ(log_in_by_auth(1, 0, "guest", token(key, "s018", "L01"))->student, "s018");
    EXPECT_EQ(log_in_by_auth(2, 100, "guest"), nullptr);
    EXPECT_EQ(attempts.take_doubtful().size(), 2u) << "as without a login";
}

TEST_F(AttemptsByAUTH, take_no_answer_that_is_meant_for_a_neighbours_desk) {
    const std::string answer =
        "C: RCPT TO:<" + desk_address(key, "s018", "L01") +
        "@x>\nS: 250\nC: DATA\nS: 354\nc: Subject: answer\nc: \nc: left: 2\nc: .\nS: 250 | course | 90\n";
    Attempt* attempt =
        attempts.add(conversation(1, "smtp", 0, "S: 220\nC: AUTH PLAIN ****\nS: 235 | s017 |\n" + answer));
    ASSERT_NE(attempt, nullptr);
    EXPECT_EQ(attempt->student, "s017");
    EXPECT_TRUE(attempt->answers.empty());
    EXPECT_EQ(attempts.current("s018", "L01"), nullptr);
}

TEST_F(AttemptsByAUTH, believe_no_login_that_was_refused) {
    EXPECT_EQ(attempts.add(conversation(1, "smtp", 0, "S: 220\nC: AUTH PLAIN ****\nS: 535\nC: QUIT\nS: 221\n")),
              nullptr);
}

}  // namespace postlab::course::attempts_test
