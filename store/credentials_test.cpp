#include "store/credentials.h"

#include <gtest/gtest.h>

#include "shared/system/digest.h"

namespace postlab::store::credentials_test {

TEST(Credentials, remember_what_was_right_and_nothing_near_it) {
    Credentials credentials;
    EXPECT_FALSE(credentials.remembers("hash", "secret"));
    credentials.remember("hash", "secret");
    EXPECT_TRUE(credentials.remembers("hash", "secret"));
    EXPECT_FALSE(credentials.remembers("hash", "secret "));
    EXPECT_FALSE(credentials.remembers("hash", ""));
    EXPECT_FALSE(credentials.remembers("another hash", "secret")) << "the password has been changed";
    EXPECT_FALSE(credentials.remembers("hashs", "ecret")) << "the same octets, divided elsewhere";
}

TEST(Credentials, forget_all_rather_than_grow_for_ever) {
    Credentials credentials;
    credentials.remember("hash", "first");
    for (int i = 0; i < 16383; ++i) credentials.remember("hash", std::to_string(i));
    EXPECT_TRUE(credentials.remembers("hash", "first"));
    credentials.remember("hash", "one too many");
    EXPECT_FALSE(credentials.remembers("hash", "first"));
    EXPECT_TRUE(credentials.remembers("hash", "one too many"));
}

TEST(PasswordChecker, counts_a_hash_for_each_question) {
    const std::string kept = hash_password("secret");
    PasswordChecker checker;
    EXPECT_TRUE(checker.right("secret", kept));
    EXPECT_FALSE(checker.right("Secret", kept));
    EXPECT_FALSE(checker.right("secret", "")) << "nobody can log in there";
    EXPECT_FALSE(checker.right("", ""));
    EXPECT_EQ(checker.checked(), 4u);
}

}  // namespace postlab::store::credentials_test
