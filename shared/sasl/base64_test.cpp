#include "shared/sasl/base64.h"

#include <gtest/gtest.h>

namespace postlab::sasl::base64_test {

TEST(Base64, has_the_vectors_of_the_rfc) {  // RFC 4648 10
    const std::pair<std::string, std::string> vectors[] = {{"", ""},
                                                           {"f", "Zg=="},
                                                           {"fo", "Zm8="},
                                                           {"foo", "Zm9v"},
                                                           {"foob", "Zm9vYg=="},
                                                           {"fooba", "Zm9vYmE="},
                                                           {"foobar", "Zm9vYmFy"},
                                                           {std::string("\0\xff\xfe", 3), "AP/+"}};
    for (const auto& [octets, text] : vectors) {
        EXPECT_EQ(to_base64(octets), text);
        EXPECT_EQ(from_base64(text), octets) << text;
    }
    EXPECT_EQ(to_base64(std::string(300, 'x')).find_first_of("\r\n"), std::string::npos) << "one piece";
}

TEST(Base64, is_taken_only_as_it_would_be_written) {
    for (const char* text : {"=AAA",   "AAA=BBB=", "AA=A",     "A===",  "====",  "AAA",   "AA",
                             "A",      "AAAAA===", "AAAA====", "AAAA ", " AAAA", "AA AA", "AAAA\r\n",
                             "AA\nAA", "A-_A",     "AB==",     "AAB=",  "*",     "=",     "\xc3\xa4\xc3\xa4"})
        EXPECT_EQ(from_base64(text), std::nullopt) << text;
    EXPECT_EQ(from_base64(std::string_view("AA\0A", 4)), std::nullopt);
}

}  // namespace postlab::sasl::base64_test
