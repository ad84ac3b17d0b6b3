#include "labs/catalogue/tables.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "shared/program/settings.h"
#include "smtpd/session.h"

namespace postlab::labs::tables_test {

const Verb& verb(Protocol protocol, std::string_view name) {
    return *std::ranges::find(tables(protocol).verbs, name, &Verb::name);
}

TEST(Tables, have_a_gate_for_each_verb_and_state) {
    for (Protocol protocol : all_protocols)
        for (const Verb& verb : tables(protocol).verbs)
            EXPECT_EQ(verb.gate.size(), tables(protocol).states.size()) << verb.name;
}

TEST(Tables, announce_in_SMTP_what_a_setting_may_hide) {
    EXPECT_TRUE(std::ranges::equal(smtpd::Session::extensions, smtp_extensions));
}

TEST(Tables, know_which_replies_belong_to_a_verb) {
    auto has = [](Protocol protocol, std::string_view name, std::string_view id) {
        auto replies = replies_of(tables(protocol), verb(protocol, name));
        return std::ranges::any_of(replies, [&](const Reply* reply) { return reply->id == id; });
    };
    EXPECT_TRUE(has(Protocol::smtp, "RCPT", "rcpt.relay"));
    EXPECT_FALSE(has(Protocol::smtp, "RCPT", "mail.ok"));
    EXPECT_TRUE(has(Protocol::pop3, "PASS", "pass.wrong"));
    EXPECT_TRUE(has(Protocol::pop3, "PASS", "login.in_use"));
    EXPECT_FALSE(has(Protocol::pop3, "USER", "login.in_use"));
}

TEST(Tables, show_details_as_dots_and_plurals_in_brackets) {
    const Reply reply{"x.y", "-ERR", "[AUTH]", "{} message{} left of {}", "RFC 1", "Why."};
    EXPECT_EQ(as_said(reply), "-ERR [AUTH] ... message(s) left of ...");
    EXPECT_EQ(group(reply), "x");
}

}  // namespace postlab::labs::tables_test
