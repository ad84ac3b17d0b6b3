#include "shared/sasl/mechanism.h"

#include <gtest/gtest.h>

namespace postlab::sasl::mechanism_test {

TEST(Mechanisms, are_named_in_any_case) {
    EXPECT_EQ(mechanism_named("plain"), mechanism_named("PLAIN"));
    EXPECT_EQ(mechanism_named("Scram-Sha-256")->section, "RFC 7677");
    for (const char* name : {"", "PLAI", "PLAINS", "SCRAM-SHA-1", "SCRAM-SHA-256-PLUS", " PLAIN"})
        EXPECT_EQ(mechanism_named(name), nullptr) << name;
}

TEST(Mechanisms, are_announced_without_those_that_send_the_password_where_it_must_not_be_sent) {
    EXPECT_EQ(mechanism_names(true), "SCRAM-SHA-256 CRAM-MD5 PLAIN LOGIN");
    EXPECT_EQ(mechanism_names(false), "SCRAM-SHA-256 CRAM-MD5");
}

TEST(AuthCommand, may_bring_a_response_along) {
    EXPECT_EQ(read_auth("PLAIN").mechanism, "PLAIN");
    EXPECT_EQ(read_auth("PLAIN").initial, std::nullopt);
    EXPECT_EQ(read_auth("PLAIN =").initial, "=");
    EXPECT_EQ(read_auth("PLAIN a b").initial, "a b") << "what is no base64 is told so later";
    EXPECT_EQ(read_auth("PLAIN ").initial, "");
}

TEST(AuthCommand, shows_its_verb_and_a_mechanism_and_nothing_else) {
    EXPECT_EQ(shown_of_auth("AUTH"), "AUTH");
    EXPECT_EQ(shown_of_auth("auth plain"), "auth plain");
    EXPECT_EQ(shown_of_auth("AUTH PLAIN AGJvYgBzZXNhbWU="), "AUTH PLAIN");
    EXPECT_EQ(shown_of_auth("AUTH LOGIN sesame two"), "AUTH LOGIN");
    for (const char* line : {"AUTH PLIAN AGJvYgBzZXNhbWU=", "AUTH sesame", "AUTH  PLAIN sesame", "AUTH\tPLAIN sesame",
                             "AUTH PLAINsesame", "AUTH PLAIN\tsesame", "AUTH "})
        EXPECT_EQ(shown_of_auth(line), "AUTH") << line;
}

}  // namespace postlab::sasl::mechanism_test
