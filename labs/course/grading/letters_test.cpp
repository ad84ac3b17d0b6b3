#include "labs/course/grading/letters.h"

#include <gtest/gtest.h>

#include "labs/course/grading/conversation_for_tests.h"
#include "labs/course/lab/conditions_for_tests.h"
#include "labs/course/lab/note_for_tests.h"

namespace postlab::course::letters_test {

bool holds(const std::string& yaml, const Attempt& attempt) { return evaluate(conditions(yaml), attempt).holds; }
std::string note(const std::string& yaml, const Attempt& attempt) {
    return in_english(evaluate(conditions(yaml), attempt).note);
}

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
    EXPECT_EQ(note("letter: {count: 2}", one), "such letters: 1");
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

TEST(Letters, say_which_line_broke_their_header_off) {
    const Attempt one = with_letter("c: From: me\nc: Subject：tea\nc: To: you\nc: \nc: x\n");
    EXPECT_EQ(note("letter: {from: ..., subject: tea}", one),
              "it has no Subject field: \"Subject：tea\" stands where a header field is expected");
    EXPECT_EQ(evaluate(conditions("letter: {subject: tea}"), one).lines.at(0).seq, 6u);
}

TEST(Letters, have_parts) {
    const Attempt one = with_letter(
        "c: MIME-Version: 1.0\nc: Content-Type: multipart/mixed; boundary=b\nc: \nc: --b\n"
        "c: Content-Type: text/plain; charset=utf-8\nc: Content-Transfer-Encoding: 8bit\nc: \nc: привет\nc: --b\nc: "
        "Content-Type: image/png; name=p.png\n"
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
    EXPECT_EQ(evaluate(conditions("letter: {subject: y}"), one).lines, (Lines{{1, 5}})) << "what fails in it";
    EXPECT_TRUE(evaluate(conditions("letter: {}"), Attempt()).lines.empty());
}

TEST(Letters, that_fail_are_quoted_by_the_line_that_decides) {
    const Attempt one = with_letter(
        "c: MIME-Version: 1.0\nc: Subject: x\nc: Content-Type: multipart/mixed; boundary=b\nc: \nc: --b\nc: \n"
        "c: hello\nc: ..\nc: é\nc: --b--\n");
    const auto line_of = [&](const std::string& yaml) { return evaluate(conditions(yaml), one).lines.at(0).seq; };
    EXPECT_EQ(line_of("letter: {subject: y}"), 6u);
    EXPECT_EQ(line_of("letter: {no_header: [MIME-Version]}"), 5u);
    EXPECT_EQ(line_of("letter: {body: \"--b\\n\\nhello\\n.\\nx\\n\"}"), 13u) << "the first that differs";
    EXPECT_EQ(line_of("letter: {ascii: yes}"), 13u);
    EXPECT_EQ(line_of("letter: {mime: text/plain}"), 13u) << "which is not 7bit";
    EXPECT_EQ(line_of("letter: {part_text: {1: bye}}"), 13u) << "which may be why";
    EXPECT_EQ(line_of("letter: {header: {Cc: ...}}"), 16u) << "the reply, for what stands nowhere";
}

/// More letters from the same student, one after the other; `to` are the mailboxes of each.
void add_letter(Attempt& attempt, int start, const std::string& to, const std::string& lines) {
    attempt.sessions.push_back(
        ended_session(conversation(start, "smtp", start,
                                   "S: 220\nC: MAIL FROM:<me@post.example>\nS: 250\nC: DATA\nS: 354\n" + lines +
                                       "c: .\nS: 250 | " + to + " | " + std::to_string(start) + "\n")));
}

TEST(Letters, that_come_nearest_say_what_is_wrong_and_letters_to_the_desk_never) {
    Attempt all = with_letter("c: Subject: tea\nc: \nc: another body\n");
    const std::string wanted = "letter: {subject: tea, to: [anna, boris], body: \"right\\n\"}";
    add_letter(all, 200, "course", "c: Subject: answer\nc: \nc: left: 4\n");
    EXPECT_EQ(note(wanted, all), "its body is another one");
    add_letter(all, 300, "anna boris", "c: Subject: coffee\nc: \nc: right\n");
    EXPECT_EQ(note(wanted, all), "its body is another one") << "which came further";
    EXPECT_EQ(evaluate(conditions(wanted), all).lines.at(0).conversation, 1);
    add_letter(all, 400, "anna", "c: Subject: tea\nc: \nc: right\n");
    EXPECT_EQ(note(wanted, all), "its body is another one");
    add_letter(all, 500, "anna boris", "c: Subject: tea\nc: \nc: later\n");
    EXPECT_EQ(evaluate(conditions(wanted), all).lines.at(0).conversation, 500) << "of two, the later one";
    EXPECT_TRUE(holds("letter: {subject: answer, count: 0}", all));
}

/// As the record has a letter that is longer than transcript.max_content_bytes.
TEST(Letters, that_the_record_has_only_a_part_of_are_not_judged_by_that_part) {
    Attempt one;
    auto cut =
        conversation(1, "smtp", 0,
                     "S: 220\nC: MAIL FROM:<me@post.example>\nS: 250\nC: DATA\nS: 354\nc: Subject: x\nc: MIME-Version: "
                     "1.0\nc: Content-Type: multipart/mixed; boundary=b\nc: \nc: --b\nS: 250 | anna | 7\n");
    cut.events[9].left_out = 100'000;
    one.sessions.push_back(ended_session(cut));
    const Finding mime = evaluate(conditions("letter: {subject: x, mime: \"multipart/mixed[text/plain]\"}"), one);
    EXPECT_FALSE(mime.holds);
    EXPECT_EQ(in_english(mime.note), "it is too large to be judged whole: the record has 81 octets of it");
    EXPECT_EQ(mime.mistake, "too_large");
    EXPECT_EQ(note("letter: {subject: x, body_has: ...}", one), in_english(mime.note));
    EXPECT_TRUE(holds("letter: {subject: x, to: [anna]}", one)) << "what stands in the beginning";
    EXPECT_EQ(evaluate(conditions("letter: {subject: y, mime: text/plain}"), one).mistake, "");
    cut.events.resize(7);
    one.sessions.back() = ended_session(cut);
    EXPECT_FALSE(holds("letter: {no_header: [Cc]}", one)) << "which may come still";
}

TEST(Letters, are_forgiven_with_a_remark_what_the_rfc_forgives_and_say_why_an_encoded_word_is_none) {
    const Attempt one = with_letter(
        "c: MIME-Version: 1.0 (by hand)\nc: Content-Type: text/plain; charset=UTF8\nc: Content-Transfer-Encoding: "
        "base64\n"
        "c: Subject: =?utf-8?b?" +
        std::string(80, 'Q') + "?=\nc: \nc: aGVs!bG8=\n");
    const Finding text = evaluate(conditions("letter: {mime: text/plain, charset: utf-8, part_text: {1: hello}}"), one);
    EXPECT_TRUE(text.holds);
    EXPECT_EQ(in_english(text.note), "characters that are none of base64 were ignored (RFC 2045 6.8)");
    EXPECT_TRUE(
        note("letter: {subject: x}", one).ends_with("an encoded-word has 92 characters; 75 are allowed (RFC 2047 2)"));
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
