#include "smtpd/trace.h"

#include <gtest/gtest.h>

namespace postlab::smtpd::trace_test {

using namespace std::chrono;

Trace trace() {
    return {.reverse_path = "bob@client.example",
            .client_name = "client.example",
            .peer = "127.0.0.1",
            .server = "post.example",
            .protocol = "ESMTP",
            .sole_recipient = "alice@post.example",
            .received = sys_days{2026y / January / 2} + 3h + 4min + 5s};
}

TEST(Trace, is_a_Return_Path_and_a_folded_Received_line) {
    EXPECT_EQ(trace_lines(trace()),
              "Return-Path: <bob@client.example>\r\n"
              "Received: from client.example ([127.0.0.1])\r\n"
              "\tby post.example with ESMTP id t6475ef64cf340\r\n"
              "\tfor <alice@post.example>;\r\n"
              "\tFri, 02 Jan 2026 03:04:05 +0000\r\n");
}

TEST(Trace, names_no_recipient_when_there_are_several) {
    Trace several = trace();
    several.sole_recipient = "";
    EXPECT_EQ(trace_lines(several).find("alice"), std::string::npos);
    EXPECT_NE(trace_lines(several).find("with ESMTP id t6475ef64cf340;\r\n\tFri"), std::string::npos);
}

TEST(Trace, writes_the_null_reverse_path_and_address_literals) {
    Trace bounce = trace();
    bounce.reverse_path = "";
    bounce.client_name = "[IPv6:::1]";
    bounce.peer = "::1";
    EXPECT_TRUE(trace_lines(bounce).starts_with("Return-Path: <>\r\nReceived: from [IPv6:::1] ([IPv6:::1])\r\n"));
}

TEST(Trace, stays_below_the_line_limit_with_the_longest_names) {
    std::string path(254, 'p'), name(255, 'n');
    Trace longest = trace();
    longest.reverse_path = longest.sole_recipient = path;
    longest.client_name = longest.server = name;
    std::string lines = trace_lines(longest);
    for (std::size_t from = 0, end; from < lines.size(); from = end + 2) {
        end = lines.find("\r\n", from);
        EXPECT_LE(end - from, 998u);
    }
}

TEST(MailDate, is_that_of_RFC_5322) {
    EXPECT_EQ(mail_date(Time{}), "Thu, 01 Jan 1970 00:00:00 +0000");
    EXPECT_EQ(mail_date(sys_days{2028y / February / 29} + 23h + 59min + 59s + 999ms),
              "Tue, 29 Feb 2028 23:59:59 +0000");
}

}  // namespace postlab::smtpd::trace_test
