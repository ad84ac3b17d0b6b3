#include "labs/course/live/standings.h"

#include <gtest/gtest.h>

#include "labs/course/grading/conversation_for_tests.h"
#include "labs/course/lab/conditions_for_tests.h"

namespace postlab::course::standings_test {

const std::string key = "a key";

std::shared_ptr<const Labs> one_lab() {
    Labs labs;
    labs.labs.resize(1);
    labs.labs[0].id = "L01";
    labs.labs[0].checks = {{"noop", 3, "", conditions("seen: {smtp: \"C: NOOP ...\"}")},
                           {"help", 1, "", conditions("seen: {smtp: \"C: HELP\"}")}};
    return std::make_shared<const Labs>(std::move(labs));
}

class StandingOfAClass : public testing::Test {
protected:
    void say(const std::string& more) {
        ++last_;
        judge.add(conversation(last_, "smtp", static_cast<int>(last_) * 100,
                               "S: 220\nC: NOOP " + token(key, "s017", "L01") + "\nS: 250\n" + more));
    }
    std::shared_ptr<const Standing> of(const char* student) { return standing_of(student, judge, labs); }

    const std::shared_ptr<const Labs> labs = one_lab();
    Judge judge{*labs, key, {"s017", "s018"}};
    std::int64_t last_ = 0;
};

TEST_F(StandingOfAClass, says_how_far_a_student_is_in_the_current_lab) {
    EXPECT_EQ(of("s017")->lab, "L01");
    EXPECT_EQ(of("s017")->score, 0);
    EXPECT_EQ(of("s017")->max, 4);
    say("");
    EXPECT_EQ(of("s017")->score, 3);
    say("C: HELP\nS: 214\n");
    EXPECT_EQ(of("s017")->score, 4) << "a solved lab has all its points";
    EXPECT_EQ(of("s018")->score, 0);
}

TEST_F(StandingOfAClass, has_a_judge_of_the_students_own) {
    say("");
    const auto standing = of("s017");
    say("C: HELP\nS: 214\n");
    ASSERT_TRUE(standing->judge);
    EXPECT_EQ(standing->judge->attempts().current("s017", "L01")->sessions.size(), 1u) << "it stays as it was";
}

TEST_F(StandingOfAClass, has_no_judge_where_judging_would_take_long) {
    std::string long_session;
    for (int i = 0; i < 4000; ++i) long_session += "C: NOOP " + std::string(100, 'x') + "\nS: 250\n";
    say(long_session);
    EXPECT_GT(judge.attempts().octets_kept(), most_octets_judged_at_once);
    EXPECT_FALSE(of("s017")->judge);
    EXPECT_EQ(of("s017")->score, 3) << "it is known all the same";
}

TEST_F(StandingOfAClass, is_known_from_when_it_is_put_until_the_course_ends) {
    Standings standings;
    EXPECT_EQ(standings.of("s017"), nullptr);
    standings.begin(key, one_lab());
    standings.put("s017", of("s017"));
    EXPECT_EQ(standings.of("s017")->lab, "L01");
    EXPECT_EQ(standings.of("s018"), nullptr);
    standings.begin(key, one_lab());
    EXPECT_EQ(standings.of("s017"), nullptr) << "the course is read anew";
    standings.put("s017", of("s017"));
    standings.clear();
    EXPECT_EQ(standings.of("s017"), nullptr);
}

TEST_F(StandingOfAClass, is_nobodys_business_in_an_exam) {
    Standings standings;
    standings.begin(key, one_lab());
    standings.put("s017", of("s017"));
    standings.hush(true);
    EXPECT_EQ(standings.of("s017"), nullptr);
    standings.hush(false);
    EXPECT_NE(standings.of("s017"), nullptr);
}

TEST_F(StandingOfAClass, is_found_by_the_token_in_a_line) {
    const std::string line = "NOOP " + token(key, "s017", "L01");
    unsigned wrong = 0;
    Standings standings;
    EXPECT_EQ(standings.owner_named_in(line, "", wrong).student, "") << "no course";
    standings.begin(key, one_lab());
    EXPECT_EQ(standings.owner_named_in(line, "", wrong).student, "s017");
    EXPECT_EQ(standings.owner_named_in(line, "s018", wrong).student, "") << "it is another's";
    EXPECT_EQ(standings.owner_named_in("NOOP s017+l01-0000", "", wrong).student, "");
    EXPECT_EQ(wrong, 1u);
    wrong = TokenReader::most_wrong;
    EXPECT_EQ(standings.owner_named_in(line, "", wrong).student, "") << "after so many wrong ones it is a guess";
}

}  // namespace postlab::course::standings_test
