// UTF8 and LANG (RFC 6856), with languages that are made for these tests.
#include <gtest/gtest.h>

#include "pop3d/conversation_for_tests.h"

namespace postlab::pop3d::language_test {

/// Speaks one language beside English, in which each row says its id and its second detail.
class Backwards : public ReplyLanguages {
public:
    Backwards() {
        for (const Reply& reply : replies) texts_.emplace(reply.id, "«" + std::string(reply.id) + "» {2}");
    }
    std::span<const Language> others() const override { return languages_; }
    std::string_view text(const Reply& reply, std::string_view) const override {
        const auto found = texts_.find(reply.id);
        return found == texts_.end() ? reply.text : std::string_view(found->second);
    }

private:
    static constexpr Reply replies[] = {{"noop.ok", "", "", "", "", ""},      {"lang.ok", "", "", "", "", ""},
                                        {"lang.unknown", "", "", "", "", ""}, {"quit.left", "", "", "", "", ""},
                                        {"quit.ok", "", "", "", "", ""},      {"capa.list", "", "", "", "", ""},
                                        {"lang.list", "", "", "", "", ""},    {"stls.go", "", "", "", "", ""}};
    const std::vector<Language> languages_{{"zh-Hant", "中文"}};
    std::map<std::string_view, std::string> texts_;
};

struct Languages : testing::Test {
    Languages() {
        store.add("ann", "secret");
        store.put("ann", "Subject: one\r\n\r\ntext\r\n");
    }
    store::SlowStore store;
    Backwards backwards;
    Settings settings;
};

TEST_F(Languages, are_English_alone_where_nobody_has_given_others) {
    Conversation client(store);
    EXPECT_EQ(client.say("LANG"), "+OK Language listing follows:\r\nen English\r\n.\r\n");
    EXPECT_EQ(client.say("LANG en-GB"), "+OK en replies are in English now\r\n");
    EXPECT_EQ(client.say("LANG zh"), "-ERR invalid language zh\r\n");
    EXPECT_EQ(client.say("LANG *"), "+OK en replies are in English now\r\n");
}

TEST_F(Languages, are_chosen_by_a_range_in_any_case_with_what_stands_behind_hyphens) {
    Conversation client(store);
    client.session().offer_languages(backwards);
    for (const char* range : {"zh-Hant", "ZH-HANT", "zh-hant-tw", "zh-Hant-x-y"})
        EXPECT_TRUE(client.say("LANG " + std::string(range)).starts_with("+OK «lang.ok»")) << range;
    EXPECT_TRUE(client.say("LANG zh").starts_with("-ERR «lang.unknown»")) << "a range means less, never more";
    EXPECT_EQ(client.say("LANG"), "+OK «lang.list» {2}\r\nen English\r\nzh-Hant 中文\r\n.\r\n");
}

TEST_F(Languages, put_details_where_they_belong_and_last_beyond_the_login) {
    Conversation client(store);
    client.session().offer_languages(backwards);
    client.say("LANG zh-Hant");
    client.say("AUTH PLAIN AGFubgBzZWNyZXQ=");
    EXPECT_EQ(client.say("QUIT"), "+OK «quit.left» 1\r\n");
}

TEST_F(Languages, that_the_administrator_prefers_are_what_the_star_chooses) {
    settings.pop3.language = "zh-hant";
    Conversation client(store, settings);
    client.session().offer_languages(backwards);
    EXPECT_TRUE(client.say("LANG *").starts_with("+OK «lang.ok»"));
    EXPECT_EQ(client.say("LANG en"), "+OK en replies are in English now\r\n");
}

TEST_F(Languages, are_forgotten_when_TLS_begins) {
    Conversation client(store);
    client.session().offer_languages(backwards);
    client.session().offer_tls();
    client.say("LANG zh-Hant");
    EXPECT_TRUE(client.say("STLS").starts_with("+OK «stls.go»"));
    client.session().tls_began("TLSv1.3 TLS_AES_256_GCM_SHA384", Time{});
    EXPECT_TRUE(client.say("NOOP").starts_with("-ERR log in first"));
}

TEST_F(Languages, are_recorded_and_what_may_be_a_password_is_not) {
    Conversation client(store);
    client.say("LANG zh-Hant");
    client.say("LANG tanstaaf");
    EXPECT_NE(client.client_bytes().find("LANG zh-Hant"), std::string::npos);
    EXPECT_EQ(client.client_bytes().find("tanstaaf"), std::string::npos);
}

/// A letter that begins so, as RETR answers it to somebody who has said UTF8 or hasn't.
std::string answer_to_retr(const std::string& letter, bool utf8, const Settings& settings = {}) {
    store::SlowStore store;
    store.add("ann", "secret");
    store.put("ann", letter);
    Conversation client(store, settings);
    if (utf8) client.say("UTF8");
    client.say("AUTH PLAIN AGFubgBzZWNyZXQ=");
    const std::string answer = client.say("RETR 1");
    EXPECT_EQ(client.say("NOOP"), "+OK\r\n") << "the session goes on";
    return answer;
}

TEST(Utf8, is_needed_for_a_header_in_UTF_8_and_for_nothing_else) {
    const std::string header = "Subject: \xE4\xBD\xA0\r\n\r\ntext\r\n", all = "+OK 22 octets\r\n" + header + ".\r\n";
    EXPECT_EQ(answer_to_retr(header, true), all);
    EXPECT_TRUE(answer_to_retr(header, false).starts_with("-ERR [UTF8] message 1 has UTF-8"));
    for (const char* letter : {"Subject: a\r\n\r\n\xE4\xBD\xA0\r\n", "\r\n\xE4\xBD\xA0\r\n\r\n",
                               "Subject: \xC4\xE3\r\n\r\n", "Subject: =?utf-8?B?5L2g?=\r\n\r\n"})
        EXPECT_TRUE(answer_to_retr(letter, false).starts_with("+OK ")) << letter;
}

TEST(Utf8, is_needed_also_where_the_header_is_longer_than_what_is_read_of_it) {
    const std::string field = "Comment: " + std::string(40, 'x') + "\xE4\xBD\xA0\r\n";
    std::string letter;
    while (letter.size() < 70000) letter += field;
    EXPECT_TRUE(answer_to_retr(letter + "\r\n", false).starts_with("-ERR [UTF8]"));
}

TEST(Utf8, hidden_asks_nobody_for_anything) {
    Settings settings;
    settings.pop3.hide.names = {"UTF8"};
    EXPECT_TRUE(answer_to_retr("Subject: \xE4\xBD\xA0\r\n\r\n", false, settings).starts_with("+OK"));
}

TEST(Utf8, names_and_passwords_may_have_any_characters_but_must_be_UTF_8) {
    store::SlowStore store;
    store.add("ann", "\xD1\x81\xD0\xBE\xD0\xBB\xD1\x8C");
    Conversation client(store);
    client.say("USER ann");
    EXPECT_TRUE(client.say("PASS \xF1\xEE\xEB\xFC").starts_with("-ERR a name or password is UTF-8"));
    EXPECT_TRUE(client.say("PASS \xD1\x81\xD0\xBE\xD0\xBB\xD1\x8C").starts_with("+OK")) << "the name still holds";
}

}  // namespace postlab::pop3d::language_test
