#include "labs/course/grading/mime.h"

#include <gtest/gtest.h>

namespace postlab::course::mime_test {

std::string crlf(std::string_view text) {
    std::string out;
    for (char c : text) out += c == '\n' ? "\r\n" : std::string(1, c);
    return out;
}

const char* two_parts =
    "MIME-Version: 1.0\n"
    "Subject: =?UTF-8?B?5L2g?= =?utf-8?q?=E5=A5=BD?=, world\n"
    "Content-Type: multipart/mixed;\n"
    " boundary=\"b 1\"\n"
    "\n"
    "preamble\n"
    "--b 1\n"
    "Content-Type: text/plain; charset=UTF-8\n"
    "Content-Transfer-Encoding: quoted-printable\n"
    "\n"
    "caf=C3=A9 a=\n"
    "u lait\n"
    "--b 1\n"
    "Content-Type: application/octet-stream\n"
    "Content-Transfer-Encoding: base64\n"
    "Content-Disposition: attachment; filename=\"a.bin\"\n"
    "\n"
    "AAEC/w==\n"
    "--b 1--\n";

TEST(Mime, takes_a_message_apart) {
    const Part message = parse_message(crlf(two_parts));
    EXPECT_EQ(message.first_wrong(), "");
    EXPECT_EQ(message.tree(), "multipart/mixed[text/plain, application/octet-stream]");
    ASSERT_EQ(message.leaves().size(), 2u);
    EXPECT_EQ(message.leaves()[0]->decoded, "caf\xc3\xa9 au lait");
    EXPECT_EQ(message.leaves()[0]->charset, "utf-8");
    EXPECT_EQ(message.leaves()[1]->decoded, std::string("\0\1\2\xff", 4));
    EXPECT_EQ(message.leaves()[1]->name, "a.bin");
    EXPECT_EQ(decoded_header(*message.header("subject")), "你好, world");
}

std::string wrong_after(std::string_view from, std::string_view to) {
    std::string text = two_parts;
    text.replace(text.find(from), from.size(), to);
    return parse_message(crlf(text)).first_wrong();
}

TEST(Mime, says_what_is_not_well_formed) {
    EXPECT_EQ(wrong_after("--b 1--\n", "--b 1\n"), "the closing boundary --b 1-- is missing");
    EXPECT_EQ(wrong_after("boundary=\"b 1\"", "x=y"), "the multipart has no boundary parameter");
    EXPECT_EQ(wrong_after("boundary=\"b 1\"", "boundary=c"), "no line is --c, which begins a part");
    EXPECT_EQ(wrong_after("AAEC/w==", "AAEC/w"), "the body is not base64");
    EXPECT_EQ(wrong_after("=C3=A9", "=C3=ZZ"), "the body is not quoted-printable");
    EXPECT_EQ(wrong_after("Content-Disposition:", "Content Disposition:").substr(0, 20), "\"Content Disposition");
}

TEST(Mime, leaves_alone_what_is_no_encoded_word) {
    EXPECT_EQ(decoded_header("a =?utf-8?x?zz?= b"), "a =?utf-8?x?zz?= b");
    EXPECT_EQ(decoded_header("=?utf-8?b?!!!?="), "=?utf-8?b?!!!?=");
    EXPECT_EQ(decoded_header("=?utf-8?q?two words?="), "=?utf-8?q?two words?=");
}

TEST(Mime, does_not_drown_in_multiparts) {
    std::string text = "x\n";
    for (int i = 0; i < 50; ++i)
        text = "Content-Type: multipart/mixed; boundary=b" + std::to_string(i) + "\n\n--b" + std::to_string(i) + "\n" +
               text + "--b" + std::to_string(i) + "--\n";
    EXPECT_EQ(parse_message(crlf(text)).first_wrong(), "multiparts within multiparts, too deep");
}

TEST(Unstuffing, takes_one_dot_away_and_makes_every_line_end_crlf) {
    EXPECT_EQ(unstuffed("..\r\n.x\n...two\r\nlast"), ".\r\nx\r\n..two\r\nlast\r\n");
}

}  // namespace postlab::course::mime_test
