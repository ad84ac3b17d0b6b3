#include "labs/catalogue/codes.h"

#include <gtest/gtest.h>

#include <set>

#include "labs/catalogue/tables.h"

namespace postlab::labs::codes_test {

TEST(Code, means_what_its_digits_say) {
    EXPECT_EQ(meaning_of_code("550").find("5yz: no."), 0u);
    EXPECT_NE(meaning_of_code("550").find("x5z: it is about the mail system"), std::string::npos);
    EXPECT_NE(meaning_of_code("421").find("x2z: it is about the connection."), std::string::npos);
    EXPECT_EQ(meaning_of_code("5.1.1").find("5: a failure that lasts"), 0u);
    EXPECT_NE(meaning_of_code("4.2.2").find("x.2: it is about a mailbox."), std::string::npos);
    EXPECT_FALSE(meaning_of_code("5.7.509").empty()) << "RFC 3463 2: a detail has up to three digits";
}

TEST(Code, of_pop3_is_known_in_any_case) {
    for (const char* code : {"+OK", "+ok", "-ERR", "-err", "[IN-USE]", "[in-use]", "[SYS/TEMP]"})
        EXPECT_FALSE(meaning_of_code(code).empty()) << code;
}

TEST(Code, that_is_none_means_nothing) {
    for (const char* word : {"", "55", "5500", "650", "05a", "5.1", "5.1.", "5.1.1000", "55.1.1", "5.1.x", "1.1.1",
                             "OK", "ERR", "[OTHER]", "DATA"})
        EXPECT_EQ(meaning_of_code(word), "") << word;
}

TEST(Code, of_every_reply_means_something) {
    for (Protocol protocol : all_protocols)
        for (const Reply& reply : tables(protocol).replies)
            for (std::string_view code : {reply.code, reply.enhanced})
                if (!code.empty()) {
                    EXPECT_FALSE(meaning_of_code(code).empty()) << reply.id << " " << code;
                }
}

TEST(Protocols, are_named_as_the_record_names_them) {
    for (Protocol protocol : all_protocols) EXPECT_EQ(protocol_named(name_of(protocol)), protocol);
    EXPECT_EQ(name_of(Protocol::pop3), "pop3");
}

}  // namespace postlab::labs::codes_test
