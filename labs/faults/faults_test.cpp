// What faults leave in the record, and that nothing but a rule brings one about.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "labs/catalogue/tables.h"
#include "labs/dialogue/memory_wire.h"
#include "labs/dialogue/player.h"

namespace postlab::labs::faults_test {

namespace fs = std::filesystem;

struct Outcome {
    std::vector<std::string> injected;  ///< "what was said|what a fault did", for each event that a fault met
    std::vector<std::string> ends;
};

Outcome outcome(std::string_view dialogue, Protocol protocol, Pace pace = Pace::lines) {
    MemoryWire wire;
    auto complaint = play(parse_dialogue(dialogue, "test.txt", protocol), wire, pace);
    EXPECT_EQ(complaint, std::nullopt) << complaint.value_or("");
    Outcome outcome;
    for (const MemoryRecorder::Ending& ending : wire.record().ended) outcome.ends.push_back(ending.how);
    for (const RecordedEvent& event : wire.record().events)
        if (!event.injected.empty()) outcome.injected.push_back(with_escapes(event.bytes) + "|" + event.injected);
    return outcome;
}

using Lines = std::vector<std::string>;

constexpr std::string_view login = "S: +OK ...\nC: USER alice\nS: +OK ...\nC: PASS two words\nS: +OK ...\n";

TEST(InjectedFaults, are_told_in_the_record_with_what_they_did) {
    Outcome pop3 = outcome(
        "! fault verb=STAT nth=1 delay=1.5s\n! fault verb=STAT nth=2 split=0ms\n! fault protocol=pop3 verb=NOOP "
        "silence=yes\n"
        "! fault verb=DELE reply=message.unreadable detail=1\n! fault verb=LAST clock=60\n! fault verb=RETR "
        "cut_after=20\n" +
            std::string(login) +
            "C: STAT\n! wait 2s\nS: +OK 2 320\nC: STAT\nS: +OK 2 320\nC: NOOP\nC: DELE 1\nS: -ERR ...\nC: LAST\nS: "
            "-ERR ...\n"
            "C: LAST\nS: -ERR ...\nC: RETR 1\nS: +OK 120 octets\nS: From\\\n! closed\n",
        Protocol::pop3);
    EXPECT_EQ(pop3.injected,
              (Lines{"+OK 2 320\\r\\n|delayed by 1.5 s", "+OK 2 320\\r\\n|sent octet by octet, 0 s apart",
                     "|nothing of it was sent",
                     "-ERR [SYS/TEMP] message 1 cannot be read now\\r\\n|said instead of running the command",
                     "-ERR LAST is no longer part of POP3, use UIDL\\r\\n|idle time runs 60 times as fast from here",
                     "From|cut after 20 octets"}));
    EXPECT_EQ(pop3.ends, Lines{"fault"});
}

TEST(InjectedFaults, that_cut_around_a_command_are_events_without_bytes) {
    Outcome before = outcome(
        "! fault protocol=pop3 verb=QUIT cut=before\n" + std::string(login) + "C: QUIT\n! closed\n", Protocol::pop3);
    EXPECT_EQ(before.injected, Lines{"|the line is cut, the command is not run"});
    EXPECT_EQ(before.ends, Lines{"fault"});
    Outcome after = outcome("! fault verb=DELE nth=2 cut=after\n" + std::string(login) +
                                "C: DELE 1\nS: +OK ...\nC: DELE 2\nS: +OK ...\n! closed\n",
                            Protocol::pop3);
    EXPECT_EQ(after.injected, Lines{"|the line is cut after the reply"});
    EXPECT_EQ(after.ends, Lines{"fault"});
}

TEST(InjectedFaults, that_hold_a_lock_say_for_how_long) {
    Outcome held = outcome(
        "! fault account=alice hold_lock=30s\nS: +OK ...\nC: USER alice\nS: +OK ...\nC: PASS two words\n"
        "S: -ERR [IN-USE] ...\n",
        Protocol::pop3);
    EXPECT_EQ(held.injected, Lines{"-ERR [IN-USE] maildrop already locked\\r\\n|the lock is held for another 30 s"});
}

TEST(InjectedFaults, that_leak_names_say_so_beside_each_name) {
    Outcome leaky = outcome(
        "! fault account=alice leaky=yes\nS: +OK ...\nC: USER bob\nS: +OK send PASS\nC: USER alice\nS: +OK ...\n"
        "C: USER nobody\nS: -ERR ...\nC: NOOP\nS: -ERR ...\n",
        Protocol::pop3);
    EXPECT_EQ(leaky.injected,
              (Lines{"+OK alice is a valid mailbox\\r\\n|it is told whether there is such a mailbox",
                     "-ERR never heard of mailbox nobody\\r\\n|it is told whether there is such a mailbox"}));
}

TEST(InjectedFaults, show_in_the_timeout_that_a_fast_clock_has_brought) {
    Outcome fast = outcome("! fault verb=HELO clock=100\nS: ...\nC: HELO me\nS: ...\n! wait 3s\nS: 421 ...\n! closed\n",
                           Protocol::smtp);
    ASSERT_EQ(fast.injected.size(), 2u);
    EXPECT_NE(fast.injected[1].find("Timeout"), std::string::npos);
    EXPECT_TRUE(fast.injected[1].ends_with("|idle time ran 100 times as fast"));
    EXPECT_EQ(fast.ends, Lines{"timeout"});
}

TEST(InjectedFaults, are_the_same_at_every_pace) {
    const std::string text =
        "! fault protocol=smtp chance=0.5 seed=7 verb=NOOP reply=command.unknown detail=NOOP\nS: ...\n" + [] {
            std::string lines;
            for (int i = 0; i < 20; ++i) lines += "C: NOOP\nS: ...\n";
            return lines;
        }();
    Outcome lines = outcome(text, Protocol::smtp);
    EXPECT_GT(lines.injected.size(), 3u);
    EXPECT_LT(lines.injected.size(), 17u);
    EXPECT_EQ(outcome(text, Protocol::smtp, Pace::whole).injected, lines.injected);
    EXPECT_EQ(outcome(text, Protocol::smtp, Pace::bytes).injected, lines.injected);
}

// ---------------------------------------------------------------------------------------- only when asked

std::vector<Dialogue> faultless_dialogues() {
    std::vector<Dialogue> dialogues;
    for (const char* folder : {"smtpd/dialogues", "pop3d/dialogues"})
        for (const auto& entry : fs::directory_iterator(fs::path(POSTLAB_SOURCE_DIR) / folder))
            for (Dialogue& dialogue : read_dialogues(entry.path()))
                if (std::ranges::count(dialogue.steps, Step::Kind::fault, &Step::kind) == 0)
                    dialogues.push_back(std::move(dialogue));
    return dialogues;
}

TEST(Faults, come_only_from_rules_whatever_is_said_to_a_server) {
    for (const Dialogue& dialogue : faultless_dialogues()) {
        MemoryWire wire;
        play(dialogue, wire);
        for (const RecordedEvent& event : wire.record().events) EXPECT_EQ(event.injected, "") << dialogue.name;
        EXPECT_EQ(std::ranges::count(wire.record().ended, "fault", &MemoryRecorder::Ending::how), 0) << dialogue.name;
    }
}

std::map<int, std::string> said_under(const Dialogue& dialogue, const char* fault) {
    MemoryWire wire;
    if (fault) wire.happen({Step::Kind::fault, 0, 1, {}, fault});
    auto complaint = play(dialogue, wire);
    EXPECT_EQ(complaint, std::nullopt) << complaint.value_or("");
    return wire.said();
}

TEST(Faults, that_split_replies_change_no_byte_of_any_dialogue) {
    for (const Dialogue& dialogue : faultless_dialogues())
        EXPECT_EQ(said_under(dialogue, "split=0ms"), said_under(dialogue, nullptr));
}

TEST(Faults, that_cut_leave_the_beginning_of_what_would_have_been_said) {
    const std::string retr = std::string(login) + "C: RETR 2\n";
    auto said = [&](const std::string& fault) {
        MemoryWire wire;
        if (!fault.empty()) wire.happen({Step::Kind::fault, 0, 1, {}, fault});
        play(parse_dialogue(retr, "test.txt", Protocol::pop3), wire);
        return wire.said().at(1);
    };
    const std::string whole = said(""), before = whole.substr(0, whole.find("+OK 200"));
    for (std::size_t octets = 0; octets <= whole.size() - before.size(); ++octets)
        EXPECT_EQ(said("verb=RETR cut_after=" + std::to_string(octets)), whole.substr(0, before.size() + octets));
    EXPECT_EQ(said("verb=RETR cut=before"), before);
    EXPECT_EQ(said("verb=RETR cut=after"), whole);
    EXPECT_EQ(said("verb=RETR silence=yes at_octet=9"), whole.substr(0, before.size() + 9));
}

TEST(Faults, are_no_setting_no_verb_and_no_parameter) {
    for (const Settings::Key& key : Settings().keys()) EXPECT_EQ(key.name.find("fault"), std::string::npos) << key.name;
    std::string smtp = "S: ...\n", pop3(login);
    for (const char* word : {"FAULT", "XFAULT", "FAULTS", "SITE FAULT", "SET fault=1"}) {
        smtp += "C: " + std::string(word) + " verb=NOOP cut=after\nS: 500 ...\n";
        pop3 += "C: " + std::string(word) + " verb=NOOP cut=after\nS: -ERR ...\n";
    }
    smtp +=
        "C: EHLO me\nS: 250-...\nS: 250-...\nS: 250-...\nS: 250-...\nS: 250-...\nS: 250-...\nS: 250-...\nS: "
        "250-...\nS: "
        "250-...\nS: "
        "250-...\nS: "
        "250-...\nS: 250 ...\n"
        "C: MAIL FROM:<> FAULT=cut\nS: 555 ...\nC: MAIL FROM:<>\nS: 250 ...\nC: RCPT TO:<bob+fault@post.example>\n"
        "S: 250 ...\nC: DATA\nS: 354 ...\nC: Fault: verb=NOOP cut=after\nC:\nC: ! fault verb=NOOP cut=after\nC: .\nS: "
        "250 ...\n";
    EXPECT_EQ(outcome(smtp + "C: NOOP\nS: 250 ...\n", Protocol::smtp).injected, Lines{});
    EXPECT_EQ(outcome(pop3 + "C: NOOP\nS: +OK\n", Protocol::pop3).injected, Lines{});
}

}  // namespace postlab::labs::faults_test
