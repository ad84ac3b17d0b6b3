#include "shared/text/phrase.h"

#include <gtest/gtest.h>

#include "shared/text/sayable_error.h"

namespace postlab {

namespace {

constexpr Sentence nested{"test.row", "row {}: {}"}, inner{"test.empty", "{} is empty"};

std::string backwards(const Phrase& phrase) {
    return phrase.said([](const Sentence& sentence) -> std::string_view {
        return sentence.id == "test.row" ? "{2} <- {1}" : "empty is {}";
    });
}

}  // namespace

TEST(Phrase, is_said_in_any_language_with_the_phrases_in_it) {
    const Phrase phrase(nested, {"7", Phrase(inner, {std::string("lang")})});
    EXPECT_EQ(phrase.in_english(), "row 7: lang is empty");
    EXPECT_EQ(backwards(phrase), "empty is lang <- 7");
}

TEST(Phrase, of_words_alone_is_the_same_in_every_language) {
    const Phrase words("{} postlab help {}");
    EXPECT_EQ(words.in_english(), "{} postlab help {}");
    EXPECT_FALSE(words.can_be_translated());
    EXPECT_TRUE(Phrase(inner, {"x"}).can_be_translated());
}

TEST(Phrase, can_be_a_list_of_phrases) {
    const Phrase list = Phrase::list({"a.txt:3", Phrase(inner, {"S:"})}, ": ");
    EXPECT_EQ(list.in_english(), "a.txt:3: S: is empty");
    EXPECT_EQ(backwards(list), "a.txt:3: empty is S:");
    EXPECT_TRUE(list.can_be_translated());
    EXPECT_TRUE(Phrase::list({}, ", ").empty());
}

TEST(Phrase, lists_names_as_the_language_does) {
    const Phrase list = list_of(std::vector<std::string>{"EHLO", "HELO"});
    EXPECT_EQ(list.in_english(), "EHLO, HELO");
    EXPECT_EQ(list.said([](const Sentence&) -> std::string_view { return "、"; }), "EHLO、HELO");
    EXPECT_FALSE(list.can_be_translated()) << "but for what stands between";
    EXPECT_EQ(list_of(std::vector<int>{7}, [](int n) { return std::to_string(n); }).in_english(), "7");
    EXPECT_TRUE(list_of(std::vector<std::string>{}).empty());
}

TEST(SayableError, keeps_its_phrase_and_others_have_their_words) {
    const UsageError error(nested, {"7", Phrase(inner, {"lang"})});
    EXPECT_STREQ(error.what(), "row 7: lang is empty");
    EXPECT_EQ(backwards(phrase_of(error)), "empty is lang <- 7");
    EXPECT_EQ(backwards(phrase_of(std::runtime_error("disk {} broken"))), "disk {} broken");
}

}  // namespace postlab
