#include "labs/course/lab/conditions.h"

#include <gtest/gtest.h>

#include "labs/course/lab/conditions_for_tests.h"
#include "shared/text/phrases_for_tests.h"

namespace postlab::course::conditions_test {

/// What is wrong with them, a line each.
std::vector<std::string> complaints(const std::string& yaml) {
    std::vector<Phrase> errors;
    read_conditions(YamlPlace::of_text(yaml, "lab.yaml", errors));
    return in_english(errors);
}

template <class Kind>
Kind only(const std::string& yaml) {
    return std::get<Kind>(conditions(yaml).at(0));
}

using Lines = std::vector<std::string>;

TEST(Conditions, are_read_for_every_key_that_is_one) {
    EXPECT_EQ(conditions("id: peek\nweight: 2\npredict: [left]\nanswer: {left: 2}\n").size(), 2u);
    EXPECT_TRUE(conditions("id: peek\n").empty());
    for (const std::string& kind : condition_kinds()) EXPECT_FALSE(complaints(kind + ": nonsense [").empty()) << kind;
}

TEST(Conditions, of_a_list_must_all_hold) {
    EXPECT_EQ(conditions("seen: [{pop3: \"C: STAT\"}, {smtp: \"C: NOOP\"}]").size(), 2u);
    EXPECT_EQ(conditions("codes: {smtp: [\"250\"], pop3: [\"+OK\"]}").size(), 2u);
}

TEST(Conditions, ask_for_one_match_or_command_where_no_number_stands) {
    EXPECT_EQ(only<Seen>("seen: {pop3: \"C: STAT\"}").times.value(), 1u);
    EXPECT_FALSE(only<Seen>("seen: {pop3: \"C: STAT\"}").lasts);
    EXPECT_EQ(only<Commands>("commands: {smtp: any}").at_least.value(), 1u);
    EXPECT_EQ(only<Commands>("commands: {smtp: any, at_most: 3}").at_least.value(), 0u);
    EXPECT_EQ(only<Commands>("commands: {smtp: any, at_most: 3}").at_most->value(), 3u);
}

TEST(Conditions, have_numbers_from_the_file_on) {
    const MaildropAtEnd maildrop = only<MaildropAtEnd>("maildrop: {gone: [1, 2], count: 6}");
    EXPECT_EQ(maildrop.gone.at(1).value(), 2u);
    EXPECT_EQ(maildrop.count->value(), 6u);
    EXPECT_FALSE(maildrop.left);
    const Letter letter = only<Letter>("letter: {count: 0, part_text: {2: hello}, attachment: {octets: 100}}");
    EXPECT_EQ(letter.count->value(), 0u) << "which is not the same as none said";
    EXPECT_EQ(letter.part_text.at(0).first.value(), 2u);
    EXPECT_EQ(letter.attachment->octets->value(), 100u);
    EXPECT_EQ(only<Synchronised>("synchronised: 3").sessions.value(), 3u);
    EXPECT_EQ(only<Sessions>("sessions: [{fetched: [4], removed: []}]").plans.at(0).fetched->at(0).value(), 4u);
}

TEST(Conditions, know_every_number_once_the_values_are_in) {
    const Conditions ready = with(conditions("seen: {pop3: \"C: DELE $x\", times: $n, lasts: 60}\n"
                                             "maildrop: {gone: [1, $x], left: $left}\n"
                                             "sessions: [{fetched: [$x]}]\n"
                                             "classified: {\"2..\": $word, at_least: $n}\n"),
                                  {{"x", "3"}, {"n", "2"}, {"left", "7"}, {"word", "done"}});
    EXPECT_EQ(std::get<Seen>(ready.at(0)).times.value(), 2u);
    EXPECT_EQ(std::get<Seen>(ready.at(0)).lasts->value(), 60u);
    EXPECT_EQ(std::get<MaildropAtEnd>(ready.at(1)).gone.at(1).value(), 3u);
    EXPECT_EQ(std::get<MaildropAtEnd>(ready.at(1)).left->value(), 7u);
    EXPECT_EQ(std::get<Sessions>(ready.at(2)).plans.at(0).fetched->at(0).value(), 3u);
    EXPECT_EQ(std::get<Classified>(ready.at(3)).at_least.value(), 2u);
    EXPECT_EQ(std::get<Classified>(ready.at(3)).words.at(0).second, "done");
}

TEST(Conditions, refuse_a_word_where_a_number_must_stand) {
    EXPECT_EQ(complaints("seen: {pop3: \"C: STAT\", times: often}"),
              Lines{"lab.yaml:1: seen.times: expected a whole number or the $name of one, not \"often\""});
    EXPECT_EQ(complaints("maildrop: {gone: [first]}"),
              Lines{"lab.yaml:1: maildrop.gone[0]: expected a whole number or the $name of one, not \"first\""});
    EXPECT_EQ(complaints("letter: {part_text: {first: x}}"),
              Lines{"lab.yaml:1: letter.part_text.first: a leaf is named by its number"});
    EXPECT_THROW(with(conditions("synchronised: $n"), {{"n", "three"}}), std::runtime_error);
}

TEST(Conditions, say_what_is_missing_or_contradicts) {
    EXPECT_EQ(complaints("classified: {\"2..\": done}"),
              Lines{"lab.yaml:1: classified: the key \"at_least\" is missing"});
    EXPECT_EQ(complaints("cites: {choose: 1}"), Lines{"lab.yaml:1: cites: the key \"of\" is missing"});
    EXPECT_EQ(complaints("never: {pop3: \"C: STAT\", smtp: \"C: NOOP\"}"),
              Lines{"lab.yaml:1: never: expected one of the keys smtp, pop3, pop2"});
    EXPECT_EQ(complaints("commands: {smtp: any, case: small}"),
              Lines{"lab.yaml:1: commands.case: expected one of upper, lower, mixed"});
    EXPECT_EQ(complaints("seen: {pop3: \"C1: STAT\\nC2: STAT\", without: \"C: QUIT\"}"),
              Lines{"lab.yaml:1: seen.without: expected a pattern of one session beside it"});
}

}  // namespace postlab::course::conditions_test
