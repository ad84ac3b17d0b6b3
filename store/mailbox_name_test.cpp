#include "store/mailbox_name.h"

#include <gtest/gtest.h>

namespace postlab::store::mailbox_name_test {

TEST(MailboxName, is_made_of_small_letters_digits_and_three_signs) {
    for (const char* name : {"a", "alice", "s017", "lab-05", "first.last", "a_b", "0", "-", "_"})
        EXPECT_TRUE(valid_mailbox_name(name)) << name;
    for (const char* name : {"Alice", "a b", "a@b", "a+b", "a/b", "\xC3\xA4", "a\n", "\"a\""})
        EXPECT_FALSE(valid_mailbox_name(name)) << name;
}

TEST(MailboxName, has_dots_only_within_and_one_at_a_time) {
    for (const char* name : {"", ".", ".a", "a.", "a..b", ".."}) EXPECT_FALSE(valid_mailbox_name(name)) << name;
    EXPECT_TRUE(valid_mailbox_name("a.b.c"));
}

TEST(MailboxName, has_64_characters_at_most) {
    EXPECT_TRUE(valid_mailbox_name(std::string(64, 'a')))
        << "RFC 5321 4.5.3.1.1: so much of a local part every server takes";
    EXPECT_FALSE(valid_mailbox_name(std::string(65, 'a')));
}

}  // namespace postlab::store::mailbox_name_test
