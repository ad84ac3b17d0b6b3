#include "pop3d/top_limit.h"

#include <gtest/gtest.h>

#include <string>

namespace postlab::pop3d::top_limit_test {

std::string top(std::string_view content, std::uint64_t lines, std::size_t piece) {
    TopLimit limit(lines);
    std::string taken;
    for (std::size_t from = 0; from < content.size() && !limit.reached(); from += piece) {
        std::string_view block = content.substr(from, piece);
        taken += block.substr(0, limit.take(block));
    }
    return taken;
}

struct Case {
    std::string_view content;
    std::uint64_t lines;
    std::string_view expected;
};

TEST(TopLimit, stops_behind_the_lines_asked_for_however_the_content_is_cut) {
    const Case cases[] = {
        {"A: 1\r\n\r\none\r\ntwo\r\n", 0, "A: 1\r\n\r\n"},
        {"A: 1\r\n\r\none\r\ntwo\r\n", 1, "A: 1\r\n\r\none\r\n"},
        {"A: 1\r\n\r\none\r\ntwo\r\n", 2, "A: 1\r\n\r\none\r\ntwo\r\n"},
        {"A: 1\r\n\r\none\r\ntwo\r\n", 99, "A: 1\r\n\r\none\r\ntwo\r\n"},
        {"A: 1\r\n\r\n\r\n\r\nx\r\n", 1, "A: 1\r\n\r\n\r\n"},  // an empty line is a line
        {"A: 1\r\n\r\none\r\ntwo\r\n", UINT64_MAX, "A: 1\r\n\r\none\r\ntwo\r\n"},
        {"A: 1\r\nB: 2\r\n", 0, "A: 1\r\nB: 2\r\n"},                 // no empty line, no body
        {"\r\none\r\ntwo\r\n", 1, "\r\none\r\n"},                    // no header
        {"A: 1\n\n\r\nB\r\n\r\nx\r\n", 0, "A: 1\n\n\r\nB\r\n\r\n"},  // a bare LF ends no line
        {"A\r\r\n\r\nx\r\n", 0, "A\r\r\n\r\n"},
        {"A: 1\r\n\r\nno end", 1, "A: 1\r\n\r\nno end"},
        {"", 0, ""},
    };
    for (const Case& c : cases)
        for (std::size_t piece = 1; piece <= 9; ++piece)
            EXPECT_EQ(top(c.content, c.lines, piece), c.expected) << c.lines << " lines, pieces of " << piece;
}

}  // namespace postlab::pop3d::top_limit_test
