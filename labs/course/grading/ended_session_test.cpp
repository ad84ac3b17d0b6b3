#include "labs/course/grading/ended_session.h"

#include <gtest/gtest.h>

#include "labs/course/grading/conversation_for_tests.h"

namespace postlab::course::ended_session_test {

/// The reverse-path of a letter that came after this command.
std::string reverse_path(const std::string& mail) {
    const EndedSession session(conversation(1, "smtp", 0,
                                            "S: 220\nC: " + mail + "\nS: 250\nC: DATA\nS: 354\nc: Subject: x\nc: \n" +
                                                "c: ..dot\nc: .\nS: 250 | anna | 7\n"));
    EXPECT_EQ(session.accepted.size(), 1u);
    return session.accepted.empty() ? "no letter" : session.accepted[0].reverse_path;
}

TEST(EndedSession, has_the_letters_that_were_accepted) {
    const EndedSession session(conversation(1, "smtp", 0,
                                            "S: 220\nC: MAIL FROM:<a@x.example>\nS: 250\nC: DATA\nS: 354\nc: one\n"
                                            "c: ..dot\nc: .\nS: 250 | anna boris | 7\n"
                                            "C: MAIL FROM:<b@x.example>\nS: 250\nC: MAIL FROM:<c@x.example>\nS: 503\n"
                                            "C: DATA\nS: 354\nc: two\nc: .\nS: 250 | carl | 8\n"));
    ASSERT_EQ(session.accepted.size(), 2u);
    const Accepted &first = session.accepted[0], &second = session.accepted[1];
    EXPECT_EQ(first.id, 7u);
    EXPECT_EQ(first.reverse_path, "a@x.example");
    EXPECT_EQ(first.mailboxes, "anna boris");
    EXPECT_EQ(first.content(), "one\r\n..dot\r\n") << "as it was sent, without the last dot";
    EXPECT_EQ(first.where, (Citation{1, 8}));
    EXPECT_EQ(second.reverse_path, "b@x.example") << "a MAIL that was refused says nothing";
    EXPECT_EQ(second.content(), "two\r\n");
}

TEST(EndedSession, does_not_take_a_report_for_a_letter_of_the_students) {
    labs::Conversation with_report =
        conversation(1, "smtp", 0,
                     "S: 220\nC: MAIL FROM:<anna@x>\nS: 250\nC: DATA\nS: 354\nc: one\nc: .\n"
                     "s:  | anna | 8\nS: 250 | boris | 7\n");
    with_report.events[7].bytes.clear();
    const EndedSession session(with_report);
    ASSERT_EQ(session.accepted.size(), 1u);
    EXPECT_EQ(session.accepted[0].id, 7u);
    EXPECT_EQ(session.accepted[0].mailboxes, "boris");
    EXPECT_EQ(session.accepted[0].content(), "one\r\n");
    EXPECT_EQ(session.gap, std::nullopt);
}

TEST(EndedSession, has_the_letters_that_came_in_chunks) {
    labs::Conversation chunked = conversation(
        1, "smtp", 0,
        "S: 220\nC: BDAT 9\nc: thrown away\nS: 503\nC: MAIL FROM:<a@x.example>\nS: 250\nC: RCPT TO:<anna@x>\nS: 250\n"
        "C: BDAT 20\nc: Subject: two\nc: \nc: ..\nS: 250\nC: BDAT 9\nc:  dots\nS: 250\nC: BDAT 0 LAST\nS: 250 | anna | "
        "7\n"
        "C: MAIL FROM:<b@x.example>\nS: 250\nC: BDAT 5 LAST\nc: .\nS: 250 | boris | 8\n");
    chunked.events[11].bytes = "..";  // the first chunk ends within a line
    const EndedSession session(chunked);
    ASSERT_EQ(session.accepted.size(), 2u);
    const Accepted &first = session.accepted[0], &second = session.accepted[1];
    EXPECT_EQ(first.reverse_path, "a@x.example");
    EXPECT_EQ(first.text(), "Subject: two\r\n\r\n.. dots\r\n") << "no dot is a stuffed one";
    ASSERT_EQ(first.lines.size(), 3u);
    EXPECT_EQ(session.place_of(first.lines[2]), (Citation{1, 11}));
    EXPECT_TRUE(first.whole);
    EXPECT_EQ(second.text(), ".\r\n");
    EXPECT_TRUE(second.whole);
}

TEST(EndedSession, does_not_take_a_chunk_with_a_hole_for_a_whole_letter) {
    const std::string letter =
        "S: 220\nC: MAIL FROM:<a@x.example>\nS: 250\nC: BDAT 9\nc: one\nS: 250\nC: BDAT 9 LAST\nc: two\nS: 250 | anna "
        "| 7\n";
    auto is_whole = [&](auto damage) {
        labs::Conversation chunked = conversation(1, "smtp", 0, letter);
        damage(chunked.events);
        const EndedSession session(chunked);
        return session.accepted.size() == 1 && session.accepted[0].whole;
    };
    EXPECT_TRUE(is_whole([](auto&) {}));
    EXPECT_FALSE(is_whole([](auto& events) { events[4].left_out = 3; }));
    EXPECT_FALSE(is_whole([](auto& events) { events.erase(events.begin() + 4); })) << "all of a chunk was lost";
    EXPECT_FALSE(is_whole([](auto& events) { events.erase(events.begin() + 7); }));
}

TEST(EndedSession, knows_who_has_logged_in_by_AUTH) {
    const EndedSession session(conversation(1, "smtp", 0,
                                            "S: 220\nC: AUTH PLAIN ****\nS: 235 | s017 |\nC: MAIL FROM:<>\nS: 250\n"
                                            "C: DATA\nS: 354\nc: x\nc: .\nS: 250 | s018 | 7\n"));
    EXPECT_EQ(session.account, "s017");
    EXPECT_TRUE(session.mailbox.empty()) << "no maildrop was opened";
    ASSERT_EQ(session.accepted.size(), 1u);
    EXPECT_EQ(session.accepted[0].mailboxes, "s018");
}

TEST(EndedSession, has_read_the_letters_to_the_desk) {
    const EndedSession session(conversation(1, "smtp", 0,
                                            "S: 220\nC: DATA\nS: 354\nc: Subject: answer\nc: \nc: left: 2\nc: .\n"
                                            "S: 250 | course s017 | 7\nC: DATA\nS: 354\nc: Subject: x\nc: .\n"
                                            "S: 250 | s017 | 8\nC: BDAT 36 LAST\nc: Subject: answer\nc: \n"
                                            "c: left: 3\nS: 250 | course | 9\n"));
    ASSERT_EQ(session.accepted.size(), 3u);
    ASSERT_TRUE(session.accepted[0].is_for_desk());
    EXPECT_FALSE(session.accepted[0].is_for_desk_alone());
    EXPECT_TRUE(session.accepted[0].to_desk->is_answer());
    EXPECT_EQ(session.accepted[0].to_desk->lines, std::vector<std::string>{"left: 2"});
    EXPECT_FALSE(session.accepted[1].is_for_desk());
    ASSERT_TRUE(session.accepted[2].is_for_desk()) << "it came in a chunk";
    EXPECT_EQ(session.accepted[2].to_desk->lines, std::vector<std::string>{"left: 3"});
    EXPECT_EQ(ended_session(conversation(1, "lab", 0, "C: START L01 1 0\n")), nullptr) << "an act";
}

TEST(EndedSession, reads_a_reverse_path_as_the_server_does) {
    EXPECT_EQ(reverse_path("MAIL FROM:<>"), "");
    EXPECT_EQ(reverse_path("mail from:<a@x.example> SIZE=100"), "a@x.example");
    EXPECT_EQ(reverse_path("MAIL FROM:<\"a > b\"@x.example>"), "\"a > b\"@x.example");
    EXPECT_EQ(reverse_path("MAIL FROM: a@x.example"), "a@x.example") << "as the classroom forgives it";
    EXPECT_EQ(reverse_path("MAIL FROM:<@relay.example:a@x.example>"), "a@x.example") << "a source route is left out";
}

TEST(EndedSession, knows_whose_maildrop_was_opened_and_what_went) {
    const EndedSession session(conversation(1, "pop3", 0,
                                            "S: +OK\nC: PASS ****\nS: +OK | s017 | 1-3\nC: RETR 2\nS: +OK || 2\n"
                                            "s: letter\ns: .\nC: DELE 2\nS: +OK || 2\nC: QUIT\nS: +OK || 2\n"));
    EXPECT_EQ(session.mailbox, "s017");
    EXPECT_EQ(session.listed, (std::vector<std::uint64_t>{1, 2, 3}));
    EXPECT_EQ(session.removed, (std::vector<std::uint64_t>{2}));
    EXPECT_EQ(messages_of(session, "RETR"), (std::vector<std::uint64_t>{2}));
    EXPECT_TRUE(session.accepted.empty());
}

TEST(EndedSession, has_an_end_even_where_nobody_recorded_one) {
    labs::Conversation open = conversation(1, "pop3", 0, "S: +OK\nC: STAT\nS: -ERR\n");
    const Time last_line = open.about.started + std::chrono::seconds(2);
    open.about.ended.reset();
    EXPECT_EQ(EndedSession(open).ended, last_line);
    EXPECT_EQ(EndedSession(open).how, "killed");
    EXPECT_EQ(EndedSession(conversation(1, "pop3", 0, "S: +OK\n", "fault")).how, "drop");
}

TEST(EndedSession, forgets_no_delivery_and_no_removal_where_it_is_too_long) {
    std::string idle;
    for (std::size_t i = 0; i < most_lines; ++i) idle += "C: NOOP\nS: 250\n";
    const std::string letter = "C: DATA\nS: 354\nc: x\nc: .\nS: 250 | anna | 7\n";
    const EndedSession writing(conversation(1, "smtp", 0, "S: 220\n" + idle + letter));
    EXPECT_FALSE(writing.turns.complete());
    ASSERT_EQ(writing.accepted.size(), 1u);
    EXPECT_EQ(writing.accepted[0].id, 7u);
    EXPECT_EQ(writing.accepted[0].content(), "") << "its content is not looked at";
    const EndedSession reading(conversation(1, "pop3", 0, "S: +OK | s017 | 1-3\n" + idle + "C: QUIT\nS: +OK || 2\n"));
    EXPECT_EQ(reading.removed, (std::vector<std::uint64_t>{2}));
}

TEST(EndedSession, counts_octets_that_were_not_kept) {
    labs::Conversation one = conversation(1, "pop3", 0, "S: +OK\nC: RETR 1\nS: +OK\ns: abc\n");
    one.events.back().left_out = 100;
    EXPECT_EQ(EndedSession(one).octets_said, 5 + 5 + 5 + 100u);
}

}  // namespace postlab::course::ended_session_test
