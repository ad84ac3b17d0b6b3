#include "shared/line_reader.h"

#include <gtest/gtest.h>

#include <vector>

namespace postlab {
namespace {

using Texts = std::vector<std::string>;

/// All lines of `bytes`, which come in pieces of that size.
Texts read_cut(LineReader& reader, std::string_view bytes, std::size_t piece) {
    Texts texts;
    for (std::size_t i = 0; i < bytes.size(); i += piece) {
        std::string_view input = bytes.substr(i, piece);
        while (auto line = reader.take(input)) texts.push_back(line->too_long ? "(too long)" : std::string(line->text));
        EXPECT_TRUE(input.empty());
    }
    return texts;
}

void expect_lines(std::string_view bytes, const Texts& expected, std::size_t longest = 512) {
    for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
        LineReader reader(longest);
        EXPECT_EQ(read_cut(reader, bytes, piece), expected) << "cut every " << piece << " octets";
    }
}

TEST(LineReader, ends_a_line_at_crlf_wherever_the_bytes_are_cut) {
    expect_lines("EHLO a\r\nQUIT\r\n", {"EHLO a", "QUIT"});
}

TEST(LineReader, ends_a_command_line_at_a_bare_lf_too) { expect_lines("EHLO a\nQUIT\n\n", {"EHLO a", "QUIT", ""}); }

TEST(LineReader, ends_a_line_at_cr_nul) { expect_lines(std::string("QUIT\r\0NOOP\r\n", 12), {"QUIT", "NOOP"}); }

TEST(LineReader, leaves_a_cr_within_the_line_to_the_parser) {
    expect_lines("NO\rOP\r\n", {"NO\rOP"});
    expect_lines("NOOP\r\r\n", {"NOOP\r"});
}

TEST(LineReader, rubs_out_what_was_mistyped) {
    expect_lines("USRE\b\bER ann\r\n", {"USER ann"});
    expect_lines("\x7F\x7FNOOPE\x7F\r\n", {"NOOP"});
}

TEST(LineReader, rubs_out_a_whole_utf8_character) { expect_lines("\xD0\xAF\xE4\xBD\xA0\b\bA\r\n", {"A"}); }

TEST(LineReader, drops_telnet_negotiation) {
    expect_lines("\xFF\xFB\x1F\xFF\xFD\x03USER\xFF\xFA\x18\x01\xFF\xF0 ann\xFF\xF4\r\n", {"USER ann"});
}

TEST(LineReader, takes_a_doubled_iac_as_one_byte) {
    expect_lines(
        "a\xFF\xFF"
        "b\r\n",
        {"a\xFF"
         "b"});
}

TEST(LineReader, answers_telnet_offers_with_refusals) {
    for (std::size_t piece = 1; piece <= 12; ++piece) {
        LineReader reader(512);
        read_cut(reader, "\xFF\xFB\x1F\xFF\xFD\x06\xFF\xFC\x01\xFF\xFE\x01", piece);
        EXPECT_EQ(reader.take_answers(), "\xFF\xFE\x1F\xFF\xFC\x06");
        EXPECT_EQ(reader.take_answers(), "");
    }
}

TEST(LineReader, keeps_the_longest_line_and_marks_one_octet_more) {
    expect_lines(std::string(8, 'a') + "\r\nb\r\n", {"aaaaaaaa", "b"}, 10);
    expect_lines(std::string(9, 'a') + "\r\nb\r\n", {"(too long)", "b"}, 10);
    expect_lines(std::string(9, 'a') + "\nb\r\n", {"aaaaaaaaa", "b"}, 10);
    expect_lines(std::string(3000, 'a') + "\r\nb\r\n", {"(too long)", "b"}, 10);
}

TEST(LineReader, counts_the_octets_of_a_line_it_did_not_keep) {
    LineReader reader(10);
    std::string bytes = std::string(100, 'a') + "\r\n";
    std::string_view input = bytes;
    auto line = reader.take(input);
    ASSERT_TRUE(line);
    EXPECT_EQ(line->octets, 102u);
    EXPECT_TRUE(line->too_long);
}

TEST(LineReader, holds_no_more_than_a_line_of_endless_input) {
    LineReader reader(512);
    std::string flood(1 << 20, '\xFF');
    std::string_view input = flood;
    EXPECT_FALSE(reader.take(input));
    input = "\r\n";
    auto line = reader.take(input);
    ASSERT_TRUE(line);
    EXPECT_LE(line->raw.size(), 1024u);
}

TEST(LineReader, shows_the_line_as_it_crossed_the_wire) {
    LineReader reader(512);
    std::string_view input = "US\bSER\r\n";
    auto line = reader.take(input);
    ASSERT_TRUE(line);
    EXPECT_EQ(line->raw, "US\bSER\r\n");
    EXPECT_EQ(line->text, "USER");
}

TEST(LineReader, knows_a_session_of_bare_lf_only) {
    LineReader reader(512);
    EXPECT_FALSE(reader.bare_lf_only());
    read_cut(reader, "EHLO a\nMAIL\n", 3);
    EXPECT_TRUE(reader.bare_lf_only());
    read_cut(reader, "DATA\r\n", 3);
    EXPECT_FALSE(reader.bare_lf_only());
    read_cut(reader, "DATA\n", 3);
    EXPECT_FALSE(reader.bare_lf_only());
}

}  // namespace
}  // namespace postlab
