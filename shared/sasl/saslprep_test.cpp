#include "shared/sasl/saslprep.h"

#include <gtest/gtest.h>

namespace postlab::sasl::saslprep_test {

using Text = std::optional<std::string>;

TEST(Saslprep, does_what_the_examples_of_RFC_4013_show) {
    EXPECT_EQ(prepared("I\xC2\xADX"), Text("IX")) << "a soft hyphen is mapped to nothing";
    EXPECT_EQ(prepared("user"), Text("user"));
    EXPECT_EQ(prepared("USER"), Text("USER")) << "case is preserved";
    EXPECT_EQ(prepared("\xC2\xAA"), Text("a")) << "NFKC";
    EXPECT_EQ(prepared("\xE2\x85\xA8"), Text("IX")) << "NFKC";
    EXPECT_EQ(prepared("\x07"), Text()) << "prohibited";
    EXPECT_EQ(prepared("\xD8\xA7\x31"), Text()) << "the bidirectional check";
}

TEST(Saslprep, makes_one_of_what_a_reader_takes_for_the_same) {
    EXPECT_EQ(prepared("two\xC2\xA0words"), Text("two words")) << "a no-break space";
    EXPECT_EQ(prepared("two\xE3\x80\x80words"), Text("two words")) << "a Chinese keyboard's space";
    EXPECT_EQ(prepared("\xEF\xBD\x81lice"), Text("alice")) << "a full-width letter";
    EXPECT_EQ(prepared("e\xCC\x81"), Text("\xC3\xA9")) << "an e and its accent, apart and together";
    EXPECT_EQ(prepared("\xD0\xB6\xD1\x83\xD0\xBA"), Text("\xD0\xB6\xD1\x83\xD0\xBA"));
}

TEST(Saslprep, refuses_what_is_prohibited) {
    for (const char* text :
         {"a\tb", "a\x7F", "a\xC2\x85", "a\xEE\x80\x80", "a\xEF\xBF\xBE", "a\xEF\xBF\xBD", "a\xE2\xBF\xB0",
          "a\xE2\x80\x8E", "a\xF3\xA0\x80\x81", "a\xED\xA0\x80", "\xC3\x28", "\xFF", "a\xE4\xBD"})
        EXPECT_EQ(prepared(text), Text()) << text;
    EXPECT_EQ(prepared(std::string_view("a\0b", 3)), Text());
    EXPECT_EQ(prepared("\xD8\xA7\xD8\xA8"), Text("\xD8\xA7\xD8\xA8")) << "one direction alone";
}

TEST(Saslprep, keeps_nothing_that_may_mean_something_else_one_day) {
    const std::string unassigned = "a\xC8\xA1";  // U+0221, which Unicode 3.2 has not
    EXPECT_EQ(prepared(unassigned, Prepared::query), Text(unassigned));
    EXPECT_EQ(prepared(unassigned, Prepared::stored), Text());
    EXPECT_EQ(prepared("\xC2\xAA", Prepared::stored), Text("a"));
}

TEST(Saslprep, takes_1_to_255_octets_before_and_after) {
    EXPECT_EQ(prepared(""), Text());
    EXPECT_EQ(prepared("\xC2\xAD"), Text()) << "nothing is left";
    EXPECT_EQ(prepared(std::string(255, 'a')), Text(std::string(255, 'a')));
    EXPECT_EQ(prepared(std::string(256, 'a')), Text());
    std::string ligatures;  // U+FDFA, which becomes 18 characters
    for (int i = 0; i < 20; ++i) ligatures += "\xEF\xB7\xBA";
    EXPECT_EQ(prepared(ligatures), Text());
}

TEST(Saslprep, changes_nothing_that_it_has_made) {
    for (const char* text : {"I\xC2\xADX", "\xE2\x85\xA8", "e\xCC\x81", "two\xC2\xA0words"})
        EXPECT_EQ(prepared(*prepared(text)), prepared(text)) << text;
}

}  // namespace postlab::sasl::saslprep_test
