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
    EXPECT_EQ(refusal({{"SIZE", "1"}, {"XRET", "FULL"}}), "mail.unknown_parameter XRET");
    EXPECT_EQ(refusal({{"SIZE", "1"}, {"BODY", "7BIT"}, {"size", "1"}}), "mail.duplicate_parameter size");
}

TEST(MailParameters, name_the_envelope_and_what_a_report_of_failure_holds) {  // RFC 3461 4.3, 4.4
    EXPECT_EQ(std::get<MailParameters>(read({{"envid", "QQ+20314+2B1"}, {"RET", "hdrs"}})).envelope_id, "QQ 314+1");
    EXPECT_EQ(refusal({{"ENVID", std::string(100, 'x')}}), "none");
    for (const std::string& bad : {std::string(), std::string(101, 'x'), std::string("a+0D+0ASubject:x"),
                                   std::string("+2b"), std::string("a=b"), std::string("+C3+A4")})
        EXPECT_EQ(refusal({{"ENVID", bad}}), "mail.bad_value ENVID") << bad;
    EXPECT_EQ(refusal({{"RET", "NONE"}}), "mail.bad_value RET");
    EXPECT_EQ(refusal({{"RET", "FULL"}, {"ret", "HDRS"}}), "mail.duplicate_parameter ret");
    EXPECT_EQ(refusal({{"NOTIFY", "NEVER"}}), "mail.unknown_parameter NOTIFY");
}

TEST(RcptParameters, ask_for_reports) {  // RFC 3461 4.1
    auto success = [](std::string_view value) {
        const Parameter parameter{"Notify", value};
        const auto read = read_rcpt_parameters({&parameter, 1});
        const auto* bad = std::get_if<BadParameter>(&read);
        return bad ? std::string(bad->reply->id) : std::get<RcptParameters>(read).notify_success ? "yes" : "no";
    };
    for (std::string_view yes : {"SUCCESS", "success,failure", "DELAY,Success", "FAILURE,DELAY,SUCCESS"})
        EXPECT_EQ(success(yes), "yes") << yes;
    for (std::string_view no : {"NEVER", "never", "FAILURE", "DELAY,FAILURE"}) EXPECT_EQ(success(no), "no") << no;
    for (std::string_view bad : {"", ",", "SUCCESS,", "SUCCESS,NEVER", "NEVER,NEVER", "ALWAYS", "SUCCESS;FAILURE"})
        EXPECT_EQ(success(bad), "rcpt.bad_value") << bad;
}

TEST(RcptParameters, have_an_original_recipient_of_some_type_in_xtext) {  // RFC 3461 4.2
    auto original = [](std::string_view value) {
        const Parameter parameter{"ORCPT", value};
        const auto read = read_rcpt_parameters({&parameter, 1});
        const auto* bad = std::get_if<BadParameter>(&read);
        return bad ? std::string(bad->reply->id) : std::get<RcptParameters>(read).original;
    };
    EXPECT_EQ(original("rfc822;Bob+2B1@post.example"), "rfc822;Bob+1@post.example");
    EXPECT_EQ(original("x400;/C+3Dde/"), "x400;/C=de/");
    EXPECT_EQ(original("rfc822;" + std::string(493, 'x')), "rfc822;" + std::string(493, 'x'));
    for (const std::string& bad :
         {std::string("bob@post.example"), std::string(";bob"), std::string("rfc822;"), std::string("rfc 822;bob"),
          std::string("rfc822;a+0D+0Ab"), std::string("rfc822;+zz"), "rfc822;" + std::string(494, 'x')})
        EXPECT_EQ(original(bad), "rcpt.bad_value") << bad;
}

TEST(RcptParameters, are_refused_twice_and_unknown) {
    auto refused = [](std::vector<Parameter> parameters) {
        const auto read = read_rcpt_parameters(parameters);
        const auto* bad = std::get_if<BadParameter>(&read);
        return bad ? bad->reply->id : "none";
    };
    EXPECT_EQ(refused({{"NOTIFY", "NEVER"}, {"notify", "NEVER"}}), "rcpt.duplicate_parameter");
    EXPECT_EQ(refused({{"SIZE", "1"}}), "rcpt.unknown_parameter");
    EXPECT_EQ(refused({{"ORCPT", "rfc822;a"}, {"NOTIFY", "FAILURE"}}), "none");
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
