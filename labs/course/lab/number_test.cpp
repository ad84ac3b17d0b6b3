#include "labs/course/lab/number.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace postlab::course::number_test {

std::string refusal(const char* name, const Values& values) {
    try {
        Number::read(name)->resolve(values);
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return "none";
}

TEST(Number, is_written_in_digits) {
    EXPECT_EQ(Number::read("0")->value(), 0u);
    EXPECT_EQ(Number::read("30000000")->value(), 30'000'000u);
    EXPECT_EQ(Number::read("18446744073709551615")->value(), 18'446'744'073'709'551'615u);
}

TEST(Number, is_nothing_else) {
    for (const char* text : {"", "three", "3.5", "-1", "+1", " 3", "3 ", "0x10", "18446744073709551616", "$", "$$x",
                             "1$x", "$x$y", "$x 1"})
        EXPECT_FALSE(Number::read(text)) << text;
}

TEST(Number, may_be_a_parameter_and_is_resolved_once) {
    Number number = *Number::read("$x");
    number.resolve({{"x", "4"}});
    EXPECT_EQ(number.value(), 4u);
    number.resolve({{"x", "5"}});
    EXPECT_EQ(number.value(), 4u) << "it belongs to its attempt now";
}

TEST(Number, stays_as_it_is_while_others_resolve_a_copy) {
    const Number number = *Number::read("$x");
    EXPECT_EQ(number.resolved({{"x", "4"}}).value(), 4u);
    EXPECT_EQ(number.resolved({{"x", "5"}}).value(), 5u);
    EXPECT_EQ(Number(7).resolved({}).value(), 7u);
}

TEST(Number, says_which_parameter_is_none) {
    EXPECT_EQ(refusal("$x", {{"x", "amber"}}), "$x: expected a number, not \"amber\"");
    EXPECT_EQ(refusal("$x", {{"x", "-1"}}), "$x: expected a number, not \"-1\"");
    EXPECT_EQ(refusal("$x", {{"y", "1"}}), "there is no parameter $x");
}

}  // namespace postlab::course::number_test
