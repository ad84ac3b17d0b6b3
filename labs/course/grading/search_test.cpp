#include "labs/course/grading/search.h"

#include <gtest/gtest.h>

#include "labs/course/grading/conversation_for_tests.h"

namespace postlab::course::search_test {

using labs::Protocol;
using Sessions = std::vector<std::shared_ptr<const EndedSession>>;

const std::string reading =
    "S: +OK ready\n"
    "C: USER s017\n"
    "S: +OK send PASS\n"
    "C: PASS ****\n"
    "S: +OK 3 letters | s017 | 1-3\n"
    "C: TOP 2 0\n"
    "S: +OK\n"
    "s: Subject: amber\n"
    "s: .\n"
    "C: RETR 1\n"
    "S: +OK 20 octets\n"
    "C: RETR 1\n"
    "S: +OK 20 octets\n"
    "C: QUIT\n"
    "S: +OK bye\n";

const std::string writing =
    "S: 220 ready\n"
    "C: mail from:<A@post.example>\n"
    "S: 250 ok\n"
    "C: DATA\n"
    "S: 354 go on\n"
    "c: QUIT\n"
    "c: ..hidden\n"
    "c: .\n"
    "S: 250 stored | s017 | 9\n"
    "C: QUIT\n"
    "S: 221 bye\n";

Sessions one(const labs::Conversation& conversation) { return {ended_session(conversation)}; }

bool finds(const std::string& pattern, const Sessions& sessions, Protocol protocol = Protocol::pop3) {
    const Pattern parsed(pattern, "pattern", protocol);
    return Search(parsed, sessions).next().has_value();
}

TEST(Search, finds_commands_in_their_order_with_others_between_them) {
    const Sessions sessions = one(conversation(1, "pop3", 0, reading));
    EXPECT_TRUE(finds("C: USER s017\nC: TOP 2 0\nS: +OK\nC: QUIT\n! quit", sessions));
    EXPECT_FALSE(finds("C: TOP 2 0\nC: USER s017", sessions));
    EXPECT_FALSE(finds("C: QUIT\n! drop", sessions));
    EXPECT_TRUE(finds("C: QUIT\n! any", sessions));
}

TEST(Search, takes_s_lines_from_the_reply_to_that_very_command) {
    const Sessions sessions = one(conversation(1, "pop3", 0, reading));
    EXPECT_TRUE(finds("C: TOP 2 0\nS: +OK\nS: Subject: ...\nS: .", sessions));
    EXPECT_FALSE(finds("C: TOP 2 0\nS: Subject: ...\nS: +OK", sessions));
    EXPECT_FALSE(finds("C: TOP 2 0\nS: +OK 20 octets", sessions));
    EXPECT_TRUE(finds("S: +OK ready\nC: USER ...", sessions));
}

TEST(Search, compares_commands_in_any_case_and_a_message_as_written) {
    const Sessions sessions = one(conversation(1, "smtp", 0, writing));
    EXPECT_TRUE(finds("C: mail from:<A@POST.example>", sessions, Protocol::smtp));
    EXPECT_TRUE(finds("C: MAIL FROM:...@POST...", sessions, Protocol::smtp));
    EXPECT_FALSE(finds("C: MAIL FROM:...@host...", sessions, Protocol::smtp));
    EXPECT_TRUE(finds("C: DATA\nC: ..hidden", sessions, Protocol::smtp));
    EXPECT_FALSE(finds("C: DATA\nC: ..HIDDEN", sessions, Protocol::smtp));
}

TEST(Search, knows_a_badge_in_capitals_in_a_command_and_where_a_reply_repeats_it) {
    const Sessions sessions = one(
        conversation(1, "smtp", 0, "S: 220\nC: RCPT TO:<S017+L03-7F3A@Post.example>\nS: 250 <S017+L03-7F3A@x> OK\n"));
    const Values values{{"address", "s017+L03-7f3a@post.example"}, {"token", "s017+L03-7f3a"}};
    const Pattern pattern = Pattern("C: RCPT TO:...$address...\nS: 250 <$token@x> OK", "", Protocol::smtp).with(values);
    EXPECT_TRUE(Search(pattern, sessions).next());
}

TEST(Search, finds_lines_of_a_message_only_behind_data) {
    const Sessions sessions = one(conversation(1, "smtp", 0, writing));
    EXPECT_TRUE(
        finds("C: DATA\nS: 354 ...\nC: ..hidden\nC: .\nS: 250 ...\nC: QUIT\nS: 221 ...", sessions, Protocol::smtp));
    EXPECT_FALSE(finds("C: ..hidden", sessions, Protocol::smtp));
    EXPECT_FALSE(finds("C: QUIT\nC: QUIT", sessions, Protocol::smtp));
}

TEST(Search, finds_a_chunk_behind_its_bdat_and_their_one_reply) {
    const Sessions sessions = one(
        conversation(1, "smtp", 0,
                     "S: 220\nC: BDAT 20\nc: Subject: x\nc: QUIT\nS: 250 20 octets\nC: BDAT 9 LAST\nc: .\nc: .hidden\n"
                     "S: 250 stored | s017 | 9\nC: NOOP\nS: 250 OK\n"));
    auto found = [&](const std::string& pattern) { return finds(pattern, sessions, Protocol::smtp); };
    EXPECT_TRUE(found("C: BDAT ... LAST\nC: .\nC: .hidden\nS: 250 stored\nC: NOOP\nS: 250 OK"));
    EXPECT_TRUE(found("C: bdat 20\nS: 250 20 octets\nC: BDAT 9 LAST\nS: 250 stored"));
    EXPECT_FALSE(found("C: BDAT 20\nC: .hidden")) << "it is the next chunk's";
    EXPECT_FALSE(found("C: BDAT 20\nC: QUIT\nS: 250 stored"));
    EXPECT_FALSE(found("C: QUIT")) << "that was content";
    EXPECT_FALSE(found("C: BDAT 9 LAST\nC: NOOP")) << "a command, where content is looked for";
}

TEST(Search, tells_what_was_sent_ahead_from_what_has_waited) {
    labs::Conversation group =
        conversation(1, "smtp", 0, "S: 220\nC: MAIL x\nS: 250\nC: RCPT y\nS: 250\nC: DATA\nS: 354\nc: text\n");
    using std::chrono::milliseconds;
    auto found = [&](const std::string& text, bool ahead) {
        const Sessions sessions = one(group);
        const Pattern pattern(text, "pattern", Protocol::smtp);
        Search search(pattern, sessions);
        search.must_be_sent_ahead(ahead);
        return search.next().has_value();
    };
    EXPECT_TRUE(found("C: MAIL x\nC: RCPT y\nC: DATA", false)) << "a second apart";
    EXPECT_FALSE(found("C: MAIL x\nC: RCPT y", true));
    group.events[3].at = group.events[2].at + milliseconds(20);
    group.events[4].at = group.events[5].at = group.events[3].at;
    EXPECT_TRUE(found("C: MAIL x\nC: RCPT y\nC: DATA", true));
    EXPECT_FALSE(found("C: MAIL x\nC: RCPT y\nC: DATA", false));
    EXPECT_TRUE(found("C: DATA\nC: text", false)) << "the text has waited for 354";
    EXPECT_FALSE(found("C: DATA\nC: text", true));
    EXPECT_TRUE(found("C: MAIL x", false)) << "nothing is asked of the first line";
}

TEST(Search, counts_matches_that_share_no_exchange) {
    const Sessions sessions = one(conversation(1, "pop3", 0, reading));
    const Pattern pattern("C: RETR 1\nS: +OK ...", "pattern", Protocol::pop3);
    Search search(pattern, sessions);
    EXPECT_TRUE(search.next());
    EXPECT_TRUE(search.next());
    EXPECT_FALSE(search.next());
}

TEST(Search, binds_names_and_tries_again_when_they_do_not_fit) {
    const Sessions sessions = one(conversation(1, "pop3", 0,
                                               "S: +OK\nC: USER a\nS: -ERR no a\nC: USER b\nS: +OK send PASS\n"
                                               "C: USER c\nS: +OK send PASS\n"));
    EXPECT_TRUE(finds("C: USER ...\nS: {reply}\nC: USER ...\nS: {reply}", sessions));
    EXPECT_FALSE(finds("C: USER a\nS: {reply}\nC: USER c\nS: {reply}", sessions));
}

TEST(Search, binds_numbered_sessions_in_whatever_way_fits) {
    Sessions sessions{ended_session(conversation(1, "pop3", 0, "S: +OK\nC: STAT\nS: +OK 3\nC: QUIT\nS: +OK\n")),
                      ended_session(conversation(2, "pop3", 100, "S: +OK\nC: STAT\nS: +OK 2\n", "drop"))};
    EXPECT_TRUE(finds("C1: STAT\nS1: +OK 3\nC2: STAT\nS2: +OK 2\n!2 drop", sessions));
    EXPECT_FALSE(finds("C1: STAT\nS1: +OK 2\nC2: STAT\nS2: +OK 3", sessions)) << "the one with 3 came first";
    EXPECT_FALSE(finds("C1: STAT\nC2: STAT\nC3: STAT", sessions));
}

TEST(Search, knows_what_happened_meanwhile_and_in_which_protocol) {
    Sessions sessions{ended_session(conversation(1, "pop3", 0, "S: +OK\nC: STAT\nS: +OK 1\nC: STAT\nS: +OK 1\n")),
                      ended_session(conversation(2, "smtp", 2, "C: NOOP\nS: 250\n"))};
    EXPECT_TRUE(finds("C1: STAT\n!2 connect smtp\nC2: NOOP\nC1: STAT", sessions));
    EXPECT_FALSE(finds("C1: STAT\nC2: NOOP\nC1: STAT", sessions));
}

TEST(Search, measures_time) {
    const Sessions sessions = one(conversation(1, "pop3", 0, "C: NOOP\nS: +OK\nC: NOOP\nS: +OK\nC: NOOP\nS: +OK\n"));
    const Pattern pattern("C: NOOP\nC: NOOP", "pattern", Protocol::pop3);
    auto found = [&](int lasts, int within) {
        Search search(pattern, sessions);
        if (lasts > 0) search.must_last(std::chrono::seconds(lasts));
        if (within > 0) search.must_end_within(std::chrono::seconds(within));
        return search.next().has_value();
    };
    EXPECT_TRUE(found(4, 0));
    EXPECT_FALSE(found(5, 0));
    EXPECT_TRUE(found(0, 2));
    EXPECT_FALSE(found(0, 1));
}

TEST(Search, leaves_out_sessions_with_the_other_pattern) {
    const Sessions sessions = one(conversation(1, "pop3", 0, reading));
    const Pattern retr("C: RETR 1", "pattern", Protocol::pop3), quit("C: QUIT", "pattern", Protocol::pop3);
    Search search(retr, sessions);
    search.without(quit);
    EXPECT_FALSE(search.next());
}

TEST(Search, sees_a_command_that_was_starred) {
    EXPECT_TRUE(finds("C: STAT\nS: -ERR", one(conversation(1, "pop3", 0, "C: STAT ****\nS: -ERR\n"))));
}

TEST(Search, is_bounded_whatever_the_pattern_and_the_lines) {
    std::string text = "S: +OK\n";
    for (int i = 0; i < 2000; ++i)
        text += "C: NOOP " + std::string(100, 'a') + "\nS: +OK " + std::string(100, 'a') + "\n";
    const Sessions sessions(20, ended_session(conversation(1, "pop3", 0, text)));
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_FALSE(
        finds("C1: NOOP ...a...a...a...a...a...a...b\nC2: NOOP {x}a{y}\nS2: {y}b{x}\nC3: NOOP {z}\nS3: b", sessions));
    EXPECT_FALSE(finds("C: NOOP {a}a{b}\nC: NOOP {b}a{c}\nC: NOOP {c}a{a}\nC: QUIT", sessions));
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));  // it takes some 50 ms
}

TEST(Pattern, says_at_which_line_it_is_wrong) {
    auto complaint = [](const std::string& text) -> std::string {
        try {
            Pattern(text, "P", Protocol::pop3);
        } catch (const labs::DialogueError& error) {
            return error.what();
        }
        return "none";
    };
    EXPECT_EQ(complaint("C: STAT\nX: what"), "P:2: expected a line that begins with C:, S:, ! or #");
    EXPECT_EQ(complaint("C STAT"), "P:1: expected a colon behind C or S, or behind its number");
    EXPECT_EQ(complaint("# nothing"), "P:1: expected at least one line that begins with C:, S: or !");
    EXPECT_EQ(complaint("! closed"),
              "P:1: expected how the session ended (quit, drop, timeout, shutdown, any), starttls, or connect smtp, "
              "pop3 or pop2");
    EXPECT_EQ(complaint("C: STAT\nS: \\q"), "P:2: expected \\r, \\n, \\t, \\\\ or \\xHH behind a backslash");
    EXPECT_EQ(complaint("C: STAT\n! connect smtp"), "P:2: expected `! connect` before the session's first line");
}

/// A login in clear text, one behind STLS, and one at a port for TLS.
Sessions three_logins() {
    const std::string login = "C: PASS x\nS: +OK 1 letter | s017 | 1\nC: RETR 1\nS: +OK\n";
    auto clear = conversation(1, "pop3", 0, "S: +OK\n" + login);
    auto stls = conversation(2, "pop3", 100, "S: +OK\nC: STLS\nS: +OK begin\nS: \n" + login);
    auto at_once = conversation(3, "pop3", 200, "S: \nS: +OK\n" + login);
    for (auto* tls : {&stls.events[3], &at_once.events[0]}) {
        tls->bytes.clear();
        tls->tls = "TLSv1.3 TLS_AES_256_GCM_SHA384";
    }
    return {ended_session(clear), ended_session(stls), ended_session(at_once)};
}

TEST(Search, finds_where_TLS_begins) {
    const Sessions all = three_logins();
    const Pattern behind("! starttls\nC: RETR 1\nS: +OK", "P", Protocol::pop3), any("! starttls", "P", Protocol::pop3),
        before("C: RETR 1\n! starttls", "P", Protocol::pop3), fetched("C: RETR 1", "P", Protocol::pop3),
        greeted("! starttls\nS: +OK ...", "P", Protocol::pop3);
    for (std::size_t i = 0; i < all.size(); ++i) {
        EXPECT_EQ(Search(behind, std::span(&all[i], 1)).next().has_value(), i > 0) << i;
        EXPECT_EQ(Search(greeted, std::span(&all[i], 1)).next().has_value(), i > 0) << i;
        EXPECT_FALSE(Search(before, std::span(&all[i], 1)).next()) << i;
    }
    Search both(any, all);
    EXPECT_EQ(both.next()->lines, (std::vector<Citation>{{2, 3}}));
    EXPECT_EQ(both.next()->lines, (std::vector<Citation>{{3, 0}}));
    EXPECT_FALSE(both.next());
    Search in_clear(fetched, all);
    in_clear.without(any);
    EXPECT_TRUE(in_clear.next());
    EXPECT_FALSE(in_clear.next());
}

TEST(Search, knows_what_TLS_speaks_when_somebody_says_it) {
    const Sessions all = three_logins();
    const Pattern pattern("! starttls", "P", Protocol::pop3);
    for (const auto& [said, right] : {std::pair("tlsv1.3 TLS_AES_256_GCM_SHA384", true), std::pair("TLSv1.3", false)}) {
        Search search(pattern, all);
        search.last_line(said);
        EXPECT_EQ(search.next().has_value(), right) << said;
    }
}

TEST(Pattern, takes_values_literally) {
    const Pattern pattern = Pattern("C: USER $name", "P", Protocol::pop3).with({{"name", "{x}..."}});
    EXPECT_FALSE(Search(pattern, one(conversation(1, "pop3", 0, "C: USER anna\nS: +OK\n"))).next());
    EXPECT_TRUE(Search(pattern, one(conversation(1, "pop3", 0, "C: USER {x}...\nS: +OK\n"))).next());
}

}  // namespace postlab::course::search_test
