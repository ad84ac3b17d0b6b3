#include "labs/course/grading/letters.h"

#include <gtest/gtest.h>

#include "labs/course/grading/conversation_for_tests.h"
#include "labs/course/lab/conditions_for_tests.h"

namespace postlab::course::letters_test {

bool holds(const std::string& yaml, const Attempt& attempt) { return evaluate(conditions(yaml), attempt).holds; }
std::string note(const std::string& yaml, const Attempt& attempt) { return evaluate(conditions(yaml), attempt).note; }

/// A letter to anna and boris, fetched later by RETR.
Attempt with_letter(const std::string& lines) {
    Attempt made;
    made.sessions.push_back(
        ended_session(conversation(1, "smtp", 0,
                                   "S: 220\nC: MAIL FROM:<me@post.example>\nS: 250\nC: DATA\nS: 354\n" + lines +
                                       "c: .\nS: 250 | anna boris | 7\nC: QUIT\nS: 221\n")));
    made.sessions.push_back(ended_session(
        conversation(2, "pop3", 100, "S: +OK\nC: PASS ****\nS: +OK | s017 | 7\nC: RETR 1\nS: +OK | | 7\n")));
    return made;
}

TEST(Letters, are_compared_as_they_were_stored) {
    const Attempt one = with_letter("c: From: Dean\nc: Subject: =?utf-8?q?caf=C3=A9?=\nc: \nc: ..\nc: last\n");
    EXPECT_TRUE(holds("letter: {from: Dean, subject: café, envelope_from: me@..., to: [boris, anna]}", one));
    EXPECT_TRUE(
        holds("letter: {body: \".\\nlast\\n\", body_has: l..., ascii: yes, no_header: [Bcc], fetched: yes}", one));
    EXPECT_TRUE(holds("letter: {count: 1}", one));
    EXPECT_EQ(note("letter: {count: 2}", one), "there are 1 of them");
    EXPECT_EQ(note("letter: {subject: tea}", one), "its Subject is \"café\"");
    EXPECT_EQ(note("letter: {header: {Cc: ...}}", one), "it has no Cc field");
    EXPECT_EQ(note("letter: {to: [anna]}", one), "it went to anna boris");
    EXPECT_EQ(note("letter: {body: \"..\\nlast\\n\"}", one), "its body is another one");
    EXPECT_EQ(note("letter: {mime: text/plain}", one), "it has no MIME-Version field");
}

TEST(Letters, have_addresses_in_any_case) {
    const Attempt one = with_letter("c: To: Anna <ANNA@Post.example>\nc: Subject: Tea\nc: \nc: x\n");
    EXPECT_TRUE(holds("letter: {envelope_from: ME@post.example, to_header: \"...anna@post.example...\"}", one));
    EXPECT_FALSE(holds("letter: {subject: tea}", one));
}

TEST(Letters, have_parts) {
    const Attempt one = with_letter(
        "c: MIME-Version: 1.0\nc: Content-Type: multipart/mixed; boundary=b\nc: \nc: --b\n"
        "c: Content-Type: text/plain; charset=utf-8\nc: \nc: привет\nc: --b\nc: Content-Type: image/png; name=p.png\n"
        "c: Content-Transfer-Encoding: base64\nc: \nc: YWJj\nc: --b--\n");
    EXPECT_TRUE(holds("letter: {mime: \"multipart/mixed[text/plain, image/png]\", charset: utf-8}", one));
    EXPECT_TRUE(holds("letter: {part_text: {1: привет}, attachment: {octets: 3, text: abc, name: p.png}}", one));
    EXPECT_TRUE(
        holds("letter: {attachment: {sha256: ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad}}", one));
    EXPECT_FALSE(holds("letter: {attachment: {octets: 4}}", one));
    EXPECT_EQ(note("letter: {ascii: yes}", one), "it has octets above 127");
}

TEST(Letters, are_quoted_by_the_reply_that_accepted_them) {
    const Attempt one = with_letter("c: Subject: x\nc: \nc: hello\n");
    using Lines = std::vector<Citation>;
    EXPECT_EQ(evaluate(conditions("letter: {subject: x}"), one).lines, (Lines{{1, 9}}));
    EXPECT_EQ(evaluate(conditions("letter: {subject: y}"), one).lines, (Lines{{1, 9}})) << "the one that fails";
    EXPECT_TRUE(evaluate(conditions("letter: {}"), Attempt()).lines.empty());
}

TEST(Letters, may_be_counted_down_to_none) {
    const Attempt one = with_letter("c: Subject: x\nc: \nc: hello\n");
    EXPECT_TRUE(holds("letter: {subject: y, count: 0}", one));
    EXPECT_FALSE(holds("letter: {subject: x, count: 0}", one));
    EXPECT_TRUE(holds("letter: {count: 0}", Attempt()));
    EXPECT_FALSE(holds("letter: {subject: x}", Attempt()));
}

TEST(Letters, are_counted_as_fetched_when_retr_has_brought_them) {
    Attempt one = with_letter("c: Subject: x\nc: \nc: hello\n");
    EXPECT_TRUE(holds("letter: {fetched: yes}", one));
    one.sessions.pop_back();
    EXPECT_EQ(note("letter: {fetched: yes}", one), "it has not been fetched by RETR");
}

TEST(Letters, lack_the_part_that_they_have_not) {
    const Attempt one = with_letter("c: Subject: x\nc: \nc: hello\n");
    EXPECT_TRUE(holds("letter: {part_text: {1: h...}}", one));
    EXPECT_EQ(note("letter: {part_text: {2: h...}}", one), "it has no part 2");
    EXPECT_EQ(note("letter: {part_text: {1: bye}}", one), "no line of part 1 is \"bye\"");
    EXPECT_EQ(note("letter: {attachment: {text: hello}}", one), "no attachment of it is the one that was asked for")
        << "the first leaf is the letter itself";
    EXPECT_EQ(note("letter: {charset: utf-8}", one), "its charset is \"\"");
}

}  // namespace postlab::course::letters_test
