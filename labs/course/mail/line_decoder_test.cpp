#include "labs/course/mail/line_decoder.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace postlab::course::line_decoder_test {

/// Each line of a letter, and what it means; empty: what can be seen.
using Lines = std::vector<std::pair<const char*, const char*>>;

void read(LineDecoder& decoder, const Lines& letter) {
    for (const auto& [line, meaning] : letter) EXPECT_EQ(decoder.meaning(line), meaning) << line;
}
void read(const Lines& letter) {
    LineDecoder decoder;
    read(decoder, letter);
}

TEST(LineDecoder, reads_encoded_words_in_header_fields_and_nowhere_else) {
    read({{"From: dean@post.example", ""},
          {"Subject: =?utf-8?B?5L2g5aW9?= =?koi8-r?Q?=F0=D2=C9=D7=C5=D4?=", "Subject: 你好Привет"},
          {" =?utf-8?Q?caf=C3=A9?=", " café"},
          {"To: =?utf-8?B?!!?=", ""},
          {"", ""},
          {"=?utf-8?B?5L2g5aW9?=", ""}});
}

TEST(LineDecoder, reads_quoted_printable_whose_characters_go_on_in_the_next_line) {
    read({{"Content-Type: text/plain;", ""},
          {"\tcharset=\"utf-8\"", ""},
          {"Content-Transfer-Encoding: Quoted-Printable", ""},
          {"", ""},
          {"=D0=9F=D1=80=D0=B8=D0=", "При"},
          {"=B2=D0=B5=D1=82", "вет"},
          {"plain", ""},
          {"1 =3D 1", "1 = 1"}});
}

TEST(LineDecoder, reads_base64_that_is_text_and_no_picture) {
    read({{"Content-Type: multipart/mixed; boundary=\"b 1\"", ""},
          {"", ""},
          {"a preamble", ""},
          {"--b 1", ""},
          {"Content-Type: text/plain; charset=gbk", ""},
          {"Content-Transfer-Encoding: base64", ""},
          {"", ""},
          {"xOO6ww==", "你好"},
          {"--b 1", ""},
          {"Content-Type: image/png", ""},
          {"Content-Transfer-Encoding: base64", ""},
          {"", ""},
          {"iVBORw0KGgo=", ""},
          {"--b 1", ""},
          {"", ""},
          {"xOO6ww==", ""},
          {"--b 1--", ""},
          {"an epilogue", ""}});
}

TEST(LineDecoder, reads_text_in_other_charsets_as_it_stands) {
    read({{"Content-Type: text/plain; charset=windows-1251", ""}, {"", ""}, {"\xCF\xF0\xE8\xE2\xE5\xF2", "Привет"}});
    read({{"Content-Type: text/plain; charset=utf-8", ""}, {"", ""}, {"Привет", ""}});
    read({{"", ""}, {"\xCF\xF0", ""}, {"plain", ""}});
}

TEST(LineDecoder, begins_anew_with_each_letter) {
    LineDecoder decoder;
    read(decoder, {{"Content-Transfer-Encoding: base64", ""}, {"", ""}, {"aGVsbG8=", "hello"}});
    decoder.begin();
    read(decoder, {{"Subject: x", ""}, {"", ""}, {"aGVsbG8=", ""}});
}

TEST(LineDecoder, takes_any_octets) {
    std::string all;
    for (int octet = 0; octet < 256; ++octet) all += static_cast<char>(octet);
    for (const char* encoding : {"base64", "quoted-printable", "none"})
        for (const char* charset : {"utf-8", "utf-16", "nonsense", ""}) {
            LineDecoder decoder;
            decoder.meaning("Content-Type: text/plain; charset=" + std::string(charset) + "; boundary=\"\"");
            decoder.meaning("Content-Transfer-Encoding: " + std::string(encoding));
            decoder.meaning(all);
            decoder.meaning("");
            for (int i = 0; i < 3; ++i) decoder.meaning(all);
        }
}

}  // namespace postlab::course::line_decoder_test
