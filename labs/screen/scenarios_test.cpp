#include "labs/screen/scenarios.h"

#include <gtest/gtest.h>

#include "labs/compare/scenarios.h"
#include "labs/screen/screen_for_tests.h"

namespace postlab::screen::scenarios_test {

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t times = 0;
    for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++times;
    return times;
}

TEST(ScenariosOnThePage, stand_side_by_side_with_what_there_is_to_see) {
    Scenarios scenarios;
    const std::string json = scenarios.json(labs::Language::english());
    EXPECT_EQ(count(json, "\"title\""), labs::scenarios().size() + labs::ancestor_scenarios().size());
    EXPECT_TRUE(has(json, R"({"parts":["EHLO)") || has(json, R"({"parts":["HELO)")) << json;
    EXPECT_TRUE(has(json, R"("who":"C")") && has(json, R"("who":"S")")) << json;
    EXPECT_FALSE(has(json, "two words")) << "passwords are starred";
}

TEST(ScenariosOnThePage, are_the_same_each_time_in_each_language) {
    Scenarios scenarios;
    const std::string english = scenarios.json(labs::Language::english());
    EXPECT_EQ(scenarios.json(labs::Language::english()), english);
    EXPECT_EQ(Scenarios().json(labs::Language::english()), english);
    EXPECT_NE(scenarios.json(labs::Language::of("zh")), english);
}

}  // namespace postlab::screen::scenarios_test
