#include "labs/course/roster/pass_phrase.h"

#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "shared/system/digest.h"

namespace postlab::course::pass_phrase_test {

TEST(PassPhrase, is_five_words_that_can_be_said) {
    const std::regex form("([bdfghjkmnprstvz][aeiou][bdfghjkmnprstvz][aeiou] ?){5}");
    std::set<std::string> all;
    for (int i = 0; i < 1000; ++i) {
        const std::string phrase = new_pass_phrase();
        EXPECT_TRUE(std::regex_match(phrase, form)) << phrase;
        EXPECT_EQ(phrase.size(), 24u);
        all.insert(phrase);
    }
    EXPECT_EQ(all.size(), 1000u);
}

TEST(Pin, is_eight_digits_in_two_groups) {
    std::set<std::string> all;
    for (int i = 0; i < 1000; ++i) {
        const std::string pin = new_pin();
        EXPECT_TRUE(std::regex_match(pin, std::regex("[0-9]{4} [0-9]{4}"))) << pin;
        EXPECT_TRUE(pin_in(pin));
        all.insert(pin);
    }
    EXPECT_GT(all.size(), 990u);
}

}  // namespace postlab::course::pass_phrase_test
