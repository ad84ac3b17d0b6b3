#include "shared/wire/line_reader.h"

#include <gtest/gtest.h>

#include <vector>

namespace postlab::line_reader_test {

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

void expect_lines(std::string_view bytes, const Texts& expected, std::size_t longest = 512,
                  WireProfile profile = WireProfile::classroom) {
    for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
        LineReader reader(longest, profile);
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

TEST(LineReader, takes_a_doubled_iac_of_a_telnet_session_as_one_byte) {
    expect_lines("\xFF\xFB\x1Fme \xFF\xFF me\r\n\xFF\xFF\r\n", {"me \xFF me", "\xFF"});
}

TEST(LineReader, keeps_byte_255_where_nothing_else_speaks_of_telnet) {
    expect_lines("me \xFF\xFF me\xFF\r\n\xFF\r\n\xFF\xFF\xF1\r\n", {"me \xFF\xFF me\xFF", "\xFF", "\xFF\xFF\xF1"});
}

TEST(LineReader, leaves_everything_but_line_ends_alone_in_a_strict_session) {
    for (std::string_view text :
         {"\xFF\xFB\x1FNOOP", "NOX\x08OP", "\x7F", "a b\x17", "a\x15", "\x1B[A", "\xEF\xBB\xBFQUIT"})
        expect_lines(std::string(text) + "\r\n", {std::string(text)}, 512, WireProfile::strict);
    expect_lines(std::string("a\r\0b\r\n", 6), {std::string("a\r\0b", 4)}, 512, WireProfile::strict);
    expect_lines("a\nb\r\n", {"a", "b"}, 512, WireProfile::strict);
}

TEST(LineReader, rubs_out_words_and_lines) {
    expect_lines(
        "MAIL FORM:\x17"
        "FROM:\r\n",
        {"MAIL FROM:"});
    expect_lines("one two \t\x17\x17\x17three\r\n", {"three"});
    expect_lines("nonsense\x15QUIT\r\n\x15\r\n", {"QUIT", ""});
    expect_lines(std::string(30, 'a') + "\x15QUIT\r\n", {"QUIT"}, 10);
    expect_lines(std::string(30, 'a') + "\x17\x17QUIT\r\n", {"QUIT"}, 10);
}

TEST(LineReader, drops_arrow_keys) {
    expect_lines("QU\x1B[DIT\x1B[3~\x1B[1;5C\x1BOA\r\n", {"QUIT"});
    expect_lines("\x1BQ\r\n\x1B\r\n\x1B[1\r\n\x1B\x1B[A\r\n", {"\x1BQ", "\x1B", "", "\x1B"});
}

TEST(LineReader, drops_a_byte_order_mark_at_the_start) {
    expect_lines("\xEF\xBB\xBFQUIT\r\nQ\xEF\xBB\xBF\r\n", {"QUIT", "Q\xEF\xBB\xBF"});
}

/// All that is known of the one line in `bytes`, which come in pieces of that size.
LineReader::Line only_line(LineReader& reader, std::string_view bytes, std::size_t piece) {
    std::optional<LineReader::Line> line;
    for (std::size_t i = 0; i < bytes.size() && !line; i += piece) {
        std::string_view input = bytes.substr(i, piece);
        line = reader.take(input);
    }
    EXPECT_TRUE(line);
    return line.value_or(LineReader::Line{});
}

TEST(LineReader, says_how_a_line_came_wherever_it_is_cut) {
    using End = LineReader::End;
    struct Case {
        std::string_view bytes;
        End end;
        bool edited, byte_order_mark, interrupted;
        std::string_view raw = {};
    };
    for (const Case& c : {Case{"QUIT\r\n", End::crlf, false, false, false},
                          {"QUIT\n", End::lf, false, false, false},
                          {{"QUIT\r\0", 6}, End::cr_nul, false, false, false},
                          {"QUIX\bT\r\n", End::crlf, true, false, false, "QUI*\bT\r\n"},
                          {"QUIT\x1B[A\n", End::lf, true, false, false},
                          {"\xEF\xBB\xBFQUIT\r\n", End::crlf, false, true, false},
                          {"\xFF\xF4\xFF\xFD\x06QUIT\r\n", End::crlf, false, false, true},
                          {"\xFF\xF3QUIT\n", End::lf, false, false, true}})
        for (std::size_t piece = 1; piece <= c.bytes.size(); ++piece) {
            LineReader reader(512);
            auto line = only_line(reader, c.bytes, piece);
            EXPECT_EQ(line.text, "QUIT");
            EXPECT_EQ(line.raw, c.raw.empty() ? c.bytes : c.raw) << c.bytes;
            EXPECT_EQ(line.end, c.end);
            EXPECT_EQ(line.edited, c.edited) << c.bytes;
            EXPECT_EQ(line.byte_order_mark, c.byte_order_mark);
            EXPECT_EQ(line.interrupted, c.interrupted);
        }
}

TEST(LineReader, knows_a_line_that_needs_no_second_look) {
    auto plain = [](std::string_view bytes) {
        LineReader reader(512);
        return only_line(reader, bytes, bytes.size()).plain;
    };
    EXPECT_TRUE(plain("MAIL FROM:<a@b> SIZE=1\r\n"));
    for (std::string_view bytes : {"QUIT\n", " QUIT\r\n", "QUIT \r\n", "RETR  1\r\n", "RETR\t1\r\n", "\r\n",
                                   "\xD0\xAF\r\n", "QU\bUIT\r\n", "QU\rIT\r\n"})
        EXPECT_FALSE(plain(bytes)) << bytes;
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

/// What is shown of the only line in `bytes`, when `longest` octets of it are kept.
std::string shown_of(std::string_view bytes, std::size_t longest = 512) {
    LineReader reader(longest);
    std::string_view input = bytes;
    auto line = reader.take(input);
    return std::string(line ? line->raw : reader.unfinished().value_or(LineReader::Line{}).raw);
}

TEST(LineReader, stars_what_was_rubbed_out) {
    EXPECT_EQ(shown_of("US\bSER\r\n"), "U*\bSER\r\n");
    EXPECT_EQ(shown_of("PASS two words\x15NOOP\r\n"), "**** *** *****\x15NOOP\r\n");
    EXPECT_EQ(shown_of("PASS two words\x17\x7F\x7F\r\n"), "PASS tw* *****\x17\x7F\x7F\r\n");
    EXPECT_EQ(shown_of("\xE4\xBD\xA0x\b\bA\r\n"), "**\b\bA\r\n");
    EXPECT_EQ(shown_of("a\rb\x1Bx\x15"), "*****\x15") << "CR and ESC come late";
    EXPECT_EQ(shown_of(std::string(30, 's') + "\x15QUIT\r\n", 10), std::string(20, '*'));
    EXPECT_EQ(shown_of(std::string(15, 's') + "\x7F\x17x\r\n", 10), "ssssssssss*****\x7F\x17x\r\n");
}

TEST(LineReader, shows_an_edited_line_so_that_it_is_the_same_when_it_is_typed_again) {
    for (std::string_view bytes : {"one two three\x17\x17x\r\n", "\xE4\xBD\xA0\xE4\xBD\xA0 a\b\b\bA\r\n",
                                   "\x7F\x7Fzy\x15\x15 a  b\x17\x17\x17"
                                   "c\r\n",
                                   "\xFF\xFA\x18"
                                   "a\xFF\xF0"
                                   "bc\x7F\r\n"}) {
        const std::string shown = shown_of(bytes);
        LineReader first(512), again(512);
        EXPECT_EQ(only_line(again, shown, shown.size()).text, only_line(first, bytes, bytes.size()).text) << shown;
        EXPECT_EQ(shown_of(shown), shown);
    }
}

TEST(LineReader, shows_nothing_of_a_subnegotiation) {
    EXPECT_EQ(shown_of("\xFF\xFAPASS s\xFF\xFF\r\n\xFF\xF0NOOP\r\n"), "\xFF\xFA\xFF\xF0NOOP\r\n");
    EXPECT_EQ(shown_of("\xFF\xFAPASS s\r\n"), "\xFF\xFA");
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

}  // namespace postlab::line_reader_test
