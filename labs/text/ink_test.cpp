#include "labs/text/ink.h"

#include <gtest/gtest.h>

#include <sstream>

#include "labs/text/paragraph.h"

namespace postlab::labs::ink_test {

TEST(Ink, shows_nowhere_until_somebody_looks) {
    std::ostringstream out;
    out << Ink::refusal << "no" << Ink::plain << inked(out, Ink::good, "yes");
    EXPECT_EQ(out.str(), "noyes");
    EXPECT_EQ(columns_of(out), page_width);
}

TEST(Ink, ends_with_each_line) {
    std::ostringstream out;
    look_at(out, {true, true, 120});
    EXPECT_EQ(columns_of(out), 120u);
    out << Ink::refusal << "no" << Ink::plain << inked(out, Ink::aside, "two\n\nlines\n");
    EXPECT_EQ(out.str(), "\x1b[31mno\x1b[0m\x1b[2mtwo\x1b[0m\n\n\x1b[2mlines\x1b[0m\n");
    std::ostringstream like;
    look_at(like, look_of(out));
    EXPECT_TRUE(look_of(like).colours);
    EXPECT_EQ(columns_of(like), 120u);
}

TEST(Ink, of_signs_says_what_holds) {
    std::ostringstream out;
    EXPECT_EQ(signs_inked(out, "  [x] a\n! b! [x]c\n"), "  [x] a\n! b! [x]c\n");
    look_at(out, {true, true, 80});
    EXPECT_EQ(signs_inked(out, "  [x] a\n! b! [ ] c\n"),
              "  \x1b[32m[x]\x1b[0m a\n\x1b[31m!\x1b[0m b! \x1b[31m[ ]\x1b[0m c\n");
}

TEST(Ink, is_wanted_by_the_option_whatever_the_output_is) {
    EXPECT_TRUE(look_at_descriptor(-1, "always").colours);
    EXPECT_FALSE(look_at_descriptor(-1, "never").colours);
    EXPECT_FALSE(look_at_descriptor(-1, "auto").colours) << "this is no terminal";
    EXPECT_EQ(look_at_descriptor(-1, "auto").columns, page_width);
}

}  // namespace postlab::labs::ink_test
