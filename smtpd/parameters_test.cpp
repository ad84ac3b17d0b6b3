#include "smtpd/parameters.h"

#include <gtest/gtest.h>

namespace postlab::smtpd::parameters_test {

std::variant<MailParameters, BadParameter> read(std::vector<Parameter> parameters) {
    return read_mail_parameters(parameters);
}

std::string refusal(std::vector<Parameter> parameters) {
    auto read = read_mail_parameters(parameters);
    auto bad = std::get_if<BadParameter>(&read);
    return bad ? std::string(bad->reply->id) + " " + std::string(bad->keyword) : "none";
}

TEST(MailParameters, are_read_in_any_order_and_case) {
    auto parameters = std::get<MailParameters>(read({{"smtputf8", ""}, {"Body", "8bitmime"}, {"size", "123"}}));
    EXPECT_EQ(parameters.size, 123u);
    EXPECT_TRUE(parameters.smtputf8);
    EXPECT_FALSE(std::get<MailParameters>(read({{"BODY", "7BIT"}})).smtputf8);
}

TEST(MailParameters, know_sizes_of_up_to_20_digits) {
    auto size = [](std::string_view digits) { return std::get<MailParameters>(read({{"SIZE", digits}})).size; };
    EXPECT_EQ(size("0"), 0u);
    EXPECT_EQ(size("00000000000000000042"), 42u);
    EXPECT_EQ(size("18446744073709551615"), UINT64_MAX);
    EXPECT_EQ(size("99999999999999999999"), UINT64_MAX) << "more than 64 bits hold is still a size";
    EXPECT_EQ(refusal({{"SIZE", "000000000000000000042"}}), "mail.bad_value SIZE");
}

TEST(MailParameters, refuse_what_does_not_fit) {
    EXPECT_EQ(refusal({{"SIZE", ""}}), "mail.bad_value SIZE");
    EXPECT_EQ(refusal({{"SIZE", "-1"}}), "mail.bad_value SIZE");
    EXPECT_EQ(refusal({{"SIZE", "1k"}}), "mail.bad_value SIZE");
    EXPECT_EQ(refusal({{"BODY", ""}}), "mail.bad_value BODY");
    EXPECT_EQ(refusal({{"BODY", "BINARYMIME"}}), "mail.bad_value BODY");
    EXPECT_EQ(refusal({{"SMTPUTF8", "yes"}}), "mail.bad_value SMTPUTF8");
    EXPECT_EQ(refusal({{"SIZE", "1"}, {"RET", "FULL"}}), "mail.unknown_parameter RET");
    EXPECT_EQ(refusal({{"SIZE", "1"}, {"BODY", "7BIT"}, {"size", "1"}}), "mail.duplicate_parameter size");
}

TEST(MailParameters, may_say_who_a_letter_is_from_in_the_first_place) {  // RFC 4954 5, 5.1, 8
    for (std::string_view good : {"<>", "e+3Dmc2@example.com", "+3C+3E", "alice@post.example", "a@[127.0.0.1]",
                                  "+22two+20words+22@post.example"})
        EXPECT_EQ(refusal({{"AUTH", good}}), "none") << good;
    for (std::string_view bad : {"", "alice", "<alice@post.example>", "+3d@x", "+3", "+", "+GG@x", "a+3E+20SIZE+3D1",
                                 "a@post.example+3E", "\x01@x", "a b@x", "a=b@x", "+0Aa@x"})
        EXPECT_EQ(refusal({{"AUTH", bad}}), "mail.bad_value AUTH") << bad;
}

}  // namespace postlab::smtpd::parameters_test
