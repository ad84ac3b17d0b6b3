#include "shared/wire/dot_stuffing.h"

#include <gtest/gtest.h>

#include <random>

namespace postlab::dot_stuffing_test {

struct Decoded {
    std::string content, rest;
    bool ended = false, mixed = false;
    bool operator==(const Decoded&) const = default;
};

Decoded decode(std::string_view wire, std::size_t piece, bool bare_lf = false) {
    DotDecoder decoder(bare_lf);
    Decoded decoded;
    for (std::size_t i = 0; i < wire.size(); i += piece) {
        std::string_view input = wire.substr(i, piece);
        if (!decoded.ended) decoded.ended = decoder.append(input, decoded.content);
        decoded.rest += input;
    }
    decoded.mixed = decoder.mixed_line_ends();
    return decoded;
}

void expect_decoded(std::string_view wire, const Decoded& expected, bool bare_lf = false) {
    for (std::size_t piece = 1; piece <= wire.size(); ++piece)
        EXPECT_EQ(decode(wire, piece, bare_lf), expected) << "cut every " << piece << " octets: " << wire;
}

std::string encode(std::string_view content, std::size_t piece) {
    DotEncoder encoder;
    std::string wire;
    for (std::size_t i = 0; i < content.size(); i += piece) encoder.append(content.substr(i, piece), wire);
    encoder.finish(wire);
    return wire;
}

TEST(DotDecoder, takes_one_dot_off_each_line_that_begins_with_one) {
    expect_decoded("..\r\n.a\r\n...b\r\na.\r\n.\r\nQUIT", {".\r\na\r\n..b\r\na.\r\n", "QUIT", true, false});
}

TEST(DotDecoder, ends_an_empty_message_at_its_first_dot) { expect_decoded(".\r\n", {"", "", true, false}); }

// Each of these ends somewhere else on one server or another: here none of them ends the data.
TEST(DotDecoder, ends_at_nothing_but_crlf_dot_crlf) {
    for (std::string_view fake :
         {"a\n.\n", "a\n.\r\n", "a\r\n.\n", "a\r.\r", "a\r\n.\r\r\n", "a\r\r\n.\r\r\n", "a\n.\r"}) {
        std::string wire = std::string(fake) + "MAIL\r\n.\r\nQUIT";
        for (std::size_t piece = 1; piece <= wire.size(); ++piece) {
            Decoded decoded = decode(wire, piece);
            EXPECT_TRUE(decoded.ended);
            EXPECT_TRUE(decoded.mixed) << fake;
            EXPECT_EQ(decoded.rest, "QUIT") << fake;
        }
    }
}

TEST(DotDecoder, takes_lf_dot_lf_from_a_session_of_bare_lf) {
    expect_decoded("a\n..b\n\n.\nQUIT", {"a\r\n.b\r\n\r\n", "QUIT", true, false}, true);
}

TEST(DotDecoder, is_strict_from_the_first_cr_of_a_bare_lf_session_on) {
    for (std::string_view wire : {"a\r\nb\n.\nc\r\n.\r\nQ", "a\n.\r\nb\n.\nc\r\n.\r\nQ", ".\r\nb\r\n.\r\nQ"}) {
        Decoded decoded = decode(wire, 1, true);
        EXPECT_TRUE(decoded.ended) << wire;
        EXPECT_TRUE(decoded.mixed) << wire;
        EXPECT_EQ(decoded.rest, "Q") << wire;
    }
}

TEST(DotDecoder, passes_every_other_octet_through) {
    std::string content("a\0\xFF\t.\x1A b\r\n", 10);
    expect_decoded(content + ".\r\n", {content, "", true, false});
}

// Each of these once made the search for line ends start over at every octet.
TEST(DotDecoder, looks_at_no_octet_more_than_a_few_times) {
    for (std::string_view line : {"\n", "a\n", "\r", "a\r", "\r\n"}) {
        std::string wire;
        while (wire.size() < (16 << 20)) wire += line;
        std::string_view input = wire;
        std::string content;
        EXPECT_FALSE(DotDecoder(false).append(input, content));  // quadratic, it would take hours
        EXPECT_EQ(content.size(), wire.size() - (line == "\r" || line == "a\r"));
    }
}

TEST(DotEncoder, doubles_the_dot_that_begins_a_line_and_no_other) {
    for (std::size_t piece = 1; piece < 20; ++piece)
        EXPECT_EQ(encode(".\r\n..\r\na.b\r\n.c\r\n", piece), "..\r\n...\r\na.b\r\n..c\r\n.\r\n");
}

TEST(DotEncoder, ends_a_last_line_that_has_no_end) {
    for (std::size_t piece = 1; piece < 5; ++piece) {
        EXPECT_EQ(encode("a", piece), "a\r\n.\r\n");
        EXPECT_EQ(encode("", piece), ".\r\n");
    }
}

TEST(DotStuffing, gives_back_random_content_for_every_cut) {
    std::mt19937 random(1939);
    for (int round = 0; round < 2000; ++round) {
        std::string content;
        for (std::size_t i = random() % 40; i > 0; --i) {
            static const std::string letters[] = {".", "\r\n", "\r\n.", "a", std::string(1, '\0'), "\xFF"};
            content += letters[random() % std::size(letters)];
        }
        content += "\r\n";
        std::string wire = encode(content, 1 + random() % 8);
        EXPECT_EQ(wire, encode(content, content.size()));
        Decoded expected{content, "QUIT\r\n", true, false};
        for (std::size_t piece = 1; piece <= 8; ++piece) ASSERT_EQ(decode(wire + "QUIT\r\n", piece), expected);
    }
}

}  // namespace postlab::dot_stuffing_test
