#include "labs/course/lab/parameters.h"

#include <gtest/gtest.h>

#include <set>
#include <stdexcept>

namespace postlab::course::parameters_test {

using Kind = Parameter::Kind;

const std::vector<Parameter> some{{Kind::number, "x", {"3", "6"}, {}, 1},
                                  {Kind::number, "y", {"1", "8"}, {"$x", "1"}, 2},
                                  {Kind::pick, "word", {"amber", "basil", "cedar"}, {}, 3},
                                  {Kind::code, "code", {"6"}, {}, 4},
                                  {Kind::mix, "all", {"a", "$x", "c"}, {}, 5},
                                  {Kind::sum, "left", {"15", "-$x", "-2"}, {}, 6}};

Holder holder(const std::string& student, unsigned variant = 0) {
    return {"a key", student, "L05", variant, "post.example", {}};
}

TEST(Parameters, have_not_changed_since_the_first_version) {
    const Values values = values_for(some, holder("s017"));
    EXPECT_EQ(values.at("x") + " " + values.at("y") + " " + values.at("word") + " " + values.at("code") + " " +
                  values.at("all") + " " + values.at("left"),
              "3 2 cedar AAA6VF 3, a, c 10");
}

TEST(Parameters, are_the_same_again_and_others_for_another_student_or_generation) {
    EXPECT_EQ(values_for(some, holder("s017")), values_for(some, holder("s017")));
    EXPECT_NE(values_for(some, holder("s017")).at("code"), values_for(some, holder("s018")).at("code"));
    EXPECT_NE(values_for(some, holder("s017")).at("code"), values_for(some, holder("s017", 1)).at("code"));
}

TEST(Parameters, keep_to_their_bounds_and_use_all_of_them) {
    std::set<std::string> x, words;
    for (int i = 0; i < 200; ++i) {
        const Values values = values_for(some, holder("s" + std::to_string(i)));
        x.insert(values.at("x"));
        words.insert(values.at("word"));
        EXPECT_NE(values.at("y"), values.at("x"));
        EXPECT_NE(values.at("y"), "1");
        EXPECT_EQ(std::stoi(values.at("left")), 13 - std::stoi(values.at("x")));
    }
    EXPECT_EQ(x, (std::set<std::string>{"3", "4", "5", "6"}));
    EXPECT_EQ(words.size(), 3u);
}

TEST(Parameters, name_the_account_that_the_lab_plants) {
    EXPECT_EQ(values_for({}, holder("s017")).at("planted"), "s017-L05");
}

TEST(Parameters, say_what_is_wrong_with_them) {
    auto complaint = [](const Parameter& parameter) -> std::string {
        try {
            values_for({parameter}, holder("s017"));
        } catch (const std::runtime_error& error) {
            return error.what();
        }
        return "none";
    };
    EXPECT_EQ(complaint({Kind::number, "x", {"3", "many"}, {}, 1}),
              "parameters.x: expected a number from 3 to 1000000000, not \"many\"");
    EXPECT_EQ(complaint({Kind::number, "x", {"1", "2"}, {"1", "2"}, 1}),
              "parameters.x: expected some number of the range to be left by `not`");
    EXPECT_EQ(complaint({Kind::sum, "x", {"1", "two"}, {}, 1}),
              "parameters.x: expected numbers to add up, each from -1000000000 to 1000000000, not \"two\"");
    EXPECT_EQ(complaint({Kind::sum, "x", {"1", "9223372036854775807"}, {}, 1}).substr(0, 41),
              "parameters.x: expected numbers to add up,")
        << "a sum that overflows is none";
    EXPECT_EQ(complaint({Kind::sum, "x", {"$later"}, {}, 1}), "there is no parameter $later");
}

TEST(Peers, are_the_next_ones_of_the_roster_which_goes_round) {
    const std::vector<std::string> roster{"s016", "s017", "s018"};
    auto peers = [&](const std::string& student, std::span<const std::string> names) {
        const Values values = values_for({}, {"a key", student, "L05", 0, "post.example", names});
        return values.at("peer1") + " " + values.at("peer2");
    };
    EXPECT_EQ(peers("s016", roster), "s017 s018");
    EXPECT_EQ(peers("s017", roster), "s018 s016");
    EXPECT_EQ(peers("s017", std::span(roster).first(2)), "s016 boris");
    EXPECT_EQ(peers("s017", {}), "anna boris");
}

TEST(PassPhrase, is_quoted_for_pop2_as_a_dialogue_escapes_it) {
    Values values = values_for({}, holder("s017"));
    EXPECT_EQ(values.at("quoted"), kept_secret);
    say_password(values, R"(two words\)");
    EXPECT_EQ(values.at("password"), R"(two words\)");
    EXPECT_EQ(values.at("quoted"), R"(two\\ words\\\\)");
}

TEST(PassPhrase, is_written_as_AUTH_PLAIN_wants_it) {
    Values values = values_for({}, holder("s017"));
    EXPECT_EQ(values.at("plain"), kept_secret);
    say_password(values, "two words");
    EXPECT_EQ(values.at("plain"), "AHMwMTcAdHdvIHdvcmRz");
}

TEST(Parameters, may_be_octets_in_base64) {
    const std::vector<Parameter> parameters{{Kind::pick, "word", {"tanstaaftanstaaf"}, {}, 1},
                                            {Kind::base64, "line", {"", "tim", "$word"}, {}, 2}};
    EXPECT_EQ(values_for(parameters, holder("s017")).at("line"), "AHRpbQB0YW5zdGFhZnRhbnN0YWFm") << "RFC 4616 4";
}

TEST(Substitution, replaces_names_and_leaves_other_dollars) {
    const Values values{{"x", "4"}, {"word", "amber"}};
    EXPECT_EQ(substituted("TOP $x 0, $word$x; $$x, $5, $", values), "TOP 4 0, amber4; $x, $5, $");
    EXPECT_THROW(substituted("$nobody", values), std::runtime_error);
    EXPECT_EQ(names_in("a $x$$x $word."), (std::vector<std::string>{"x", "word"}));
}

}  // namespace postlab::course::parameters_test
