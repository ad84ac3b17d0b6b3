#include "labs/course/lab/fixture.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace postlab::course::fixture_test {

Values values_with(const std::string& name, const std::string& value) {
    return {
        {"me", "s017@post.example"}, {"student", "s017"}, {"lab", "L05"}, {"domain", "post.example"}, {name, value}};
}

const Values usual = values_with("x", "2");

Fixture fixture_of(Number letters) { return {letters, "Ann <ann@$domain>", "Letter $n", "This is letter $n.\n", {}}; }

std::string refusal(const Fixture& fixture, const Values& values = usual) {
    try {
        letters(fixture, values);
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return "none";
}

TEST(Fixture, writes_letters_as_they_go_over_the_wire) {
    const std::vector<std::string> made = letters(fixture_of(2), usual);
    ASSERT_EQ(made.size(), 2u);
    EXPECT_EQ(made[1],
              "From: Ann <ann@post.example>\r\n"
              "To: <s017@post.example>\r\n"
              "Subject: Letter 2\r\n"
              "Date: Mon, 05 Jan 2026 08:02:00 +0000\r\n"
              "Message-ID: <L05.2.s017@post.example>\r\n"
              "\r\n"
              "This is letter 2.\r\n");
}

TEST(Fixture, may_be_empty) { EXPECT_TRUE(letters(fixture_of(0), usual).empty()); }

TEST(Fixture, takes_numbers_from_parameters) {
    Fixture fixture = fixture_of(*Number::read("$x"));
    fixture.special = {{*Number::read("$x"), std::nullopt, "", "The last of $x", ""}};
    const std::vector<std::string> made = letters(fixture, values_with("x", "3"));
    ASSERT_EQ(made.size(), 3u);
    EXPECT_NE(made[2].find("Subject: The last of 3\r\n"), std::string::npos);
    EXPECT_NE(made[2].find("This is letter 3."), std::string::npos) << "what is not special is as usual";
    EXPECT_EQ(made[1].find("The last"), std::string::npos);
}

TEST(Fixture, pads_a_letter_to_the_octet) {
    for (const std::uint64_t octets : {300u, 301u, 377u, 378u, 379u, 380u, 2000u, 100'001u}) {
        Fixture fixture = fixture_of(1);
        fixture.special = {{1, octets, "", "", ""}};
        const std::string made = letters(fixture, usual).at(0);
        EXPECT_EQ(made.size(), octets);
        EXPECT_TRUE(made.ends_with("\r\n"));
        for (std::size_t at = 0; at < made.size(); at = made.find('\n', at) + 1)
            EXPECT_LE(made.find('\n', at) - at, 999u) << "RFC 5322 2.1.1, in a letter of " << octets;
    }
}

TEST(Fixture, says_which_number_makes_no_sense) {
    EXPECT_EQ(refusal(fixture_of(201)), "fixture.letters: expected a number from 0 to 200, not \"201\"");
    Fixture fixture = fixture_of(2);
    fixture.special = {{3, std::nullopt, "", "", ""}};
    EXPECT_EQ(refusal(fixture), "fixture.special.at: expected a number from 1 to 2, not \"3\"");
    fixture.special = {{1, 30'000'001, "", "", ""}};
    EXPECT_EQ(refusal(fixture), "fixture.special.octets: expected a number from 0 to 30000000, not \"30000001\"");
    fixture.special = {{1, 10, "", "", ""}};
    EXPECT_TRUE(refusal(fixture).starts_with("fixture.special.octets: expected at least ")) << refusal(fixture);
    EXPECT_EQ(refusal(fixture_of(*Number::read("$x")), values_with("x", "many")),
              "$x: expected a number, not \"many\"");
}

}  // namespace postlab::course::fixture_test
