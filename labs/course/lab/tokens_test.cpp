#include "labs/course/lab/tokens.h"

#include <gtest/gtest.h>

#include "shared/system/crypto.h"

namespace postlab::course::tokens_test {

const std::string key(32, '\x0b');

TEST(KeyedHash, is_the_hmac_of_rfc_4231) {
    EXPECT_EQ(crockford(hmac_sha256("Jefe", "what do ya want for nothing?"), 8), "BFEC2HNZ");  // 5bdcc146bf...
}

TEST(Tokens, are_the_same_whenever_they_are_made) {
    EXPECT_EQ(token(key, "s017", "L05"), token(key, "s017", "L05"));
    EXPECT_TRUE(token(key, "s017", "L05").starts_with("s017+L05-"));
    EXPECT_NE(token(key, "s017", "L05").substr(9), token(key, "s017", "L06").substr(9));
    EXPECT_EQ(desk_address(key, "s017", "L05"), "course+s017-L05-" + token(key, "s017", "L05").substr(9));
}

TEST(Tokens, differ_from_course_to_course) { EXPECT_NE(token(key, "s017", "L05"), token("other", "s017", "L05")); }

TEST(TokenReader, finds_a_token_wherever_it_stands_in_a_line) {
    const std::string own = token(key, "s017", "L05");
    for (const std::string& line : {"RCPT TO:<" + own + "@post.example>", "NOOP " + own, own, "user " + own + " x"}) {
        TokenOwner owner;
        unsigned wrong = 0;
        ASSERT_TRUE(TokenReader(key).find(line, owner, wrong)) << line;
        EXPECT_EQ(owner.student, "s017");
        EXPECT_EQ(owner.lab, "L05");
        EXPECT_FALSE(owner.desk);
    }
}

TEST(TokenReader, knows_the_desk) {
    TokenOwner owner;
    unsigned wrong = 0;
    ASSERT_TRUE(
        TokenReader(key).find("RCPT TO:<COURSE+S017-L05-" + token(key, "s017", "L05").substr(9) + "@x>", owner, wrong));
    EXPECT_EQ(owner.student, "s017");
    EXPECT_TRUE(owner.desk);
}

TEST(TokenReader, does_not_believe_a_wrong_hash) {
    const std::string own = token(key, "s017", "L05");
    TokenOwner owner;
    unsigned wrong = 0;
    for (const std::string& line : {std::string("NOOP s017+l05-0000"), own.substr(0, own.size() - 1), own + "f",
                                    "x" + own, std::string("-l05-1234"), std::string("+l05-1234"),
                                    std::string("l05-1234"), std::string("anna+s017-l05-") + own.substr(9)})
        EXPECT_FALSE(TokenReader(key).find(line, owner, wrong)) << line;
}

TEST(TokenReader, passes_over_a_few_wrong_tokens_but_not_over_many_in_a_session) {
    const std::string own = "NOOP " + token(key, "s017", "L05");
    TokenOwner owner;
    unsigned wrong = 0;
    EXPECT_TRUE(TokenReader(key).find("NOOP a+l05-0000 " + own, owner, wrong));
    EXPECT_EQ(wrong, 1u);
    for (int i = 0; i < 6; ++i) EXPECT_FALSE(TokenReader(key).find("NOOP a+l05-0000", owner, wrong));
    EXPECT_TRUE(TokenReader(key).find(own, owner, wrong));
    EXPECT_FALSE(TokenReader(key).find("NOOP a+l05-0000", owner, wrong));
    EXPECT_FALSE(TokenReader(key).find(own, owner, wrong)) << "it may be a guess";
}

TEST(PlantedAccounts, are_known_by_their_names) {
    TokenOwner owner;
    EXPECT_EQ(planted_account("s017", "L20"), "s017-L20");
    for (const char* name : {"s017-L20", "s017-l20"}) {
        owner = {};
        EXPECT_TRUE(names_planted(name, owner));
        EXPECT_EQ(owner.student + " " + owner.lab, "s017 L20");
    }
    for (const char* name : {"", "s017", "-l20", "s017-l2", "s017-l20-7f3a", "s017-lab", "s017-x20"})
        EXPECT_FALSE(names_planted(name, owner)) << name;
}

TEST(Receipts, are_bound_to_student_lab_and_epoch) {
    const std::string one = receipt(key, "s017", "L12", 1);
    EXPECT_EQ(one.size(), 13u);
    EXPECT_TRUE(one.starts_with("L12-"));
    EXPECT_EQ(one.find_first_of("ILOU", 4), one.npos);
    EXPECT_NE(one, receipt(key, "s018", "L12", 1));
    EXPECT_NE(one, receipt(key, "s017", "L12", 2));
}

TEST(Receipts, have_not_changed_since_the_first_version) {
    EXPECT_EQ(receipt(key, "s017", "L12", 1), "L12-A2PP-855G");
    EXPECT_EQ(token(key, "s017", "L05"), "s017+L05-8a4f");
    TokenOwner owner;
    unsigned wrong = 0;
    EXPECT_TRUE(TokenReader(key).find("NOOP s017+l05-8a4f", owner, wrong)) << "as it was printed on older cards";
}

TEST(TokenReader, passes_over_right_tokens_of_others_when_it_looks_for_one_students) {
    TokenOwner owner;
    unsigned wrong = 0;
    const std::string line = "NOOP " + token(key, "s018", "L05") + " " + token(key, "s017", "L06");
    EXPECT_TRUE(TokenReader(key).find_of("s017", line, owner, wrong));
    EXPECT_EQ(owner.student + owner.lab, "s017L06");
    EXPECT_FALSE(TokenReader(key).find_of("s019", line, owner, wrong));
    EXPECT_EQ(wrong, 0u);
}

}  // namespace postlab::course::tokens_test
