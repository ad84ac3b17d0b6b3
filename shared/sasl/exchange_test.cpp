#include "shared/sasl/exchange.h"

#include <gtest/gtest.h>

#include "shared/sasl/base64.h"
#include "shared/system/digest.h"

namespace postlab::sasl::exchange_test {

using What = Step::What;
using namespace std::string_literals;

std::unique_ptr<Exchange> exchange(std::string_view mechanism, const std::string& nonce = "nonce") {
    return begin_exchange(*mechanism_named(mechanism), nonce, "post.example");
}
What answer(Exchange& exchange, std::string_view octets) { return exchange.take(to_base64(octets)).what; }
/// Of a challenge: what stands in it.
std::string asked(const Step& step) {
    EXPECT_EQ(step.what, What::challenge);
    return from_base64(step.text).value_or("no base64");
}

TEST(Plain, has_the_examples_of_the_rfc) {  // RFC 4616 4
    auto plain = exchange("PLAIN");
    EXPECT_EQ(asked(plain->begin({})), "");
    EXPECT_EQ(answer(*plain, "\0tim\0tanstaaftanstaaf"s), What::log_in);
    EXPECT_EQ(plain->name(), "tim");
    EXPECT_EQ(plain->on_behalf(), "");
    EXPECT_EQ(std::get<Password>(plain->credential()).text, "tanstaaftanstaaf");

    plain = exchange("PLAIN");
    EXPECT_EQ(plain->begin(to_base64("Ursel\0Kurt\0xipj3plmq"s)).what, What::log_in);
    EXPECT_EQ(plain->name(), "Kurt");
    EXPECT_EQ(plain->on_behalf(), "Ursel");
}

TEST(Plain, refuses_what_the_grammar_does_not_allow) {
    for (const std::string& message :
         {""s, "tim"s, "tim\0secret"s, "\0\0secret"s, "\0tim\0"s, "\0tim\0a\0b"s, "\0tim\0\xff\xfe"s, "\0\xc3\0secret"s,
          "\0tim\0tab\there"s, "\0ti\x7Fm\0secret"s, "\0ti\xC2\x85m\0x"s, "\x01\0tim\0x"s,
          "\0tim\0" + std::string(256, 'x'), "\0"s + std::string(256, 'x') + "\0x"s})
        EXPECT_EQ(answer(*exchange("PLAIN"), message), What::malformed) << to_base64(message);
    EXPECT_EQ(answer(*exchange("PLAIN"), "\0t\xC3\xA4m\0two w\xC3\xB6rds"s), What::log_in);
}

TEST(Exchanges, prepare_names_and_passwords_by_SASLprep) {  // RFC 4616 2, RFC 5802 5.1
    const std::string a = "\xEF\xBD\x81", hyphen = "\xC2\xAD";
    auto plain = exchange("PLAIN");
    EXPECT_EQ(answer(*plain, a + "nn" + '\0' + a + "nn" + '\0' + "se" + hyphen + "cret"), What::log_in);
    EXPECT_EQ(plain->on_behalf(), "ann");
    EXPECT_EQ(plain->name(), "ann");
    EXPECT_EQ(std::get<Password>(plain->credential()).text, "secret");
    auto login = exchange("LOGIN");
    EXPECT_EQ(login->begin({}).what, What::challenge);
    EXPECT_EQ(login->take(to_base64(a + "nn")).what, What::challenge);
    EXPECT_EQ(login->take(to_base64("se" + hyphen + "cret")).what, What::log_in);
    EXPECT_EQ(login->name() + std::get<Password>(login->credential()).text, "annsecret");
    auto scram = exchange("SCRAM-SHA-256");
    EXPECT_EQ(scram->begin(to_base64("n,,n=" + a + "nn,r=abc")).what, What::salt);
    EXPECT_EQ(scram->name(), "ann");
}

TEST(Plain, takes_names_and_passwords_of_255_octets) {  // RFC 2595 6
    const std::string longest(255, 'x');
    auto plain = exchange("PLAIN");
    EXPECT_EQ(answer(*plain, longest + '\0' + longest + '\0' + longest), What::log_in);
    EXPECT_EQ(plain->on_behalf(), longest);
    EXPECT_EQ(plain->name(), longest);
    EXPECT_EQ(std::get<Password>(plain->credential()).text, longest);
}

TEST(Responses, are_base64_or_end_the_exchange) {
    for (const Mechanism& mechanism : mechanisms) {
        for (const char* line : {"=", "AAA", "A A=", "AAA=AAA=", "AB==", "NOOP!", "**"})
            EXPECT_EQ(exchange(mechanism.name)->take(line).what, What::not_base64) << mechanism.name << " " << line;
        EXPECT_EQ(exchange(mechanism.name)->take("*").what, What::cancelled);
        EXPECT_EQ(exchange(mechanism.name)->take("").what, What::malformed) << "nobody wants an empty one at first";
        if (mechanism.client_begins) {
            EXPECT_EQ(exchange(mechanism.name)->begin("").what, What::not_base64);
            EXPECT_EQ(exchange(mechanism.name)->begin("A").what, What::not_base64);
            EXPECT_EQ(exchange(mechanism.name)->begin("=").what, What::malformed) << "an empty one";
        } else {
            EXPECT_EQ(exchange(mechanism.name)->begin("=").what, What::no_initial);
        }
    }
}

TEST(Login, asks_for_name_and_password) {
    auto login = exchange("LOGIN");
    EXPECT_EQ(asked(login->begin({})), "Username:");
    EXPECT_EQ(asked(login->take(to_base64("alice"))), "Password:");
    EXPECT_EQ(answer(*login, "two words"), What::log_in);
    EXPECT_EQ(login->name(), "alice");
    EXPECT_EQ(std::get<Password>(login->credential()).text, "two words");
    login = exchange("LOGIN");
    EXPECT_EQ(asked(login->begin(to_base64("alice"))), "Password:") << "clients bring the name along";
    EXPECT_EQ(answer(*login, ""), What::malformed);
    EXPECT_EQ(answer(*exchange("LOGIN"), "a\nb"), What::malformed);
}

TEST(CramMd5, has_the_example_of_the_rfc) {  // RFC 2195 2
    EXPECT_EQ(cram_digest("<1896.697170952@postoffice.reston.mci.net>", "tanstaaftanstaaf"),
              "b913a602c7eda7a495b4e6e7334d3890");
    auto cram = begin_exchange(*mechanism_named("CRAM-MD5"), "1896.697170952", "postoffice.reston.mci.net");
    EXPECT_EQ(cram->begin({}).text, "PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+");
    EXPECT_EQ(cram->take("dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw").what, What::log_in);
    EXPECT_EQ(cram->name(), "tim");
    const auto& credential = std::get<CramDigest>(cram->credential());
    EXPECT_EQ(credential.challenge, "<1896.697170952@postoffice.reston.mci.net>");
    EXPECT_EQ(credential.digest, "b913a602c7eda7a495b4e6e7334d3890");
}

TEST(CramMd5, wants_a_name_and_a_digest) {
    const std::string digest(32, 'a');
    for (const std::string& response : {""s, "tim"s, digest, " " + digest, "tim " + std::string(31, 'a'),
                                        "tim " + std::string(32, 'A'), "tim\0 "s + digest, "tim " + digest + " "})
        EXPECT_EQ(answer(*exchange("CRAM-MD5"), response), What::malformed) << response;
    auto cram = exchange("CRAM-MD5");
    EXPECT_EQ(answer(*cram, "two words " + digest), What::log_in);
    EXPECT_EQ(cram->name(), "two words");
}

// RFC 7677 3
const std::string server_nonce = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0", client_nonce = "rOprNGfwEbeRWgbNEkqO",
                  nonces = client_nonce + server_nonce;
const ScramSalt salt{*from_base64("W22ZaJ0SNY7soEsUEjb6gQ=="), 4096};

TEST(Scram, has_the_example_of_the_rfc) {
    auto scram = exchange("SCRAM-SHA-256", server_nonce);
    EXPECT_EQ(scram->begin(to_base64("n,,n=user,r=" + client_nonce)).what, What::salt);
    EXPECT_EQ(scram->name(), "user");
    EXPECT_EQ(asked(scram->salted(salt)), "r=" + nonces + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096");
    EXPECT_EQ(answer(*scram, "c=biws,r=" + nonces + ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="), What::prove);
    const auto& credential = std::get<ScramProof>(scram->credential());
    const ScramKeys keys = make_scram_keys("pencil", salt);
    EXPECT_TRUE(is_right(credential, keys));
    EXPECT_EQ(asked(scram->proven(server_signature(credential.auth_message, keys))),
              "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
    EXPECT_EQ(scram->take("").what, What::log_in);
    EXPECT_EQ(answer(*scram, "more"), What::malformed);
}

TEST(Scram, takes_names_with_commas_accounts_to_act_as_and_what_it_does_not_know) {
    auto scram = exchange("SCRAM-SHA-256");
    EXPECT_EQ(answer(*scram, "y,a=b=2Cc,n=a=3Db,r=x,x=unknown"), What::salt) << "y: the client could bind channels";
    EXPECT_EQ(scram->name(), "a=b");
    EXPECT_EQ(scram->on_behalf(), "b,c");
    scram->salted(salt);
    EXPECT_EQ(answer(*scram, "c=" + to_base64("y,a=b=2Cc,") + ",r=xnonce,z=1,p=" + to_base64(std::string(32, 'p'))),
              What::prove);
    EXPECT_EQ(std::get<ScramProof>(scram->credential()).auth_message,
              "n=a=3Db,r=x,x=unknown,r=xnonce,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=" + to_base64("y,a=b=2Cc,") +
                  ",r=xnonce,z=1");
}

TEST(Scram, refuses_a_first_message_that_is_none) {
    for (const std::string& message : {"n"s,
                                       "n,,"s,
                                       "n,,n=user"s,
                                       "n,,r=x,n=user"s,
                                       "p=tls-unique,,n=user,r=x"s,
                                       "p,,n=user,r=x"s,
                                       "x,,n=user,r=x"s,
                                       ",,n=user,r=x"s,
                                       "n,b=x,n=user,r=x"s,
                                       "n,a=,n=user,r=x"s,
                                       "n,a=u=2,n=user,r=x"s,
                                       "n,,n=,r=x"s,
                                       "n,,n=us=er,r=x"s,
                                       "n,,n=us=2cer,r=x"s,
                                       "n,,n=us\x01,r=x"s,
                                       "n,,n=us\0,r=x"s,
                                       "n,,n=\xff,r=x"s,
                                       "n,,n=user,r="s,
                                       "n,,n=user,r=a b"s,
                                       "n,,n=user,r=\xc3\xa4"s,
                                       "n,,n=user,r=" + std::string(129, 'x'),
                                       "n,,m=x,n=user,r=x"s,
                                       "n,,n=user,r=x,m=x"s,
                                       "n,,n=user,r=x,"s,
                                       "n,,n=user,r=x,y"s,
                                       "n,,n=user,r=x,1=2"s,
                                       "n,,n=user,r=x,a=\0"s})
        EXPECT_EQ(answer(*exchange("SCRAM-SHA-256"), message), What::malformed) << message;
}

TEST(Scram, refuses_a_last_message_that_does_not_go_with_the_first) {
    const std::string proof = ",p=" + to_base64(std::string(32, 'p'));
    for (const std::string& message :
         {""s, "c=biws"s, "c=biws,r=xnonce"s, "c=eSws,r=xnonce" + proof, "c=biws,r=x" + proof,
          "c=biws,r=xnoncE" + proof, "c=biws,r=xnonce,p="s, "c=biws,r=xnonce,p=AAAA"s,
          "c=biws,r=xnonce,p=!" + proof.substr(3), "c=biws,r=xnonce,y" + proof, "c=biws,r=xnonce,m=1" + proof,
          "c=biws,r=xnonce" + proof + ",x=1", "r=xnonce,c=biws" + proof}) {
        auto scram = exchange("SCRAM-SHA-256");
        EXPECT_EQ(answer(*scram, "n,,n=user,r=x"), What::salt);
        scram->salted(salt);
        EXPECT_EQ(answer(*scram, message), What::malformed) << message;
    }
}

TEST(Nonces, are_new_each_time) {
    EXPECT_NE(make_nonce(), make_nonce());
    EXPECT_EQ(make_nonce().size(), 32u);
}

}  // namespace postlab::sasl::exchange_test
