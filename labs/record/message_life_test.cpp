#include "labs/record/message_life.h"

#include <Poco/SAX/SAXParser.h>
#include <gtest/gtest.h>

#include <sstream>

#include "labs/record/transcript_view.h"
#include "labs/text/markup.h"
#include "shared/program/command_line.h"
#include "shared/system/temporary_directory_for_tests.h"
#include "shared/wire/trace_id.h"
#include "store/mail_tables.h"
#include "store/schema.h"
#include "store/transcript/transcript_recorder.h"

namespace postlab::labs::message_life_test {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

const Time start = Time(1'700'000'000s);

class LifeOfAMessage : public testing::Test {
protected:
    void SetUp() override {
        setenv("TZ", "UTC", 1);
        tzset();
        recorder.emplace(directory, Settings{});
    }
    void begin(const char* protocol, const char* peer) { transcript = recorder->begin(protocol, peer, at += 60s); }
    void client(std::string_view bytes, std::string_view verb) {
        transcript->record({Direction::client, at += 1s, bytes, "s", "s", verb, ""});
    }
    void server(std::string_view bytes, std::string_view verb, std::string_view messages = "",
                std::string_view mailboxes = "", std::string_view injected = "") {
        Event event{Direction::server, at, bytes, "s", "s", verb, "id"};
        event.messages = messages;
        event.mailboxes = mailboxes;
        event.injected = injected;
        transcript->record(event);
    }
    void end(const char* how) {
        transcript->ended(how, at += 1s);
        recorder->flush();
    }

    void bring_two_messages() {
        begin("smtp", "10.0.0.1");
        for (const char* id : {"16", "17"}) {
            client("MAIL FROM:<>\r\n", "MAIL");
            server("250 OK\r\n", "MAIL");
            client("RCPT TO:<ann@x>\r\n", "RCPT");
            server("250 OK\r\n", "RCPT");
            client("DATA\r\n", "DATA");
            server(std::string("250 stored ") + id + "\r\n", "DATA", id, "ann bob");
        }
        end("quit");
    }
    void log_in(const char* who, std::string_view messages) {
        begin("pop3", "10.0.0.2");
        client("PASS ****\r\n", "PASS");
        server("+OK\r\n", "PASS", messages, who);
    }
    std::string life(const std::string& id) {
        out.str("");
        EXPECT_EQ(
            run_program(transcript_commands(), {"transcript", "message", id, "--data", directory.string()}, out, out),
            0);
        return out.str();
    }

    const TemporaryDirectory temporary;
    const fs::path directory = temporary.path();
    std::optional<store::TranscriptRecorder> recorder;
    std::unique_ptr<Transcript> transcript;
    Time at = start;
    std::ostringstream out;
};

TEST_F(LifeOfAMessage, is_found_by_the_id_in_its_Received_line) {
    bring_two_messages();
    EXPECT_TRUE(life(trace_id(start + 63s)).starts_with("Message 16\n"));
    EXPECT_TRUE(life(trace_id(start + 66s)).starts_with("Message 17\n"));
    EXPECT_THROW(life_called(directory, trace_id(start + 64s)), std::runtime_error) << "no DATA came then";
}

TEST_F(LifeOfAMessage, is_found_by_the_time_of_its_first_chunk) {
    begin("smtp", "10.0.0.1");
    const Time first = at + 2s;
    for (const char* id : {"16", "17"}) {
        client("MAIL FROM:<>\r\n", "MAIL");
        client("BDAT 0\r\n", "BDAT");
        client("BDAT 0 LAST\r\n", "BDAT");
        server(std::string("250 stored ") + id + "\r\n", "BDAT", id, "ann");
    }
    end("quit");
    EXPECT_TRUE(life(trace_id(first)).starts_with("Message 16\n"));
    EXPECT_TRUE(life(trace_id(first + 3s)).starts_with("Message 17\n"));
}

TEST_F(LifeOfAMessage, is_told_from_its_arrival_to_its_removal) {
    bring_two_messages();
    log_in("ann", "16-17");
    client("LIST\r\n", "LIST");
    server("+OK\r\n", "LIST", "16-17");
    client("DELE 2\r\n", "DELE");
    server("+OK\r\n", "DELE", "17", "", "delayed by 2 s");
    end("drop");
    log_in("ann", "16-17");
    client("TOP 2 0\r\n", "TOP");
    server("+OK\r\n", "TOP", "17");
    client("RETR 2\r\n", "RETR");
    server("+OK\r\n", "RETR", "17");
    client("RETR 1\r\n", "RETR");
    server("+OK\r\n", "RETR", "16");
    client("DELE 2\r\n", "DELE");
    server("+OK\r\n", "DELE", "17");
    client("QUIT\r\n", "QUIT");
    server("+OK\r\n", "QUIT", "17");
    end("quit");
    log_in("bob", "17");
    end("quit");
    EXPECT_EQ(life("17"),
              "Message 17\n\n"
              "2023-11-14T22:14:26+00:00  conversation 1, smtp with 10.0.0.1, brought it:\n"
              "    C  MAIL FROM:<>␍␊\n"
              "    S  250 OK␍␊\n"
              "    C  RCPT TO:<ann@x>␍␊\n"
              "    S  250 OK␍␊\n"
              "    S  250 stored 17␍␊\n"
              "\n"
              "Maildrop of ann: it is not there any more\n"
              "    2023-11-14T22:15:28+00:00  conversation 2       found at login   (PASS ****␍␊)\n"
              "    2023-11-14T22:15:29+00:00  conversation 2       listed   (LIST␍␊)\n"
              "    2023-11-14T22:15:30+00:00  conversation 2       marked   (DELE 2␍␊)   (injected: delayed by 2 s)\n"
              "    2023-11-14T22:15:31+00:00  conversation 2       kept: its mark was lost, ended by drop\n"
              "    2023-11-14T22:16:32+00:00  conversation 3       found at login   (PASS ****␍␊)\n"
              "    2023-11-14T22:16:33+00:00  conversation 3       looked into   (TOP 2 0␍␊)\n"
              "    2023-11-14T22:16:34+00:00  conversation 3       fetched   (RETR 2␍␊)\n"
              "    2023-11-14T22:16:36+00:00  conversation 3       marked   (DELE 2␍␊)\n"
              "    2023-11-14T22:16:37+00:00  conversation 3       removed   (QUIT␍␊)\n"
              "\n"
              "Maildrop of bob: it is not there any more\n"
              "    2023-11-14T22:17:39+00:00  conversation 4       found at login   (PASS ****␍␊)\n"
              "\n");
}

TEST_F(LifeOfAMessage, may_begin_as_the_report_of_another_ones_delivery) {
    begin("smtp", "10.0.0.1");
    client("MAIL FROM:<bob@x>\r\n", "MAIL");
    client("RCPT TO:<ann@x> NOTIFY=SUCCESS\r\n", "RCPT");
    client("DATA\r\n", "DATA");
    const Time data = at;
    Event report{Direction::server, at, "", "s", "s", "DATA", "", true};
    report.messages = "17";
    report.mailboxes = "bob";
    transcript->record(report);
    server("250 stored 16\r\n", "DATA", "16", "ann");
    end("quit");
    const std::string told = life("17");
    EXPECT_NE(told.find("conversation 1, smtp with 10.0.0.1, asked for it, a report of the delivery "
                        "(NOTIFY=SUCCESS):\n    C  MAIL FROM:<bob@x>␍␊\n    C  RCPT TO:<ann@x> NOTIFY=SUCCESS␍␊\n\n"
                        "Maildrop of bob: "),
              told.npos)
        << told;
    EXPECT_TRUE(life(trace_id(data)).starts_with("Message 16\n")) << "DATA brought the letter, not the report";
}

TEST_F(LifeOfAMessage, begins_with_what_a_lab_has_put_into_the_maildrop) {
    begin("lab", "s017");
    server("L12: 15 messages\r\n", "START", "30-44", "s017");
    end("quit");
    const std::string told = life("31.0a1b2c3d");
    EXPECT_NE(told.find("conversation 1, lab with s017, put it there:\n    S  L12: 15 messages␍␊\n"), told.npos)
        << told;
    EXPECT_NE(told.find("Maildrop of s017: "), told.npos) << told;
}

TEST_F(LifeOfAMessage, goes_on_when_the_record_has_forgotten_its_beginning) {
    bring_two_messages();
    {
        store::Database mail(directory / "maildrop.db", store::Database::Checkpoints::own);
        store::bring_up_to_date(mail);
        store::create_mailbox(mail, "ann", "");
        mail.execute("INSERT INTO content VALUES (18, '')");
        mail.execute("INSERT INTO delivery VALUES (2, 18, 120, 7)");
    }
    log_in("ann", "18");
    end("quit");
    const std::string told = life("18");
    EXPECT_NE(told.find("The record does not reach back to the session that brought it.\n"), told.npos) << told;
    EXPECT_NE(told.find("Maildrop of ann: it is there, 120 octets, unique-id 18.00000007\n"), told.npos) << told;
    EXPECT_NE(told.find("found at login"), told.npos) << told;
}

TEST_F(LifeOfAMessage, ends_where_the_start_of_a_lab_has_thrown_it_away) {
    auto act = [&](const char* who, const char* said, const char* letters) {
        begin("lab", who);
        client(said, "START");
        server("+OK\r\n", "START", letters, who);
        end("quit");
    };
    act("ann", "START L10 1 0\r\n", "10-14");
    bring_two_messages();
    act("bob", "START L10 1 0\r\n", "18-22");
    act("ann", "START L01 1 0\r\n", "");  // fills no maildrop
    log_in("ann", "10-14,16-17");
    end("quit");
    act("ann", "START L12 1 0\r\n", "23-37");
    act("ann", "RESET L12 2 0\r\n", "38-52");
    const std::string told = life("17");
    const std::size_t ann = told.find("Maildrop of ann: it is not there any more\n"),
                      bob = told.find("Maildrop of bob");
    EXPECT_NE(told.substr(ann, bob - ann)
                  .find("found at login   (PASS ****␍␊)\n"
                        "    2023-11-14T22:19:35+00:00  conversation 6       thrown away by the "
                        "start of a lab   (START L12 1 0␍␊)\n\n"),
              told.npos)
        << told;
    EXPECT_NE(told.find("conversation 3       thrown away by the start of a lab   (START L10", bob), told.npos) << told;
    EXPECT_EQ(life("16").find("RESET"), std::string::npos) << "that was later";
    EXPECT_NE(life("23").find("conversation 7       thrown away by the start of a lab   (RESET L12"),
              std::string::npos);
}

TEST_F(LifeOfAMessage, warns_beside_a_session_that_was_tampered_with) {
    bring_two_messages();
    log_in("ann", "16-17");
    end("drop");
    log_in("bob", "16-17");
    end("drop");
    EXPECT_EQ(life("17").find("warning"), std::string::npos);
    store::Database(store::transcript_path(directory), store::Database::Checkpoints::none)
        .execute("UPDATE conversation SET how = 'timeout' WHERE id IN (1, 2)");
    const std::string told = life("17");
    EXPECT_NE(told.find("S  250 stored 17␍␊\n    warning: conversation 1: "), told.npos) << told;
    EXPECT_NE(told.find("found at login   (PASS ****␍␊)\n    warning: conversation 2: what is said about it has been "),
              told.npos)
        << told;
    EXPECT_EQ(told.find("warning: conversation 3"), told.npos) << told;
}

TEST_F(LifeOfAMessage, is_not_made_up) {
    bring_two_messages();
    EXPECT_THROW(life("99"), std::runtime_error);
    for (const char* id : {"", "x", "0", "-1", ".17"}) EXPECT_THROW(life(id), UsageError) << id;
}

TEST_F(LifeOfAMessage, is_a_picture_of_SMTP_the_store_and_POP3_too) {
    bring_two_messages();
    log_in("ann", "16-17");
    client("RETR 2\r\n", "RETR");
    server("+OK\r\n", "RETR", "17");
    client("DELE 2\r\n", "DELE");
    server("+OK\r\n", "DELE", "17");
    client("QUIT\r\n", "QUIT");
    server("+OK\r\n", "QUIT", "17");
    end("quit");
    const std::string words = life("17");
    out.str("");
    ASSERT_EQ(run_program(transcript_commands(),
                          {"transcript", "message", "17", "--as", "svg", "--data", directory.string()}, out, out),
              0);
    const std::string picture = out.str();
    EXPECT_NO_THROW(Poco::XML::SAXParser().parseMemoryNP(picture.data(), picture.size()));
    const auto shows = [&](const std::string& text) { return picture.find(text) != std::string::npos; };
    for (const char* text :
         {">SMTP: it comes<", ">the store<", ">POP3: it is fetched<", ">ann<", ">bob<", ">C: RCPT TO:&lt;ann@x&gt;<",
          ">S: 250 stored 17<", ">C: RETR 2<", ">→ fetched<", ">→ marked<", ">→ removed<", ">gone<", ">still there<"})
        EXPECT_TRUE(shows(text)) << text << picture;
    EXPECT_TRUE(shows(escaped(words))) << "for those who can't see it";
    EXPECT_THROW(run_program(transcript_commands(),
                             {"transcript", "message", "17", "--as", "pcap", "--data", directory.string()}, out, out),
                 UsageError);
}

}  // namespace postlab::labs::message_life_test
