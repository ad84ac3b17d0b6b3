// What EHLO announces works, what works is announced, and what `smtp.hide` takes away is unknown.
#include <gtest/gtest.h>

#include "smtpd/conversation_for_tests.h"

namespace postlab::smtpd::extensions_test {

constexpr std::string_view envelope = "MAIL FROM:<bob@client.example>\r\nRCPT TO:<alice@post.example>\r\n";

/// A command that an extension brings, and how its reply begins where the extension is there and where it is hidden.
struct Probe {
    std::string_view extension, before, line, there, hidden;
};
constexpr Probe probes[] = {
    {"SIZE", "", "MAIL FROM:<a@x> SIZE=10", "250", "555 5.5.4 Parameter not recognized: SIZE"},
    {"8BITMIME", "", "MAIL FROM:<a@x> body=8BITMIME", "250", "555"},
    {"CHUNKING", envelope, "BDAT 0 LAST", "250", "500 5.5.2 Command unrecognized: \"BDAT\""},
    {"SMTPUTF8", "", "MAIL FROM:<a@x> SMTPUTF8", "250", "555"},
    {"SMTPUTF8", "", "MAIL FROM:<\xC3\xA4@x> SMTPUTF8", "250", "555"},
    {"AUTH", "", "AUTH CRAM-MD5", "334", "500"},
    {"AUTH", "", "MAIL FROM:<a@x> AUTH=<>", "250", "555"},
    {"ENHANCEDSTATUSCODES", "", "NOOP", "250 2.0.0 OK", "250 OK"},
    {"ENHANCEDSTATUSCODES", "", "HELP NOOP", "214-2.0.0 NOOP", "214-NOOP [text]\r\n214-RFC"},
    {"ENHANCEDSTATUSCODES", "", "MAIL FROM:<a@x> SIZE=99999999999", "552 5.3.4 Message", "552 Message"},
    {"DSN", "", "MAIL FROM:<a@x> RET=HDRS", "250", "555"},
    {"DSN", "", "MAIL FROM:<a@x> ENVID=1", "250", "555"},
    {"DSN", "MAIL FROM:<a@x>\r\n", "RCPT TO:<bob@post.example> NOTIFY=NEVER", "250", "555 5.5.4 Parameter"},
    {"DSN", "MAIL FROM:<a@x>\r\n", "RCPT TO:<bob@post.example> ORCPT=rfc822;b", "250", "555"},
    {"HELP", "", "HELP", "214", "500"},
    {"STARTTLS", "", "STARTTLS", "220", "500"},
};

struct Client : Conversation {
    explicit Client(bool tls) {
        settings.smtp.max_recipients = 2;
        tls_ = tls;
    }
    std::string begin() {
        session_ = std::make_unique<Session>(settings, store, transcript("smtp"), Peer{"127.0.0.1", "192.0.2.1"});
        session_->offer_tls();
        if (tls_) session_->tls_began("TLSv1.3 TLS_AES_256_GCM_SHA384", now());
        follow(session_->open(now()));
        return say("EHLO client.example");
    }

private:
    bool tls_ = false;
};

bool announces(std::string_view menu, std::string_view extension) {
    const std::string name(extension);
    for (const std::string& end : {std::string("\r\n"), std::string(" ")})
        for (const std::string& start : {std::string("250-"), std::string("250 ")})
            if (menu.find(start + name + end) != menu.npos) return true;
    return false;
}

TEST(Extensions, work_where_they_are_announced_and_are_unknown_where_they_are_hidden) {
    for (const Probe& probe : probes)
        for (bool tls : {false, true})
            for (bool hidden : {false, true}) {
                Client talk(tls);
                if (hidden) talk.settings.smtp.hide.names = {std::string(probe.extension)};
                const std::string menu = talk.begin();
                const bool there = !hidden && !(tls && probe.extension == "STARTTLS");
                EXPECT_EQ(announces(menu, probe.extension), there) << menu;
                talk.send(probe.before);
                const std::string said = talk.say(probe.line);
                if (there || hidden) {
                    EXPECT_TRUE(said.starts_with(hidden ? probe.hidden : probe.there)) << probe.line << ": " << said;
                } else {
                    EXPECT_TRUE(said.starts_with("503")) << said;
                }
                for (std::string_view other : Session::extensions) {
                    const bool other_there = other != probe.extension && !(tls && other == "STARTTLS");
                    if (other != probe.extension) {
                        EXPECT_EQ(announces(menu, other), other_there) << other;
                    }
                }
            }
}

TEST(Extensions, that_are_hidden_are_unknown_in_every_state) {
    for (const char* verb : {"AUTH", "BDAT", "HELP", "STARTTLS"}) {
        Client talk(false);
        talk.settings.smtp.hide.names = {"AUTH", "CHUNKING", "HELP", "STARTTLS"};
        talk.connect();
        for (const char* next : {"", "EHLO c\r\n", "MAIL FROM:<a@x>\r\n", "RCPT TO:<alice@post.example>\r\n"}) {
            talk.send(next);
            EXPECT_EQ(codes(talk.send(std::string(verb) + " 4\r\nNOOP\r\n")), "500 250") << verb << " behind " << next;
        }
    }
}

TEST(Extensions, that_are_hidden_are_in_no_help_and_meant_by_no_slip) {
    Client talk(false);
    talk.settings.smtp.hide.names = {"CHUNKING", "AUTH"};
    talk.begin();
    EXPECT_EQ(talk.say("HELP"),
              "214 2.0.0 Commands: EHLO HELO MAIL RCPT DATA RSET NOOP QUIT VRFY HELP STARTTLS; HELP with one of them "
              "tells more\r\n");
    EXPECT_EQ(codes(talk.say("HELP BDAT")), "504");
    EXPECT_EQ(talk.say("BDATA 5").find("mean BDAT"), std::string::npos);
    EXPECT_NE(talk.say("BDAT 5").find("(not offered here, go on without it)"), std::string::npos);
}

TEST(Extensions, hide_no_password_less_when_they_are_hidden) {
    Client talk(false);
    talk.settings.smtp.hide.names = {"AUTH"};
    talk.begin();
    talk.say("AUTH PLAIN AGFsaWNlAHNlY3JldA==");
    for (const RecordedEvent& event : talk.record().events)
        EXPECT_EQ(event.bytes.find("AGFsaWNl"), std::string::npos) << event.bytes;
}

TEST(Extensions, may_all_be_hidden) {
    Client talk(false);
    talk.settings.smtp.hide.names.assign(Session::extensions.begin(), Session::extensions.end());
    EXPECT_EQ(talk.begin(), "250 post.example greets client.example\r\n");
    EXPECT_EQ(codes(talk.send(std::string(envelope) + "DATA\r\n.\r\nQUIT\r\n")), "250 250 354 250 221")
        << "lines that were sent ahead are lines all the same";
}

TEST(Extensions, limit_the_recipients_to_the_number_that_is_announced) {
    for (unsigned most : {1u, 3u, 100u}) {
        Client talk(false);
        talk.settings.smtp.max_recipients = most;
        EXPECT_NE(talk.begin().find("250-LIMITS RCPTMAX=" + std::to_string(most) + "\r\n"), std::string::npos);
        talk.say("MAIL FROM:<a@x>");
        for (unsigned i = 0; i <= most; ++i) {
            talk.store.add("s" + std::to_string(i), "secret");
            EXPECT_EQ(codes(talk.say("RCPT TO:<s" + std::to_string(i) + "@post.example>")), i < most ? "250" : "452");
        }
    }
}

TEST(Extensions, limit_no_recipients_with_more_than_six_digits) {
    Client talk(false);
    talk.settings.smtp.max_recipients = 1000000;
    EXPECT_NE(talk.begin().find("250-LIMITS RCPTMAX=999999\r\n"), std::string::npos);
}

TEST(Extensions, limit_neither_transactions_nor_domains) {
    Client talk(false);
    const std::string menu = talk.begin();
    EXPECT_EQ(menu.find("MAILMAX"), std::string::npos);
    EXPECT_EQ(menu.find("RCPTDOMAINMAX"), std::string::npos);
    for (int i = 0; i < 300; ++i)
        EXPECT_EQ(codes(talk.send(std::string(envelope) + "DATA\r\n.\r\n")), "250 250 354 250");
}

}  // namespace postlab::smtpd::extensions_test
