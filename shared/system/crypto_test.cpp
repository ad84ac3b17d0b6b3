#include "shared/system/crypto.h"

#include <gtest/gtest.h>

#include <set>

#include "shared/text/text.h"

namespace postlab::crypto_test {

TEST(RandomOctets, are_as_many_as_were_asked_for_and_never_the_same) {
    std::set<std::string> seen;
    for (int i = 0; i < 100; ++i) seen.insert(random_octets(16));
    EXPECT_EQ(seen.size(), 100u);
    EXPECT_EQ(seen.begin()->size(), 16u);
    EXPECT_EQ(random_octets(0), "");
}

TEST(Sha256, is_the_one_of_the_standard) {
    EXPECT_EQ(hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(HmacSha256, is_the_one_of_rfc_4231_one_by_one_too) {
    const std::string expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";  // test case 2
    EXPECT_EQ(hex(hmac_sha256("Jefe", "what do ya want for nothing?")), expected);
    HmacSha256 keyed("Jefe");
    EXPECT_NE(hex(keyed.of("something else")), expected);
    EXPECT_EQ(hex(keyed.of("what do ya want for nothing?")), expected) << "nothing stays from before";
    EXPECT_EQ(hex(hmac_sha256("", "")), "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
    EXPECT_EQ(hmac_sha256({}, "x"), hmac_sha256("", "x")) << "no key, and an empty one";
}

TEST(Poly1305, is_the_one_of_rfc_8439) {
    const auto octets = from_hex("85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b");  // 2.5.2
    ASSERT_TRUE(octets);
    Poly1305Key key;
    std::copy(octets->begin(), octets->end(), key.begin());
    const auto tag = poly1305(key, "Cryptographic Forum Research Group");
    EXPECT_EQ(hex({tag.data(), tag.size()}), "a8061dc1305136c6c22b8baf0c0127a9");
}

TEST(Scrypt, is_the_one_of_rfc_7914) {
    const auto hash = scrypt("password", "NaCl", {1024, 8, 16}, 64);  // section 12
    ASSERT_TRUE(hash);
    EXPECT_EQ(hex(*hash),
              "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
              "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640");
    EXPECT_FALSE(scrypt("password", "NaCl", {1023, 8, 16}, 64)) << "n is a power of two";
    EXPECT_FALSE(scrypt("password", "NaCl", {1 << 20, 8, 1}, 64)) << "a gigabyte";
}

TEST(ConstantTime, comparison_knows_equal_from_different) {
    EXPECT_TRUE(equal_in_constant_time("", ""));
    EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
    EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
    EXPECT_FALSE(equal_in_constant_time("abc", "ab"));
}

}  // namespace postlab::crypto_test
