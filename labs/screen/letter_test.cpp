#include "labs/screen/letter.h"

#include "labs/screen/screen_for_tests.h"
#include "store/mail_tables.h"
#include "store/schema.h"
#include "store/transcript/transcripts_for_tests.h"

namespace postlab::screen::letter_test {

using namespace std::chrono_literals;

struct LetterPage : store::Transcripts {
    using Session = std::unique_ptr<Transcript>;
    Session begin(const char* protocol) { return recorder.begin(protocol, "127.0.0.1", at += 60s); }
    void client(const Session& session, std::string_view bytes, std::string_view verb) {
        session->record({Direction::client, at += 1s, bytes, "s", "s", verb, ""});
    }
    void server(const Session& session, std::string_view verb, std::string_view messages = "",
                std::string_view mailboxes = "", std::string_view injected = "") {
        Event event{Direction::server, at, "+OK\r\n", "s", "s", verb, "id"};
        event.messages = messages;
        event.mailboxes = mailboxes;
        event.injected = injected;
        session->record(event);
    }
    void end(const Session& session, const char* how) { session->ended(how, at += 1s); }
    void bring() {
        const Session smtp = begin("smtp");
        client(smtp, "MAIL FROM:<me@x>\r\n", "MAIL");
        server(smtp, "MAIL");
        client(smtp, "DATA\r\n", "DATA");
        server(smtp, "DATA", "17", "alice");
        end(smtp, "quit");
    }
    void lay_into_the_maildrop() {
        store::Database mail(directory / "maildrop.db", store::Database::Checkpoints::own);
        store::bring_up_to_date(mail);
        store::create_mailbox(mail, "alice", "");
        mail.execute("INSERT INTO content VALUES (17, '')");
        mail.execute("INSERT INTO delivery VALUES (2, 17, 120, 7)");
    }
    std::string next() {
        recorder.flush();
        return stream.next(at);
    }

    Time at = store::start;
    store::TranscriptRecorder recorder{directory, settings};
    Record record{directory};
    Watchers watchers;
    LetterStream stream{record, watchers, 17};
};

TEST_F(LetterPage, follows_a_letter_from_one_protocol_to_the_other) {
    EXPECT_EQ(next(), "event: gone\ndata: {}\n\n");
    EXPECT_EQ(next(), "") << "that is said once";
    bring();
    std::string heard = next();
    EXPECT_TRUE(has(heard, "event: letter\n")) << heard;
    EXPECT_TRUE(has(heard, R"("conversation":1,"mailboxes":["alice"],"peer":"127.0.0.1","protocol":"smtp")")) << heard;
    EXPECT_TRUE(has(heard, R"("parts":["MAIL FROM:<me@x>",["CR","0d"],["LF","0a"]])")) << heard;

    const Session pop3 = begin("pop3");
    client(pop3, "PASS ****\r\n", "PASS");
    server(pop3, "PASS", "17", "alice");
    client(pop3, "RETR 1\r\n", "RETR");
    server(pop3, "RETR", "17", "", "delayed by 2 s");
    heard = next();
    EXPECT_TRUE(has(heard, R"("live":true)")) << heard;
    EXPECT_TRUE(has(heard, R"("deed":"fetched","from":"client","injected":"delayed by 2 s","line":"2.0")")) << heard;
    client(pop3, "DELE 1\r\n", "DELE");
    server(pop3, "DELE", "17");
    end(pop3, "drop");
    heard = next();
    EXPECT_TRUE(has(heard, R"("deed":"kept"}])") || has(heard, R"({"at":1700000127000,"deed":"kept"})")) << heard;
    EXPECT_TRUE(has(heard, R"("how":"drop")") && !has(heard, "live")) << heard;
    EXPECT_EQ(next(), "");
}

TEST_F(LetterPage, knows_what_lies_in_the_maildrop_and_when_it_lies_there_no_more) {
    end(begin("smtp"), "quit");  // without a record nothing is known
    lay_into_the_maildrop();
    const std::string heard = next();
    EXPECT_TRUE(has(heard, R"("arrivals":[])")) << heard;
    EXPECT_TRUE(has(heard, R"("id":"17.00000007","mailbox":"alice","octets":120)")) << heard;
    {
        store::Database mail(directory / "maildrop.db", store::Database::Checkpoints::own);
        store::delete_message(mail, 2, 17);
    }
    at += LetterStream::between_looks;
    EXPECT_EQ(next(), "event: gone\ndata: {}\n\n");
}

TEST_F(LetterPage, knows_which_visit_a_killed_server_has_cut) {
    bring();
    const Session pop3 = begin("pop3");
    server(pop3, "PASS", "17", "alice");
    EXPECT_TRUE(has(next(), R"({"conversation":2,"live":true)"));
    Record after_a_crash{directory, at + 1s};
    const std::string heard = LetterStream(after_a_crash, watchers, 17).next(at);
    EXPECT_TRUE(has(heard, R"({"conversation":2,"how":"killed")")) << heard;
    end(pop3, "drop");
}

TEST_F(LetterPage, looks_once_a_second_and_again_when_it_was_asked_too_soon) {
    bring();
    next();
    EXPECT_GT(stream.looks_again(), 1s);
    lay_into_the_maildrop();
    EXPECT_EQ(stream.next(at + 999ms), "");
    EXPECT_LE(stream.looks_again(), 1s);
    EXPECT_TRUE(has(stream.next(at + 1s), R"("octets":120)"));
    EXPECT_GT(stream.looks_again(), 1s);
}

TEST_F(LetterPage, shows_a_student_nothing_of_a_neighbours_session) {
    bring();
    const Session pop3 = begin("pop3");
    client(pop3, "PASS ****\r\n", "PASS");
    server(pop3, "PASS", "17", "alice");
    end(pop3, "quit");
    recorder.flush();
    const auto seen_by = [&](const char* student, std::int64_t theirs) {
        LetterStream of(record, watchers, 17, {student, [theirs](std::int64_t id) { return id == theirs; }});
        return of.next(at);
    };
    const std::string recipient = seen_by("alice", 2), sender = seen_by("bob", 1);
    EXPECT_TRUE(has(recipient, R"("arrivals":[{"mailboxes":["alice"],"protocol":"smtp","said":[{"at":)")) << recipient;
    EXPECT_FALSE(has(recipient, "MAIL FROM") || has(recipient, "127.0.0.1")) << recipient;
    EXPECT_TRUE(has(recipient, R"("deed":"found")")) << recipient;
    EXPECT_TRUE(has(sender, "MAIL FROM") && has(sender, R"("maildrops":[])")) << sender;
    EXPECT_TRUE(has(seen_by("carol", 3), "event: gone"));
}

TEST_F(LetterPage, is_told_of_news_from_every_conversation) {
    int news = 0;
    stream.on_news([&] { ++news; });
    watchers.changed({1});
    watchers.changed({2});
    EXPECT_EQ(news, 2);
}

}  // namespace postlab::screen::letter_test
