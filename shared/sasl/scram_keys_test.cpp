#include "shared/sasl/scram_keys.h"

#include <gtest/gtest.h>

#include "shared/sasl/base64.h"

namespace postlab::sasl::scram_keys_test {

// RFC 7677 3: user "user", password "pencil".
const std::string nonces = "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
const std::string auth_message =
    "n=user,r=rOprNGfwEbeRWgbNEkqO,r=" + nonces + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,r=" + nonces;
const std::string proof = *from_base64("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");

ScramKeys keys_of_the_rfc() { return make_scram_keys("pencil", {*from_base64("W22ZaJ0SNY7soEsUEjb6gQ=="), 4096}); }

TEST(ScramKeys, check_and_sign_as_the_rfc_has_it) {
    const ScramKeys keys = keys_of_the_rfc();
    EXPECT_TRUE(is_right({auth_message, proof}, keys));
    EXPECT_EQ(to_base64(server_signature(auth_message, keys)), "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
}

TEST(ScramKeys, take_no_other_proof) {
    const ScramKeys keys = keys_of_the_rfc();
    std::string other = proof;
    other[31] = static_cast<char>(other[31] ^ 1);
    EXPECT_FALSE(is_right({auth_message, other}, keys));
    EXPECT_FALSE(is_right({auth_message + "x", proof}, keys));
    EXPECT_FALSE(is_right({auth_message, proof}, make_scram_keys("Pencil", keys.salt)));
    for (const std::string& wrong : {std::string(), proof.substr(1), proof + "x"})
        EXPECT_FALSE(is_right({auth_message, wrong}, keys));
}

TEST(ScramKeys, are_kept_as_text) {
    const ScramKeys keys = keys_of_the_rfc();
    const std::string text = in_text(keys);
    EXPECT_EQ(text.substr(0, 44), "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$") << "RFC 5803";
    const auto again = scram_keys_from(text);
    ASSERT_TRUE(again);
    EXPECT_TRUE(is_right({auth_message, proof}, *again));
    EXPECT_EQ(again->server_key, keys.server_key);
    EXPECT_EQ(text.find("pencil"), text.npos);
    for (const std::string& broken :
         {std::string(), text + "x", text.substr(1), text.substr(0, 60),
          std::string("SCRAM-SHA-256$0:AAAA$") + text.substr(44), std::string("SCRAM-SHA-256$4096:$") + text.substr(44),
          std::string("SCRAM-SHA-1$4096:AAAA$") + text.substr(44),
          std::string("SCRAM-SHA-256$-1:AAAA$") + text.substr(44)})
        EXPECT_FALSE(scram_keys_from(broken)) << broken;
}

}  // namespace postlab::sasl::scram_keys_test
