#include "shared/program/settings.h"

#include <gtest/gtest.h>

namespace postlab::settings_test {

std::string complaint(Settings& settings, std::string_view key, std::string_view value) {
    return settings.set(key, value).value_or(Phrase()).in_english();
}

TEST(Settings, takes_every_key_it_lists_in_the_form_it_lists) {
    Settings settings;
    auto keys = settings.keys();
    EXPECT_GE(keys.size(), 13u);
    for (const auto& key : keys) EXPECT_EQ(settings.set(key.name, key.value), std::nullopt) << key.name;
    for (const auto& key : keys) EXPECT_FALSE(key.purpose.empty()) << key.name;
}

TEST(Settings, changes_what_it_is_told_to) {
    Settings settings;
    EXPECT_EQ(settings.set("smtp.max_recipients", "7"), std::nullopt);
    EXPECT_EQ(settings.set("accounts.auto_create", "true"), std::nullopt);
    EXPECT_EQ(settings.set("accounts.auto_create_password", "two words"), std::nullopt);
    EXPECT_EQ(settings.smtp.max_recipients, 7u);
    EXPECT_TRUE(settings.accounts.auto_create);
    EXPECT_EQ(settings.accounts.auto_create_password, "two words");
}

TEST(Settings, know_the_account_that_an_address_of_ours_means) {
    Settings settings;
    settings.more_domains = {"mail.example"};
    for (const char* name : {"alice", "alice@post.example", "alice@POST.Example", "alice@mail.example"})
        EXPECT_EQ(settings.account_meant(name), "alice") << name;
    for (const char* name : {"alice@elsewhere.example", "alice@", "alice@x@elsewhere.example", ""})
        EXPECT_EQ(settings.account_meant(name), name);
    EXPECT_EQ(settings.account_meant("a@b@post.example"), "a@b");
    EXPECT_EQ(settings.account_meant("@post.example"), "");
}

TEST(Settings, says_what_it_expected) {
    Settings settings;
    EXPECT_EQ(complaint(settings, "smtp.max_recipient", "7"),
              "there is no setting \"smtp.max_recipient\"; did you mean smtp.max_recipients?");
    EXPECT_EQ(complaint(settings, "smtp.max_recipients", "many"),
              "smtp.max_recipients takes a whole number, at least 1, not \"many\"");
    EXPECT_EQ(complaint(settings, "pop3.last", "yes"), "pop3.last takes true or false, not \"yes\"");
}

TEST(Settings, hide_extensions_by_their_names) {
    Settings settings;
    EXPECT_EQ(settings.set("smtp.hide", "PIPELINING,size,SIZE"), std::nullopt);
    EXPECT_EQ(settings.smtp.hide.names, (std::vector<std::string>{"PIPELINING", "SIZE"}));
    EXPECT_EQ(complaint(settings, "smtp.hide", "CHUNKNG"),
              "smtp.hide takes names with commas between, not \"CHUNKNG\"; did you mean CHUNKING?");
    EXPECT_TRUE(settings.smtp.hide.has("SIZE")) << "nothing has changed";
    EXPECT_EQ(complaint(settings, "pop3.hide", "XYZZY-1").substr(0, 78),
              "pop3.hide takes names with commas between, not \"XYZZY-1\"; there are TOP, USER,");
    EXPECT_EQ(settings.set("smtp.hide", ""), std::nullopt);
    EXPECT_TRUE(settings.smtp.hide.names.empty());
}

TEST(Settings, knows_two_wire_profiles) {
    Settings settings;
    EXPECT_EQ(settings.set("wire.profile", "strict"), std::nullopt);
    EXPECT_EQ(settings.wire.profile, WireProfile::strict);
    EXPECT_EQ(complaint(settings, "wire.profile", "strikt"),
              "wire.profile takes classroom or strict, not \"strikt\"; did you mean strict?");
    EXPECT_EQ(complaint(settings, "wire.profile", ""), "wire.profile takes classroom or strict, not \"\"");
    EXPECT_EQ(settings.wire.profile, WireProfile::strict);
    EXPECT_EQ(settings.set("wire.profile", "classroom"), std::nullopt);
    EXPECT_EQ(settings.wire.profile, WireProfile::classroom);
}

TEST(Settings, teach_TLS_of_planted_accounts_of_all_or_of_none) {
    Settings settings;
    for (const auto& [word, teach] : {std::pair("planted", Teach::planted), std::pair("true", Teach::everything),
                                      std::pair("false", Teach::nothing)}) {
        EXPECT_EQ(settings.set("tls.teach", word), std::nullopt);
        EXPECT_EQ(settings.tls.teach, teach);
    }
    EXPECT_EQ(complaint(settings, "tls.teach", "plantd"),
              "tls.teach takes false or planted or true, not \"plantd\"; did you mean planted?");
}

TEST(Settings, refuses_numbers_that_do_not_fit) {
    Settings settings;
    for (const char* value : {"0", "-1", "4294967296", "1e3", "", " 1", "99999999999999999999"})
        EXPECT_NE(settings.set("smtp.max_recipients", value), std::nullopt) << value;
    EXPECT_EQ(settings.smtp.max_recipients, 1000u);
    EXPECT_NE(settings.set("smtp.max_message_bytes", "65535"), std::nullopt) << "RFC 5321 4.5.3.1.7";
    EXPECT_EQ(settings.set("smtp.max_message_bytes", "65536"), std::nullopt);
    EXPECT_NE(settings.set("store.max_mailbox_bytes", "65535"), std::nullopt) << "what EHLO announces follows it";
    EXPECT_EQ(settings.set("store.max_mailbox_bytes", "0"), std::nullopt) << "none";
}

TEST(Settings, announces_no_letter_that_no_mailbox_can_hold) {
    Settings settings;
    EXPECT_EQ(settings.largest_message(), 26214400u);
    EXPECT_EQ(settings.set("store.max_mailbox_bytes", "100000"), std::nullopt);
    EXPECT_EQ(settings.largest_message(), 100000u);
    EXPECT_EQ(settings.set("store.max_mailbox_bytes", "1000000000"), std::nullopt);
    EXPECT_EQ(settings.largest_message(), 26214400u);
}

}  // namespace postlab::settings_test
