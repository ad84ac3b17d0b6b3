#include "shared/wire/line_ends.h"

#include <gtest/gtest.h>

namespace postlab::line_ends_test {

LineEnds looked_at(std::string_view content, std::size_t cut) {
    LineEnds ends;
    for (std::size_t from = 0; from < content.size(); from += cut) ends.look(content.substr(from, cut));
    return ends;
}

TEST(LineEnds, are_mixed_where_a_CR_or_an_LF_stands_alone_however_it_is_cut) {
    for (std::string_view content : {"a\nb\r\n", "\n", "a\rb\r\n", "\r\r\n", "\n\r\n", "a\r\n\rb", "\r\n\n"})
        for (std::size_t cut = 1; cut <= content.size(); ++cut)
            EXPECT_TRUE(looked_at(content, cut).mixed()) << content << " cut " << cut;
    for (std::string_view content : {"", "a", "\r\n", "a\r\n\r\n.b\r\n", "no end"})
        for (std::size_t cut = 1; cut <= content.size() + 1; ++cut)
            EXPECT_FALSE(looked_at(content, cut).mixed()) << content << " cut " << cut;
}

TEST(LineEnds, tell_whether_the_last_line_has_ended) {
    for (std::string_view content : {"", "\r\n", "a\r\n", "a\r\n\r\n"})
        EXPECT_TRUE(looked_at(content, 1).at_line_start()) << content;
    for (std::string_view content : {"a", "a\r\nb", "a\r", "a\n", "\n"})
        EXPECT_FALSE(looked_at(content, 1).at_line_start()) << content;
}

}  // namespace postlab::line_ends_test
