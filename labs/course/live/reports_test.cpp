#include "labs/course/live/reports.h"

#include <algorithm>

#include "labs/course/class/class_grades.h"
#include "labs/course/class/gifts.h"
#include "labs/course/class/graded_record.h"
#include "labs/course/class/kept_grades.h"
#include "labs/course/class/kept_nobodys.h"
#include "labs/course/class_for_tests.h"
#include "labs/course/lab/tokens.h"
#include "labs/course/live/course_follower.h"
#include "labs/course/mail/encodings.h"
#include "labs/course/mail/mime.h"
#include "shared/sasl/base64.h"
#include "shared/system/digest.h"

namespace postlab::course::reports_test {

/// s001 has looked into L02's letters, marked the right one, and left without QUIT.
class ReportMaildrop : public ClassOnDisk {
protected:
    ReportMaildrop() : all(directory(), known, [this] { classroom_reads(); }) {
        standings = known;
        reports = &all;
    }
    void classroom_reads() {
        store::TranscriptRecorder record(directory(), settings_);
        CourseFollower(directory(), "post.example", {test_labs().string(), "", true}, record, known.get()).go_on(false);
    }
    void try_in_vain(const std::string& student) {
        start("L02", student);
        pop3({"USER " + student, "PASS secret", "LIST", "DELE " + values("L02", student).at("x")});
    }
    std::string desk(const std::string& student, Commands commands) {
        commands.insert(commands.begin(), {"USER " + student + "+desk", "PASS secret"});
        return pop3(commands);
    }
    /// What RETR gives, with its dots as they are sent.
    std::string retrieved(const std::string& student, int number) {
        const std::string said = desk(student, {"RETR " + std::to_string(number)});
        const std::size_t begin = said.find("From: "), end = said.rfind("\r\n.\r\n");
        return begin == said.npos || end == said.npos ? said : said.substr(begin, end + 2 - begin);
    }
    std::string subject(const std::string& letter) {
        return decoded_header(parse_message(letter).header("Subject")->text).text;
    }
    unsigned sessions_of(const std::string& student) {
        bring_up_to_date(course, labs);
        return load_grades(course.database()).at({student, "L02"}).sessions;
    }

    std::shared_ptr<Standings> known = std::make_shared<Standings>();
    Reports all;
};

TEST_F(ReportMaildrop, tells_in_its_first_letter_what_is_missing_why_and_in_which_lines) {
    try_in_vain("s001");
    const std::string letter = retrieved("s001", 1), x = values("L02", "s001").at("x");
    EXPECT_EQ(subject(letter), "How far you are: L02");
    for (const std::string& part :
         Commands{"\r\n  [x] You looked\r\n", "\r\n  [ ] Letter " + x + " is gone\r\n", "DELE " + x + ", then QUIT.",
                  "! Without QUIT nothing is removed.", " C: DELE " + x + "\r\n", "RETR 2  Hints for L02",
                  "RETR 3  Conversation 2, line by line (POP3,"})
        EXPECT_TRUE(has(letter, part)) << part << letter;
    EXPECT_FALSE(has(letter, "postlab")) << "who reads it has the ports alone";
}

TEST_F(ReportMaildrop, has_the_hints_the_receipts_and_each_conversation_explained) {
    solve_l02("s001");  // L01 is solved with any session
    try_in_vain("s001");
    EXPECT_TRUE(has(retrieved("s001", 2), "What makes a mark come true?"));
    EXPECT_TRUE(has(retrieved("s001", 3), receipt(course.key(), "s001", "L01", 1)));
    const std::string session = retrieved("s001", 4);
    EXPECT_TRUE(has(session, "C  DELE " + values("L02", "s001").at("x") + "\xE2\x90\x8D\xE2\x90\x8A\r\n")) << session;
    EXPECT_TRUE(has(session, "     # dele.ok \xC2\xB7 RFC 1939 5")) << session;
    EXPECT_FALSE(has(session, "PASS secret"));
}

TEST_F(ReportMaildrop, is_mail_that_a_strict_reader_takes_in_the_students_language) {
    for (const char* student : {"s001", "s002", "s003"}) {
        try_in_vain(student);
        for (int number : {1, 2, 3}) {
            const std::string letter = retrieved(student, number);
            const Part part = parse_message(letter);
            EXPECT_EQ(part.first_wrong().note.key, "") << letter;
            EXPECT_EQ(part.first_remark().note.key, "") << letter;
            EXPECT_EQ(part.type + " " + part.charset, "text/plain utf-8");
            for (std::size_t from = 0, end; (end = letter.find("\r\n", from)) != letter.npos; from = end + 2)
                EXPECT_LE(end - from, 510u) << letter;
        }
    }
    EXPECT_EQ(subject(retrieved("s002", 1)), "Что уже сделано: L02");
    EXPECT_TRUE(has(retrieved("s002", 1), "[ ] Письма "));
    EXPECT_EQ(subject(retrieved("s003", 2)), "L02 的提示");
}

TEST_F(ReportMaildrop, opens_with_the_students_own_pass_phrase_alone) {
    store::Accounts(directory()).add({{"s002", "another"}, {"alice", "secret"}});
    EXPECT_TRUE(has(pop3({"USER s001+desk", "PASS another"}), "-ERR [AUTH]"));
    EXPECT_TRUE(has(pop3({"USER s002+desk", "PASS secret"}), "-ERR [AUTH]"));
    EXPECT_TRUE(has(pop3({"USER S001+Desk@post.example", "PASS secret"}), "+OK S001+Desk's maildrop has 1 message ("));
    EXPECT_TRUE(has(pop3({"USER alice+desk", "PASS secret"}), "-ERR [AUTH]")) << "no student";
    EXPECT_TRUE(has(pop3({"USER nobody+desk", "PASS secret"}), "-ERR [AUTH]"));
    const std::string plain = sasl::to_base64(std::string("\0s001+desk\0secret", 17));
    EXPECT_TRUE(has(pop3({"AUTH PLAIN " + plain}), "+OK s001+desk's maildrop"));
}

TEST_F(ReportMaildrop, opens_by_apop) {
    store::Accounts(directory()).add("s009", "secret", store::Accounts::Apop::keep_secret);
    Roster::Change nina;
    nina.added = {{"s009", "Nina", "", "A", "en"}};
    course.roster().apply(nina);
    const std::string digest = apop_digest("<1.2@post.example>", "secret");
    EXPECT_TRUE(has(pop3({"APOP s009+desk " + digest}), "+OK s009+desk's maildrop has 1 message"));
}

TEST_F(ReportMaildrop, leaves_the_real_maildrop_its_lock_and_the_attempt_alone) {
    try_in_vain("s001");
    store::WaitingStore mail(directory(), settings_);
    const auto real = mail.maildrop("s001");
    ASSERT_TRUE(real);
    EXPECT_TRUE(has(desk("s001", {"LIST", "RETR 1", "QUIT"}), "+OK s001+desk's maildrop has 3 messages"));
    EXPECT_EQ(real->total().messages, 4u);
    EXPECT_EQ(sessions_of("s001"), 1u) << "what is read at the desk is no session of a lab";
    bring_up_to_date(course, labs);
    EXPECT_TRUE(load_nobodys(course.database(), {}).empty());
}

TEST_F(ReportMaildrop, removes_nothing_and_says_so) {
    classroom_reads();
    const std::string said = desk("s001", {"DELE 1", "LIST", "QUIT"});
    EXPECT_TRUE(has(said, "+OK message 1 deleted\r\n+OK 0 messages (0 octets)\r\n")) << said;
    EXPECT_TRUE(has(said, "-ERR some deleted messages not removed (reports are not removed)\r\n")) << said;
    EXPECT_TRUE(has(desk("s001", {"QUIT"}), "(1 message left)"));
}

TEST_F(ReportMaildrop, has_the_same_unique_ids_as_long_as_nothing_happens) {
    try_in_vain("s001");
    auto uidl = [this] {
        const std::string said = desk("s001", {"UIDL"});
        return said.substr(said.find("\r\n1 "));
    };
    const std::string before = uidl();
    EXPECT_EQ(uidl(), before) << "reading it is nothing that happens";
    EXPECT_TRUE(has(before, "\r\n1 L02.1.2.status.")) << before;
    EXPECT_TRUE(has(before, "\r\n3 2.session.")) << before;
    pop3({"USER s001", "PASS secret", "QUIT"});
    EXPECT_FALSE(has(uidl(), before.substr(0, before.find("\r\n2 "))));
    EXPECT_TRUE(has(uidl(), before.substr(before.find("2.session."), 19))) << "a letter that is there stays what it is";
}

TEST_F(ReportMaildrop, has_the_status_alone_while_an_exam_is_on) {
    try_in_vain("s001");
    course.set_exam(true);
    EXPECT_TRUE(has(desk("s001", {"LIST"}), "maildrop has 1 message "));
    const std::string letter = retrieved("s001", 1);
    EXPECT_TRUE(has(letter, "[ ] Letter ")) << letter;
    EXPECT_FALSE(has(letter, "then QUIT.")) << letter;
}

TEST_F(ReportMaildrop, notes_that_hints_were_taken_when_they_are_read) {
    auto taken = [this] { return class_grades(course, labs, {}).hints.size(); };
    try_in_vain("s001");
    desk("s001", {"LIST", "UIDL", "RETR 1", "RETR 3"});
    EXPECT_EQ(taken(), 0u);
    desk("s001", {"RETR 2"});
    desk("s001", {"NOOP"});  // what the thread was told before has been done
    EXPECT_EQ(taken(), 1u);
}

TEST_F(ReportMaildrop, has_a_session_that_was_given_to_the_student) {
    smtp({"HELO me", "MAIL FROM:<me@x.example>", "QUIT"});
    smtp({"HELO me", "NOOP " + token(course.key(), "s001", "L02"), "QUIT"});
    start("L02", "s001");
    bring_up_to_date(course, labs);
    {
        store::TranscriptRecorder record(directory(), settings_);
        for (const std::int64_t nobodys : {1, 2})
            ASSERT_EQ(give(course, labs, {nobodys, "s001", "L02"}, record, std::chrono::system_clock::now()),
                      std::nullopt);
    }
    classroom_reads();
    EXPECT_EQ(known->last_conversations("s001"), (std::vector<std::int64_t>{1, 2})) << "each of them once";
    EXPECT_TRUE(has(desk("s001", {"UIDL"}), " 1.session."));
}

TEST_F(ReportMaildrop, is_open_twice_at_most_for_each_student) {
    store::WaitingStore mail(directory(), settings_);
    const auto front = all.in_front_of(*mail.store, mail.loop.post());
    auto open = [&](const char* user) {
        return mail.loop.await<store::Opened>(
            [&](auto done) { front->open(user, store::Password{"secret"}, "192.0.2.1", done); });
    };
    auto first = open("s001+desk"), second = open("s001+desk");
    EXPECT_EQ(refusal(second), std::nullopt);
    EXPECT_EQ(refusal(open("s001+desk")), store::Refusal::in_use);
    EXPECT_EQ(refusal(open("s002+desk")), std::nullopt);
    first = store::Refusal::failed;
    EXPECT_EQ(refusal(open("s001+desk")), std::nullopt);
}

TEST_F(ReportMaildrop, cuts_what_is_too_long_and_forgets_what_is_too_old) {
    start("L02", "s001");
    Commands many{"USER s001", "PASS secret"};
    many.insert(many.end(), 400, "NOOP " + std::string(200, 'x'));
    pop3(many);
    const std::string letter = retrieved("s001", 3);
    EXPECT_LE(letter.size(), ReportLetters::most_octets + 2000);
    EXPECT_TRUE(has(letter, "The rest of this conversation is left out")) << letter.substr(letter.size() - 300);
    for (int i = 0; i < 10; ++i) pop3({"USER s001", "PASS secret"});
    EXPECT_EQ(known->last_conversations("s001").size(), 1u);
    classroom_reads();
    EXPECT_EQ(known->last_conversations("s001").size(), ReportLetters::most_conversations);
}

TEST_F(ReportMaildrop, is_found_where_the_class_is) {
    EXPECT_EQ(report_owner("S017+DESK"), "s017");
    for (const char* other : {"s017", "+desk", "desk", "s017+desk1", "s017+l02-7f3a"})
        EXPECT_EQ(report_owner(other), std::nullopt) << other;
}

}  // namespace postlab::course::reports_test
