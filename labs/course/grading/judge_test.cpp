#include "labs/course/grading/judge.h"

#include <gtest/gtest.h>

#include "labs/course/grading/conversation_for_tests.h"
#include "labs/course/lab/conditions_for_tests.h"

namespace postlab::course::judge_test {

const std::string key = "a key";

/// Two labs: L01 begins by itself, L02 has three letters and must be started.
Labs two_labs() {
    Labs labs;
    Lab first, second;
    first.id = "L01";
    first.checks = {{"quit", 1, "", conditions("seen: {smtp: \"C: QUIT\\nS: 221 ...\"}")},
                    {"retr", 2, "", conditions("seen: {pop3: \"C: RETR 1\\nS: +OK\"}")}};
    first.hints = {{"retr", "h1", 2, std::nullopt}, {"retr", "h2", std::nullopt, 10}};
    first.mistakes = {{"dropped", conditions("seen: {smtp: \"! drop\"}")}};
    second.id = "L02";
    second.fixture = Fixture{3, "", "", "", {}};
    second.checks = {{"gone", 1, "", conditions("maildrop: {gone: [2], left: 2, count: 3, kept: [4]}")},
                     {"left", 1, "", conditions("answer: {left: \"2\"}\npredict: [left]")}};
    labs.labs = {first, second};
    return labs;
}

const Labs labs = two_labs();
const std::vector<std::string> roster{"s017", "s018"};

labs::Conversation start(int at, const std::string& verb, int attempt, const std::string& fixture) {
    auto act =
        conversation(0, "lab", at, "C: " + verb + " L02 " + std::to_string(attempt) + " 0\nS: ok | s017 | " + fixture);
    act.about.peer = "s017";
    return act;
}

std::string greeting_from(const std::string& student, const std::string& lab) {
    return "S: 220 ready\nC: NOOP " + token(key, student, lab) + "\nS: 250 ok\nC: QUIT\nS: 221 bye\n";
}

const std::string fetching = "S: +OK\nC: PASS ****\nS: +OK | s017 | 1-3\nC: RETR 1\nS: +OK | | 1\nC: QUIT\nS: +OK\n";

std::string answer(const std::string& lab, const std::string& line) {
    return "S: 220\nC: RCPT TO:<" + desk_address(key, "s017", lab) +
           "@post.example>\nS: 250\nC: DATA\nS: 354\nc: Subject: Answer\nc: \nc: " + line +
           "\nc: .\nS: 250 | course | 90\nC: QUIT\nS: 221\n";
}

class Grading : public testing::Test {
protected:
    Judge judge{labs, key, roster};
};

TEST_F(Grading, counts_what_a_token_or_a_login_shows_to_be_the_students) {
    auto first = judge.add(conversation(1, "smtp", 0, greeting_from("s017", "L01")));
    ASSERT_TRUE(first);
    EXPECT_EQ(first->student + first->lab, "s017L01");
    EXPECT_EQ(first->score, 1);
    EXPECT_EQ(first->max, 3);
    EXPECT_FALSE(first->solved);
    EXPECT_EQ(first->checks[0].lines, (std::vector<Citation>{{1, 3}, {1, 4}}));
    auto second = judge.add(conversation(2, "pop3", 100, fetching));
    ASSERT_TRUE(second);
    EXPECT_TRUE(second->solved);
    EXPECT_EQ(second->conversation, 2);
    EXPECT_EQ(second->receipt, receipt(key, "s017", "L01", 1));
    EXPECT_FALSE(judge.add(conversation(3, "pop3", 200, fetching))) << "what is solved stays so";
}

TEST_F(Grading, knows_whose_code_stands_in_a_subject) {
    Labs coded = labs;
    coded.labs[0].parameters = {{Parameter::Kind::code, "code", {"6"}, {}, 1}};
    Judge own(coded, key, roster);
    auto code_of = [&](const char* student) { return own.values(student, "L01", 0).at("code"); };
    auto owner_in = [&](const std::string& subject, const std::string& to = "s017") {
        const auto session = ended_session(
            conversation(1, "smtp", 0,
                         "S: 220\nC: DATA\nS: 354\nc: Subject: " + subject + "\nc: \nc: .\nS: 250 | " + to + " | 7\n"));
        return owner_of_code(*session, "s017", "L01", 0, own);
    };
    EXPECT_EQ(owner_in("By hand " + code_of("s018")), "s018");
    EXPECT_EQ(owner_in("By hand " + code_of("s017")), "");
    EXPECT_EQ(owner_in("By hand"), "");
    EXPECT_EQ(owner_in(code_of("s018"), "course"), "") << "the desk is told many things";
    EXPECT_EQ(owner_in("=?utf-8?Q?" + code_of("s018") + "?="), "s018");
    auto behind = [&](int letters) {
        std::string text = "S: 220\n";
        for (int i = 0; i <= letters; ++i)
            text += "C: DATA\nS: 354\nc: Subject: " + (i < letters ? "x" : code_of("s018")) +
                    "\nc: \nc: .\nS: 250 | s017 | " + std::to_string(i + 1) + "\n";
        return owner_of_code(*ended_session(conversation(1, "smtp", 0, text)), "s017", "L01", 0, own);
    };
    EXPECT_EQ(behind(19), "s018");
    EXPECT_EQ(behind(20), "") << "enough";
}

TEST_F(Grading, leaves_alone_what_is_nobodys) {
    EXPECT_FALSE(judge.add(conversation(1, "smtp", 0, "S: 220 ready\nC: NOOP s017+l01-0000\nS: 250\n")));
    EXPECT_FALSE(judge.add(conversation(2, "smtp", 0, greeting_from("s099", "L01"))));
    EXPECT_FALSE(judge.add(conversation(3, "smtp", 0, greeting_from("s017", "L02")))) << "which has not been started";
    EXPECT_FALSE(judge.add(conversation(4, "pop3", 0, "S: +OK\nC: QUIT\nS: +OK\n")));
    EXPECT_FALSE(judge.add(conversation(5, "pop3", 0, "S: +OK\nC: PASS ****\nS: +OK | anna | 1-3\n")));
    EXPECT_FALSE(judge.add(labs::Conversation{{6, "smtp", "", {}, {}, "", 0, 0, 0}, {}}));
}

TEST_F(Grading, knows_the_current_lab_of_a_login) {
    EXPECT_EQ(judge.attempts().current_lab("s017"), "L01");
    EXPECT_FALSE(judge.add(start(100, "START", 1, "1-3")));
    EXPECT_EQ(judge.attempts().current_lab("s017"), "L02");
    EXPECT_EQ(judge.add(conversation(1, "pop3", 50, fetching))->lab, "L01") << "it began before";
    EXPECT_EQ(judge.add(conversation(2, "pop3", 150, fetching))->lab, "L02");
    judge.add(conversation(3, "smtp", 200, greeting_from("s017", "L01")));
    EXPECT_EQ(judge.attempts().current_lab("s017"), "L01");
    judge.add(conversation(4, "smtp", 300, greeting_from("s017", "L02")));
    EXPECT_EQ(judge.attempts().current_lab("s017"), "L02") << "its letters still lie there";
}

TEST_F(Grading, works_out_the_maildrop_and_compares_answers) {
    judge.add(start(0, "START", 1, "1-3"));
    auto predicted = judge.add(conversation(1, "smtp", 10, answer("L02", "left: 2")));
    ASSERT_TRUE(predicted);
    EXPECT_TRUE(predicted->checks[1].passed);
    judge.add(conversation(2, "smtp", 30, "S: 220\nC: DATA\nS: 354\nc: x\nc: .\nS: 250 | s017 s018 | 7\n"));
    auto removed =
        judge.add(conversation(3, "pop3", 60, "S: +OK\nC: PASS ****\nS: +OK | s017 | 1-3 7\nC: QUIT\nS: +OK | | 2\n"));
    ASSERT_TRUE(removed);
    EXPECT_TRUE(removed->solved) << removed->checks[0].note.key;
}

TEST_F(Grading, does_not_take_a_prediction_that_comes_too_late) {
    judge.add(start(0, "START", 1, "1-3"));
    judge.add(conversation(1, "pop3", 10, fetching));
    EXPECT_FALSE(judge.add(conversation(2, "smtp", 60, answer("L02", "left: 2")))->checks[1].passed);
    judge.add(start(100, "RESET", 2, "11-13"));
    auto anew = judge.add(conversation(3, "smtp", 110, answer("L02", "LEFT:  2 ")));
    EXPECT_EQ(anew->attempt, 2u);
    EXPECT_TRUE(anew->checks[1].passed);
}

TEST_F(Grading, unlocks_hints_by_sessions_and_by_time_and_names_mistakes) {
    auto first = judge.add(conversation(1, "smtp", 0, greeting_from("s017", "L01"), "drop"));
    EXPECT_EQ(first->hints, std::vector<std::string>());
    ASSERT_EQ(first->mistakes.size(), 1u);
    EXPECT_EQ(first->mistakes[0].first, "dropped");
    EXPECT_EQ(judge.add(conversation(2, "smtp", 60, greeting_from("s017", "L01")))->hints,
              std::vector<std::string>{"h1"});
    EXPECT_EQ(judge.add(conversation(3, "smtp", 700, greeting_from("s017", "L01")))->hints,
              (std::vector<std::string>{"h1", "h2"}));
}

TEST_F(Grading, takes_a_session_without_an_end_as_it_is) {
    auto killed = conversation(1, "smtp", 0, greeting_from("s017", "L01"));
    killed.about.ended.reset();
    EXPECT_EQ(judge.add(killed)->score, 1);
}

TEST_F(Grading, bounds_what_it_keeps_of_an_attempt) {
    std::string text = "S: 220 ready\nC: NOOP " + token(key, "s017", "L01") + "\nS: 250 ok\n";
    for (int i = 0; i < 10'000; ++i) text += "C: NOOP\nS: 250 " + std::string(200, 'x') + "\n";
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < 20; ++i) judge.add(conversation(i + 1, "smtp", i * 30'000, text));
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
    EXPECT_LE(judge.attempts().current("s017", "L01")->octets_kept, 5u << 20);
    EXPECT_GT(judge.attempts().current("s017", "L01")->sessions_left_out, 0u);
}

}  // namespace postlab::course::judge_test
