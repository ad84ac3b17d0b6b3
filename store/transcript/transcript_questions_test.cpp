// README.md's five questions to the record are asked as they stand there.
#include <fstream>
#include <sstream>

#include "store/transcript/transcripts_for_tests.h"

namespace postlab::store::transcript_questions_test {

std::vector<std::string> questions() {
    std::ifstream file(std::string(POSTLAB_SOURCE_DIR) + "/store/transcript/README.md");
    const std::string page(std::istreambuf_iterator<char>(file), {});
    std::vector<std::string> found;
    const std::string begin = "```sql\n", end = ";\n```";
    for (std::size_t at = 0; (at = page.find(begin, at)) != page.npos;) {
        at += begin.size();
        found.push_back(page.substr(at, page.find(end, at) - at));
    }
    return found;
}

class Questions : public Transcripts {
protected:
    void SetUp() override {
        TranscriptRecorder recorder(directory, settings);
        auto smtp = recorder.begin("smtp", "192.0.2.1", start);
        smtp->record(said(Direction::client, "RCPT TO:<nobody@post.example>\r\n", "RCPT"));
        smtp->record(said(Direction::server, "550 5.1.1 No such mailbox\r\n", "RCPT", "rcpt.unknown"));
        Event letter = said(Direction::client, letter_, "DATA");
        letter.content = true;
        smtp->record(letter);
        smtp->ended("drop", start);
        auto pop3 = recorder.begin("pop3", "192.0.2.2", start);
        Event login = said(Direction::server, "+OK ann's maildrop has 1 message\r\n", "PASS", "pass.ok");
        login.mailboxes = "ann";
        pop3->record(login);
        pop3->record(said(Direction::client, "RETR 1\r\n", "RETR"));
        Event fetched = said(Direction::server, "+OK 900 octets\r\n", "RETR", "retr.ok");
        fetched.messages = "1";
        pop3->record(fetched);
        pop3->ended("quit", start);
    }
    static Event said(Direction who, std::string_view bytes, std::string_view verb, std::string_view reply = "") {
        return {who, start, bytes, "READY", "READY", verb, reply};
    }
    /// Each row's columns, divided by bars.
    std::vector<std::string> answer(std::size_t question) {
        Database database(transcript_path(directory), Database::Checkpoints::none);
        const std::string sql = questions().at(question);
        Query query = database.query(sql);
        std::vector<std::string> rows;
        while (query.next()) {
            std::string row;
            for (int column = 0; column < 3; ++column) row += std::string(query.text(column)) + "|";
            rows.push_back(row);
        }
        return rows;
    }

    const std::string letter_ = "Subject: books\r\n\r\nBack to the library." + std::string(900, '.') + "\r\n.\r\n";
};

using Rows = std::vector<std::string>;

TEST_F(Questions, are_five) { EXPECT_EQ(questions().size(), 5u); }

TEST_F(Questions, find_what_a_person_said) { EXPECT_EQ(answer(0), Rows{"2|2023-11-14 22:13:20|RETR 1|"}); }

TEST_F(Questions, find_what_was_refused) { EXPECT_EQ(answer(1), Rows{"rcpt.unknown|1|550 5.1.1 No such mailbox|"}); }

TEST_F(Questions, find_who_fetched_a_letter) { EXPECT_EQ(answer(2), Rows{"ann|2023-11-14 22:13:20|2|"}); }

TEST_F(Questions, find_who_left_without_quit) {
    const Rows rows = answer(3);
    ASSERT_EQ(rows.size(), 1u);
    EXPECT_EQ(rows[0].substr(0, 7), "1|smtp|");
}

TEST_F(Questions, find_a_letter_by_a_word_in_its_body) {
    EXPECT_EQ(answer(4), Rows{"1|2023-11-14 22:13:20|192.0.2.1|"});
}

}  // namespace postlab::store::transcript_questions_test
