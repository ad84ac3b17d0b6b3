#include "shared/system/digest.h"

#include <gtest/gtest.h>

namespace postlab::digest_test {

TEST(ApopDigest, is_the_one_that_rfc_1939_shows) {
    EXPECT_EQ(apop_digest("<1896.697170952@dbc.mtview.ca.us>", "tanstaaf"), "c4c9334bac560ecc979e58001b3e22fb");
}

TEST(Password, is_recognised_and_no_other_is) {
    const std::string kept = hash_password("two words");
    EXPECT_TRUE(verify_password("two words", kept));
    EXPECT_FALSE(verify_password("two  words", kept));
    EXPECT_FALSE(verify_password("", kept));
}

TEST(Password, keeps_its_cost_beside_the_hash_and_a_salt_of_its_own) {
    const std::string kept = hash_password("secret");
    EXPECT_EQ(kept.rfind("scrypt$8192$8$1$", 0), 0u);
    EXPECT_NE(kept, hash_password("secret"));
    EXPECT_EQ(kept.find("secret"), kept.npos);
}

TEST(Password, is_verified_at_the_cost_it_was_hashed_with) {
    // A smaller cost, computed elsewhere: what an older or a newer version may have written.
    EXPECT_TRUE(verify_password("secret",
                                "scrypt$1024$8$1$00000000000000000000000000000000$"
                                "300420e0918b3cc46a24504429ff1f43ee27861a266c8e7a8828b5518b37c03b"));
}

TEST(Password, matches_nothing_that_is_no_hash) {
    for (const char* kept : {"", "secret", "scrypt$8192$8$1$", "scrypt$8192$8$1$00$00", "md5$1$1$1$00$00"})
        EXPECT_FALSE(verify_password("secret", kept)) << kept;
    const std::string good = hash_password("secret");
    EXPECT_FALSE(verify_password("secret", good + "$"));
    EXPECT_FALSE(verify_password("secret", good.substr(0, good.size() - 2)));
    EXPECT_FALSE(verify_password("secret", "scrypt$8191" + good.substr(11)));  // N must be a power of two
}

TEST(UnmatchedPassword, looks_like_any_other_and_matches_nobody) {
    EXPECT_EQ(unmatched_password().size(), hash_password("secret").size());
    EXPECT_FALSE(verify_password("", unmatched_password()));
    EXPECT_FALSE(verify_password("secret", unmatched_password()));
}

TEST(PassPhrase, may_be_typed_in_any_case_and_without_its_blanks) {
    const std::string kept = hash_password("bado kemi tuna rozi pefa");
    for (const char* typed :
         {"bado kemi tuna rozi pefa", "Bado Kemi Tuna Rozi Pefa", "BADOKEMITUNAROZIPEFA", "bado kemi tunarozi pefa"})
        EXPECT_TRUE(verify_password(typed, kept)) << typed;
    for (const char* typed : {"bado kemi tuna rozi pefu", "bado kemi tuna rozi pef", "bado kemi tuna rozi pefa a",
                              "bado-kemi-tuna-rozi-pefa", "bado kemi tuna rozi pefa ", " bado kemi tuna rozi pefa",
                              "bado  kemi tuna rozi pefa", "bad okem itun aroz ipefa", ""})
        EXPECT_FALSE(verify_password(typed, kept)) << typed;
}

TEST(Password, of_another_form_counts_to_the_octet) {
    for (const char* chosen : {"Two Words", "Bado Kemi Tuna Rozi Pefa"}) {
        const std::string kept = hash_password(chosen);
        EXPECT_TRUE(verify_password(chosen, kept));
        EXPECT_FALSE(verify_password(chosen[0] == 'T' ? "two words" : "bado kemi tuna rozi pefa", kept));
        EXPECT_FALSE(verify_password("TwoWords", kept));
    }
}

}  // namespace postlab::digest_test
