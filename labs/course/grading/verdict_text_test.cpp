#include "labs/course/grading/verdict_text.h"

#include <gtest/gtest.h>

namespace postlab::course::verdict_text_test {

TEST(VerdictText, is_read_as_it_was_written) {
    Verdict verdict{};
    verdict.student = "s001";
    verdict.lab = "L02";
    verdict.attempt = 3;
    verdict.checks = {{"a", 2, true, {{7, 1}, {8, 2, 3}, {9, 4}}, {"of", {{"got", "2 = 2"}, {"said", "a\tb"}}}},
                      {"b", 1, false, {}, {}}};
    verdict.mistakes = {{"m", {{9, 4}}}};
    verdict.hints = {"h1"};
    verdict.receipt = "L02-AAAA-BBBB";
    const Verdict back = read_verdict(verdict_text(verdict));
    EXPECT_EQ(verdict_text(back), verdict_text(verdict));
    ASSERT_EQ(back.checks.size(), 2u);
    EXPECT_EQ(back.checks[0].lines, verdict.checks[0].lines);
    EXPECT_EQ(back.checks[0].note, Note("of", {{"got", "2 = 2"}, {"said", "a b"}}));
    EXPECT_TRUE(read_verdict("").checks.empty());
}

}  // namespace postlab::course::verdict_text_test
