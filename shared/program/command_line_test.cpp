#include "shared/program/command_line.h"

#include <gtest/gtest.h>

namespace postlab::command_line_test {

const std::vector<Option> options = {
    {"data", "DIR", "where the mail is"}, {"apop", "", "keep the secret"}, {"set", "KEY=VALUE", "a setting", true}};

std::string complaint(const std::vector<std::string>& arguments) {
    try {
        CommandLine line(options, arguments);
    } catch (const UsageError& error) {
        return error.what();
    }
    return "";
}

TEST(CommandLine, takes_options_anywhere_and_in_both_spellings) {
    CommandLine line(options, {"alice", "--data", "here", "--apop", "--set", "a.b=1", "--set=c.d=2", "bob"});
    EXPECT_EQ(line.words(), (std::vector<std::string>{"alice", "bob"}));
    EXPECT_EQ(line.value("data", "there"), "here");
    EXPECT_TRUE(line.has("apop"));
    EXPECT_EQ(line.values("set"), (std::vector<std::string>{"a.b=1", "c.d=2"}));
}

TEST(CommandLine, knows_what_was_not_given) {
    CommandLine line(options, {});
    EXPECT_EQ(line.value("data", "there"), "there");
    EXPECT_FALSE(line.has("apop"));
    EXPECT_TRUE(line.values("set").empty());
}

TEST(CommandLine, says_what_was_probably_meant) {
    EXPECT_EQ(complaint({"--dta", "x"}), "there is no option --dta; did you mean --data?");
    EXPECT_EQ(complaint({"--verbose"}), "there is no option --verbose; --help lists them");
}

TEST(CommandLine, refuses_a_missing_value_and_a_second_one) {
    EXPECT_EQ(complaint({"--data"}), "--data takes something behind it: DIR");
    EXPECT_EQ(complaint({"--data", "a", "--data", "b"}), "--data is there twice");
    EXPECT_EQ(complaint({"--apop=yes"}), "--apop=yes: this option takes nothing behind it");
}

TEST(CommandLine, takes_a_reply_of_pop3_as_words) {
    CommandLine line(options, {"-ERR", "--data", "-Here", "--", "--apop"});
    EXPECT_EQ(line.words(), (std::vector<std::string>{"-ERR", "--apop"}));
    EXPECT_EQ(line.value("data", ""), "-Here");
    EXPECT_EQ(complaint({"-d"}), "there is no option -d; --help lists them");
}

TEST(Choices, are_what_stands_between_bars_in_small_letters) {
    EXPECT_EQ(choices("[on|off]"), (std::vector<std::string>{"on", "off"}));
    for (const char* open : {"ID|all", "DIR", "", "file"}) EXPECT_TRUE(choices(open).empty()) << open;
}

TEST(Nearest, finds_the_nearest_word_only_when_it_is_near) {
    EXPECT_EQ(nearest("srve", {"serve", "user", "demo"}), "serve");
    EXPECT_EQ(nearest("RTER", {"RSET", "RETR"}), "RETR") << "two that are swapped are one slip";
    EXPECT_EQ(nearest("frobnicate", {"serve", "user", "demo"}), "");
}

}  // namespace postlab::command_line_test
