#include "labs/course/mail/mime.h"

#include <gtest/gtest.h>

#include "labs/course/lab/note_for_tests.h"
#include "labs/course/mail/encodings.h"

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
    EXPECT_TRUE(message.first_wrong().note.empty());
    EXPECT_EQ(message.tree(), "multipart/mixed[text/plain, application/octet-stream]");
    ASSERT_EQ(message.leaves().size(), 2u);
    EXPECT_EQ(message.leaves()[0]->decoded, "caf\xc3\xa9 au lait");
    EXPECT_EQ(message.leaves()[0]->charset, "utf-8");
    EXPECT_EQ(message.leaves()[1]->decoded, std::string("\0\1\2\xff", 4));
    EXPECT_EQ(message.leaves()[1]->name, "a.bin");
    EXPECT_EQ(decoded_header(message.header("subject")->text).text, "你好, world");
}

std::string wrong_after(std::string_view from, std::string_view to) {
    std::string text = two_parts;
    text.replace(text.find(from), from.size(), to);
    return in_english(parse_message(crlf(text)).first_wrong().note);
}

TEST(Mime, says_what_is_not_well_formed) {
    EXPECT_EQ(wrong_after("--b 1--\n", "--b 1\n"), "the closing boundary --b 1-- is missing");
    EXPECT_EQ(wrong_after("boundary=\"b 1\"", "x=y"), "the multipart has no boundary parameter");
    EXPECT_EQ(wrong_after("boundary=\"b 1\"", "boundary=c"), "no line is --c, which begins a part");
    EXPECT_EQ(wrong_after("AAEC/w==", "AAEC/w"), "the body is not base64: its characters and = are no groups of four");
    EXPECT_EQ(wrong_after("=C3=A9", "=C3=ZZ"),
              "the body is not quoted-printable: a = stands without two hexadecimal digits");
    EXPECT_EQ(wrong_after("Content-Disposition:", "Content Disposition:").substr(0, 20), "\"Content Disposition");
}

TEST(Mime, says_where_in_the_message_that_is) {
    const std::string text = crlf(
        "Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nhello\n--b\nContent-Type: text\n\nx\n--b--\n");
    const Part message = parse_message(text);
    EXPECT_EQ(text.substr(message.first_wrong().at, 18), "Content-Type: text");
    EXPECT_EQ(text.substr(message.header("content-type")->at, 23), "Content-Type: multipart");
    EXPECT_EQ(text.substr(message.parts[0].body_at, 5), "hello");
    EXPECT_TRUE(message.divided);
    EXPECT_FALSE(parse_message(crlf("Subject: x\nhello\n")).divided);
}

TEST(Mime, forgives_with_a_remark_what_the_rfc_wants_forgiven) {
    const DecodedText soft = from_quoted_printable("a= \t\r\nb \r\n");
    EXPECT_EQ(soft.text, "ab\r\n");
    EXPECT_TRUE(soft.wrong.empty());
    EXPECT_EQ(in_english(soft.remark), "blanks at the end of a line of quoted-printable were deleted (RFC 2045 6.7)");
    const DecodedText foreign = from_base64("aG-Vs\r\n*bG8=");
    EXPECT_EQ(foreign.text, "hello");
    EXPECT_TRUE(foreign.wrong.empty());
    EXPECT_EQ(in_english(foreign.remark), "characters that are none of base64 were ignored (RFC 2045 6.8)");
}

TEST(Mime, knows_a_charset_by_other_spellings_of_its_name) {
    EXPECT_TRUE(same_charset("UTF8", "utf-8"));
    EXPECT_TRUE(same_charset("ISO_8859-1", "iso-8859-1"));
    EXPECT_FALSE(same_charset("koi8-r", "koi8-u"));
    EXPECT_EQ(decoded_header("=?ks_c_5601-1987?B?sKE=?= =?X-GBK?q?=C4=E3?=").text, "가你");
}

TEST(Mime, does_not_drown_in_multiparts) {
    std::string text = "x\n";
    for (int i = 0; i < 50; ++i)
        text = "Content-Type: multipart/mixed; boundary=b" + std::to_string(i) + "\n\n--b" + std::to_string(i) + "\n" +
               text + "--b" + std::to_string(i) + "--\n";
    EXPECT_EQ(in_english(parse_message(crlf(text)).first_wrong().note), "multiparts within multiparts, too deep");
}

TEST(Unstuffing, takes_one_dot_away_and_makes_every_line_end_crlf) {
    EXPECT_EQ(unstuffed("..\r\n.x\n...two\r\nlast"), ".\r\nx\r\n..two\r\nlast\r\n");
}

}  // namespace postlab::course::mime_test
