#include "labs/faults/fault_schedule.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <thread>

#include "labs/faults/fault_file.h"
#include "shared/program/settings.h"
#include "shared/system/file.h"
#include "shared/system/temporary_directory_for_tests.h"

namespace postlab::labs::fault_schedule_test {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

FaultRule rule(std::string_view text) { return read_fault(fault_words(text)); }

class FaultsOnDisk : public testing::Test {
protected:
    /// Whether a session of the account is cut at its first command behind the login.
    bool cuts(FaultSchedule& schedule, std::string_view account) {
        auto faults = schedule.begin(Protocol::pop3);
        faults->at(Faults::greeting);
        faults->claimed(account);
        faults->at("USER");
        faults->known(account);
        auto injection = faults->at("STAT");
        return injection && injection->cut_after;
    }
    std::size_t size_of_list() { return FaultFile(directory).rules().size(); }

    const TemporaryDirectory temporary;
    const fs::path directory = temporary.path();
};

TEST_F(FaultsOnDisk, are_numbered_once_and_for_all) {
    FaultFile file(directory);
    EXPECT_EQ(file.add({rule("cut=after"), rule("delay=1s")}, "a").back().id, 2u);
    EXPECT_TRUE(file.remove(2));
    EXPECT_FALSE(file.remove(2));
    EXPECT_EQ(file.add({rule("delay=1s")}).front().id, 3u);
    for (std::uint64_t id : {1, 3}) EXPECT_TRUE(file.remove(id));
    EXPECT_EQ(file.add({rule("delay=1s")}).front().id, 4u);
    ASSERT_EQ(file.rules().size(), 1u);
    EXPECT_EQ(as_text(file.rules()[0].rule.words), "delay=1s");
}

TEST_F(FaultsOnDisk, may_begin_in_the_first_line) {
    FaultFile file(directory);
    file.add({rule("account=s017 verb=STAT cut=after")});
    const std::string lines = read_file(FaultFile::path_in(directory));
    std::ofstream(FaultFile::path_in(directory)) << lines.substr(lines.find('\n') + 1);
    FaultSchedule schedule("post.example", directory);
    EXPECT_EQ(size_of_list(), 1u);
    EXPECT_TRUE(cuts(schedule, "s017"));
}

TEST_F(FaultsOnDisk, are_for_their_owner_alone_and_leave_nothing_behind) {
    FaultFile(directory).add({rule("cut=after")});
    struct stat status {};
    ASSERT_EQ(::stat(FaultFile::path_in(directory).c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600u);
    EXPECT_EQ(std::distance(fs::directory_iterator(directory), fs::directory_iterator()), 1);
}

TEST_F(FaultsOnDisk, of_one_tag_are_replaced_together) {
    FaultFile file(directory);
    file.add({rule("cut=after")});
    file.replace("s017/L12", {rule("delay=1s"), rule("delay=2s")});
    file.replace("s018/L12", {rule("delay=3s")});
    file.replace("s017/L12", {rule("delay=4s")});
    std::string all;
    for (const KeptFault& kept : file.rules()) all += kept.tag + ":" + as_text(kept.rule.words) + " ";
    EXPECT_EQ(all, ":cut=after s018/L12:delay=3s s017/L12:delay=4s ");
    file.replace("s017/L12", {});
    EXPECT_EQ(file.rules().size(), 2u);
    file.replace("a \\ \"tag\"", {rule("delay=5s")});
    file.replace(
        {{"s018/L12", {rule("delay=6s"), rule("delay=7s")}}, {"a \\ \"tag\"", {}}, {"new", {rule("delay=8s")}}});
    all.clear();
    for (const KeptFault& kept : file.rules()) all += kept.tag + ":" + as_text(kept.rule.words) + " ";
    EXPECT_EQ(all, ":cut=after new:delay=8s s018/L12:delay=6s s018/L12:delay=7s ");
}

TEST_F(FaultsOnDisk, keep_what_needs_quotes) {
    FaultWords words{{"verb", "VRFY"}, {"reply", "command.syntax"}, {"detail", "VRFY \"user\" \\ or <mailbox>"}};
    FaultFile(directory).add({read_fault(words)}, "a \"tag\"");
    auto kept = FaultFile(directory).rules().at(0);
    EXPECT_EQ(kept.rule.words, words);
    EXPECT_EQ(kept.tag, "a \"tag\"");
}

TEST_F(FaultsOnDisk, survive_several_hands_at_once) {
    std::vector<std::thread> hands;
    for (int hand = 0; hand < 4; ++hand)
        hands.emplace_back([this] {
            for (int i = 0; i < 10; ++i) FaultFile(directory).add({rule("delay=1s")});
        });
    for (std::thread& hand : hands) hand.join();
    EXPECT_EQ(size_of_list(), 40u);
    EXPECT_EQ(FaultFile(directory).rules().back().id, 40u);
}

TEST_F(FaultsOnDisk, need_a_directory) { EXPECT_THROW(FaultFile(directory / "none"), std::runtime_error); }

TEST_F(FaultsOnDisk, are_heeded_from_the_next_session_on) {
    FaultSchedule schedule("post.example", directory);
    EXPECT_FALSE(cuts(schedule, "alice"));
    FaultFile file(directory);
    file.add({rule("account=alice verb=STAT cut=after")});
    EXPECT_TRUE(cuts(schedule, "alice"));
    EXPECT_FALSE(cuts(schedule, "bob"));
    file.replace("", {});
    EXPECT_FALSE(cuts(schedule, "alice"));
}

TEST_F(FaultsOnDisk, are_heeded_at_a_login_and_a_first_recipient) {
    FaultSchedule schedule("post.example", directory);
    auto pop3 = schedule.begin(Protocol::pop3), smtp = schedule.begin(Protocol::smtp);
    FaultFile(directory).add({rule("account=alice cut=after")});
    pop3->claimed("alice");
    smtp->known("alice");
    EXPECT_TRUE(pop3->at("PASS"));
    EXPECT_TRUE(smtp->at("RCPT"));
}

TEST_F(FaultsOnDisk, count_their_sessions_from_when_they_were_added) {
    FaultSchedule schedule("post.example", directory);
    FaultFile file(directory);
    file.replace("t", {rule("account=alice session=1 verb=STAT cut=after")});
    EXPECT_TRUE(cuts(schedule, "alice"));
    EXPECT_FALSE(cuts(schedule, "alice"));
    file.add({rule("delay=1s")});  // another one's coming changes nothing
    EXPECT_FALSE(cuts(schedule, "alice"));
    file.replace("t", {rule("account=alice session=1 verb=STAT cut=after")});
    EXPECT_TRUE(cuts(schedule, "alice"));
    EXPECT_FALSE(cuts(schedule, "alice"));
}

TEST_F(FaultsOnDisk, that_cannot_be_read_are_left_out_and_reported_once) {
    FaultFile(directory).add({rule("verb=STAT cut=after")});
    std::ofstream(FaultFile::path_in(directory), std::ios::app)
        << "{\"id\":\"2\",\"verb\":\"RTR\",\"cut\":\"after\"}\nhello\n";
    testing::internal::CaptureStderr();
    FaultSchedule schedule("post.example", directory);
    EXPECT_TRUE(cuts(schedule, "alice"));
    FaultFile::path_in(directory);
    std::ofstream(FaultFile::path_in(directory), std::ios::app) << "\n";
    EXPECT_TRUE(cuts(schedule, "alice"));
    std::string said = testing::internal::GetCapturedStderr();
    EXPECT_NE(said.find("did you mean RETR?"), std::string::npos) << said;
    EXPECT_NE(said.find("not a rule in JSON: hello"), std::string::npos) << said;
    EXPECT_EQ(said.find("RTR", said.find("RTR") + 3), std::string::npos) << said;
}

TEST_F(FaultsOnDisk, of_thousands_of_accounts_are_found_by_account) {
    std::vector<FaultRule> rules;
    for (int i = 0; i < 6000; ++i)
        rules.push_back(rule("account=s" + std::to_string(i) + " verb=STAT session=1 cut=after"));
    FaultFile(directory).add(rules);
    FaultSchedule schedule("post.example", directory);
    for (int i = 0; i < 6000; ++i) {
        EXPECT_TRUE(cuts(schedule, "s" + std::to_string(i)));
        EXPECT_FALSE(cuts(schedule, "s" + std::to_string(i)));
    }
    FaultFile(directory).add({rule("delay=1s")});  // all others are known already
    EXPECT_FALSE(cuts(schedule, "s1"));
}

// ---------------------------------------------------------------------------------------- what a session is told

TEST(FaultSchedule, counts_commands_and_verbs_in_a_session) {
    FaultSchedule schedule("post.example");
    schedule.add(rule("protocol=smtp nth=2 delay=1s"));
    schedule.add(rule("protocol=smtp verb=NOOP nth=2 delay=2s"));
    auto faults = schedule.begin(Protocol::smtp);
    EXPECT_FALSE(faults->at(Faults::greeting));
    EXPECT_FALSE(faults->at("HELO"));
    EXPECT_EQ(faults->at("NOOP")->delay, 1s);
    EXPECT_FALSE(faults->at(""));
    EXPECT_EQ(faults->at("NOOP")->delay, 2s);
    EXPECT_FALSE(faults->at("NOOP"));
}

TEST(FaultSchedule, meets_everything_that_is_said_where_a_rule_names_no_verb) {
    FaultSchedule schedule("post.example");
    schedule.add(rule("split=1ms"));
    auto faults = schedule.begin(Protocol::smtp);
    for (std::string_view verb : {Faults::greeting, std::string_view("EHLO"), std::string_view(), Faults::end_of_data})
        EXPECT_TRUE(faults->at(verb)) << verb;
}

TEST(FaultSchedule, joins_what_several_rules_want_the_first_one_first) {
    FaultSchedule schedule("post.example");
    schedule.add(rule("delay=1s"));
    schedule.add(rule("delay=2s cut=after"));
    schedule.add(rule("cut=before split=0ms"));
    auto injection = schedule.begin(Protocol::pop3)->at("STAT");
    ASSERT_TRUE(injection);
    EXPECT_EQ(injection->delay, 1s);
    EXPECT_TRUE(injection->cut_after && !injection->cut_before);
    EXPECT_EQ(injection->split, 0ms);
}

TEST(FaultSchedule, does_not_count_who_only_claims_to_be_an_account) {
    FaultSchedule schedule("post.example");
    schedule.add(rule("account=alice session=1 verb=STAT cut=after"));
    for (int guess = 0; guess < 3; ++guess) {
        auto faults = schedule.begin(Protocol::pop3);
        faults->claimed("alice");
        faults->at("PASS");
    }
    auto faults = schedule.begin(Protocol::pop3);
    faults->claimed("alice");
    faults->claimed("bob");  // changed their mind
    EXPECT_FALSE(faults->at("STAT"));
    faults->claimed("alice");
    faults->known("alice");
    EXPECT_TRUE(faults->at("STAT"));
}

TEST(FaultSchedule, counts_each_protocol_and_each_account_apart) {
    FaultSchedule schedule("post.example");
    schedule.add(rule("protocol=pop3 session=2 verb=NOOP cut=after"));
    schedule.add(rule("account=alice session=2 verb=RSET cut=after"));
    auto smtp = schedule.begin(Protocol::smtp);
    auto first = schedule.begin(Protocol::pop3), second = schedule.begin(Protocol::pop3);
    EXPECT_FALSE(smtp->at("NOOP"));
    EXPECT_FALSE(first->at("NOOP"));
    EXPECT_TRUE(second->at("NOOP"));
    smtp->known("bob");
    smtp->known("alice");
    smtp->known("alice");  // the same session
    EXPECT_FALSE(smtp->at("RSET"));
    second->known("alice");
    EXPECT_TRUE(second->at("RSET"));
}

TEST(FaultSchedule, holds_a_lock_from_the_first_who_wants_it) {
    FaultSchedule schedule("post.example");
    schedule.add(rule("account=alice hold_lock=10s"));
    auto first = schedule.begin(Protocol::pop3), second = schedule.begin(Protocol::pop3);
    first->claimed("alice");
    second->claimed("alice");
    const Time start = Time() + 1h;
    EXPECT_EQ(first->lock_held(start), 10s);
    EXPECT_EQ(second->lock_held(start + 9s), 1s);
    EXPECT_FALSE(second->lock_held(start + 10s));
    EXPECT_FALSE(first->lock_held(start + 1h));
}

TEST(FaultSchedule, is_the_same_run_with_the_same_seed) {
    auto run = [](unsigned seed) {
        FaultSchedule schedule("post.example");
        schedule.add(rule("chance=0.3 silence=yes seed=" + std::to_string(seed)));
        std::string decisions;
        for (int session = 0; session < 10; ++session) {
            auto faults = schedule.begin(Protocol::pop3);
            for (const char* verb : {"GREETING", "USER", "PASS", "STAT", "", "LIST", "RETR", "RETR", "QUIT"})
                decisions += faults->at(verb) ? '1' : '0';
        }
        return decisions;
    };
    std::set<std::string> runs;
    for (unsigned seed = 0; seed < 20; ++seed) {
        EXPECT_EQ(run(seed), run(seed));
        runs.insert(run(seed));
    }
    EXPECT_EQ(runs.size(), 20u);
}

TEST(FaultSchedule, is_safe_from_several_reactors) {
    FaultSchedule schedule("post.example");
    schedule.add(rule("account=alice session=1-100 verb=STAT silence=yes"));
    std::atomic<int> met{0};
    std::vector<std::thread> reactors;
    for (int i = 0; i < 4; ++i)
        reactors.emplace_back([&] {
            for (int session = 0; session < 50; ++session) {
                auto faults = schedule.begin(Protocol::pop3);
                faults->known("alice");
                met += faults->at("STAT").has_value();
            }
        });
    for (std::thread& reactor : reactors) reactor.join();
    EXPECT_EQ(met, 100);
}

TEST_F(FaultsOnDisk, are_listed_and_removed_beside_half_a_line_that_is_named) {
    FaultFile file(directory);
    file.add({read_fault({{"verb", "NOOP"}, {"delay", "1s"}}), read_fault({{"verb", "STAT"}, {"delay", "2s"}})});
    const std::string path = FaultFile::path_in(directory).string(), whole = read_file(path);
    replace_file(path, whole + "{\"id\":\"3\",\"tag\":\"s001/L1");
    ASSERT_EQ(file.rules().size(), 2u);
    ASSERT_EQ(file.flaws().size(), 1u);
    EXPECT_EQ(file.flaws()[0].in_english(), path +
                                                ":4: is no rule and does nothing: {\"id\":\"3\",\"tag\":\"s001/L1; "
                                                "postlab fault clear removes it");
    EXPECT_TRUE(file.remove(1));
    EXPECT_EQ(file.rules().size(), 1u);
    file.replace("", {});
    EXPECT_TRUE(file.rules().empty());
    EXPECT_TRUE(file.flaws().empty());
    replace_file(path, whole.substr(whole.find('\n') - 4));
    EXPECT_EQ(file.flaws().size(), 1u) << "the first line is cut";
    EXPECT_EQ(file.add({read_fault({{"verb", "NOOP"}, {"delay", "1s"}})}).at(0).id, 3u) << "never given twice";
}

}  // namespace postlab::labs::fault_schedule_test
