#include "labs/faults/fault_rule.h"

#include <gtest/gtest.h>

#include <set>

#include "labs/catalogue/tables.h"

namespace postlab::labs::fault_rule_test {

using namespace std::chrono_literals;

FaultRule rule(std::string_view text) { return read_fault(fault_words(text)); }

TEST(FaultRule, is_read_from_its_words) {
    FaultRule read = rule("account=S017 verb=retr session=2- nth=3-5 delay=1.5s at_octet=7 split=20ms clock=60");
    EXPECT_EQ(read.protocol, "pop3");  // the only one with RETR
    EXPECT_EQ(read.account, "s017");
    EXPECT_EQ(read.verb, "RETR");
    EXPECT_FALSE(read.sessions.contains(1));
    EXPECT_TRUE(read.sessions.contains(1000));
    EXPECT_TRUE(read.nth.contains(3) && read.nth.contains(5));
    EXPECT_FALSE(read.nth.contains(2) || read.nth.contains(6));
    EXPECT_EQ(read.injection.delay, 1500ms);
    EXPECT_EQ(read.injection.delay_at, 7u);
    EXPECT_EQ(read.injection.split, 20ms);
    EXPECT_EQ(read.injection.clock, 60u);
    EXPECT_EQ(as_text(read.words),
              "account=S017 session=2- verb=retr nth=3-5 delay=1.5s at_octet=7 split=20ms clock=60");
}

TEST(FaultRule, says_a_refusal_with_its_details) {
    FaultRule read = rule("verb=RCPT reply=rcpt.too_many detail=3");
    ASSERT_TRUE(read.injection.reply);
    EXPECT_EQ(read.injection.reply->id, "rcpt.too_many");
    EXPECT_EQ(read.injection.details[0], "3");
    EXPECT_EQ(rule("verb=MAIL reply=session.shutdown").injection.details[0], "{domain}");
    EXPECT_EQ(rule("verb=MAIL reply=mail.too_long detail=domain,255").injection.details[1], "255");
}

struct Wrong {
    std::string words, complaint;
};

class WrongFault : public testing::TestWithParam<Wrong> {};

TEST_P(WrongFault, is_told_what_to_write) {
    try {
        rule(GetParam().words);
        FAIL() << "taken: " << GetParam().words;
    } catch (const BadFault& error) {
        EXPECT_NE(std::string(error.what()).find(GetParam().complaint), std::string::npos) << error.what();
        EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos);
    }
}

INSTANTIATE_TEST_SUITE_P(
    All, WrongFault,
    testing::Values(
        Wrong{"verb", "key=value, not \"verb\""}, Wrong{"nth=1 nth=2", "nth is there twice"},
        Wrong{"verv=RETR cut=after", "did you mean verb?"}, Wrong{"verb= cut=after", "verb has no value"},
        Wrong{"verb=RTR cut=after", "there is no verb RTR; did you mean RETR?"},
        Wrong{"protocol=smtp verb=RETR cut=after", "there is no verb RETR in smtp"},
        Wrong{"protocol=imap cut=after", "protocol is smtp or pop3, not \"imap\""},
        Wrong{"verb=RETR", "does something"}, Wrong{"account=a@b cut=after", "a name alone"},
        Wrong{"nth=0 cut=after", "nth is a number from 1"}, Wrong{"nth=3-2 cut=after", "nth is a number from 1"},
        Wrong{"nth=1-x cut=after", "nth is a number from 1"},
        Wrong{"session=-1 cut=after", "session is a number from 1"},
        Wrong{"session=99999999999 cut=after", "session is a number from 1"},
        Wrong{"chance=1.1 cut=after", "from 0 to 1"}, Wrong{"chance=nan cut=after", "from 0 to 1"},
        Wrong{"seed=-1 cut=after", "seed is a number"}, Wrong{"cut=12", "cut is before"},
        Wrong{"cut=after cut_after=3", "only once"}, Wrong{"cut_after=x", "cut_after is a number"},
        Wrong{"at_octet=3 cut=after", "say cut_after"}, Wrong{"silence=no", "silence is yes, or left out"},
        Wrong{"delay=5", "such as 500ms"}, Wrong{"delay=61m", "at most 60m"}, Wrong{"delay=-1s", "such as 500ms"},
        Wrong{"clock=0", "from 1 to 3600"}, Wrong{"hold_lock=5s protocol=smtp", "SMTP has no lock"},
        Wrong{"leaky=yes protocol=smtp", "leaky belongs to pop3"},
        Wrong{"last=yes protocol=smtp", "last belongs to pop3"}, Wrong{"leaky=no", "leaky is yes, or left out"},
        Wrong{"verb=GREETING account=bob delay=1s", "nobody has an account at the greeting"},
        Wrong{"reply=rcpt.failed", "say which, such as verb=RCPT"},
        Wrong{"verb=QUIT reply=quit.failed", "protocol=pop3"},
        Wrong{"verb=RCPT reply=rcpt.ok", "not \"rcpt.ok\": command."}, Wrong{"verb=RCPT reply=no", "rcpt.too_many"},
        Wrong{"verb=RCPT reply=data.full", "a row that refuses RCPT"}, Wrong{"verb=. reply=rcpt.failed", "data.full"},
        Wrong{"verb=. protocol=pop3 cut=after", "no verb ."},
        Wrong{"verb=RCPT reply=rcpt.too_many", "at most {} for one message"},
        Wrong{"verb=RCPT cut=after detail=3", "detail belongs to a reply"}));

/// The decisions of one rule over many sessions, as 0s and 1s.
std::string run(const FaultRule& rule) {
    std::string decisions;
    for (unsigned session = 1; session <= 20; ++session)
        for (unsigned step = 1; step <= 50; ++step) decisions += rule.meets("NOOP", session, step, step) ? '1' : '0';
    return decisions;
}

TEST(Chance, makes_the_same_run_of_the_same_seed_and_another_of_another) {
    std::set<std::string> runs;
    for (int seed = 0; seed < 50; ++seed) {
        std::string words = "chance=0.3 cut=after seed=" + std::to_string(seed);
        std::string decisions = run(rule(words));
        EXPECT_EQ(decisions, run(rule(words)));
        runs.insert(decisions);
        auto met = std::count(decisions.begin(), decisions.end(), '1');
        EXPECT_GT(met, 220) << seed;
        EXPECT_LT(met, 380) << seed;
        std::set<std::string> sessions;
        for (std::size_t at = 0; at < decisions.size(); at += 50) sessions.insert(decisions.substr(at, 50));
        EXPECT_EQ(sessions.size(), 20u) << "sessions differ";
    }
    EXPECT_EQ(runs.size(), 50u);
}

TEST(Chance, draws_apart_for_rules_that_differ) {
    EXPECT_NE(run(rule("chance=0.5 seed=1 cut=after")), run(rule("chance=0.5 seed=1 cut=before")));
    EXPECT_EQ(run(rule("chance=0 cut=after")).find('1'), std::string::npos);
    EXPECT_EQ(run(rule("chance=1 cut=after")).find('0'), std::string::npos);
}

TEST(Chance, falls_the_same_on_every_machine) {
    EXPECT_EQ(run(rule("chance=0.5 seed=42 cut=after")).substr(0, 40), "1001101111000100100101011101000111101101");
}

}  // namespace postlab::labs::fault_rule_test
