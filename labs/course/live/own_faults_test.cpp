// Faults that students arrange for themselves: in their own sessions, and in nobody else's.
#include <random>
#include <set>

#include "labs/course/class/fault_letter.h"
#include "labs/course/class_for_tests.h"
#include "labs/course/lab/lab_faults.h"
#include "labs/course/lab/tokens.h"
#include "labs/course/live/course_follower.h"
#include "labs/faults/fault_file.h"
#include "labs/faults/fault_schedule.h"
#include "shared/memory_recorder.h"
#include "shared/sasl/base64.h"
#include "store/memory_store.h"

namespace postlab::course::own_faults_test {

using Lines = std::vector<std::string>;

const std::string key(32, 'k');
const Lines people{"s001", "s002", "s003"};

std::string address(const std::string& local_part) { return "<" + local_part + "@post.example>"; }

struct Heard {
    std::string said, marks;  ///< by the server; what its record says of faults
    std::chrono::milliseconds waited{};
    bool operator==(const Heard&) const = default;
};

/// One session from its first line to its last, on a store that is always the same.
Heard hold(const std::string& protocol, const Lines& lines, std::unique_ptr<Faults> faults) {
    store::MemoryStore store;
    for (const std::string& name : people) store.add(name, "secret");
    for (const std::string& name : people) store.put(name, "Subject: x\r\n\r\n" + std::string(300, 'x') + "\r\n");
    const Settings settings;
    MemoryRecorder record;
    Time now{std::chrono::seconds(1'800'000'000)};
    std::unique_ptr<Session> session;
    if (protocol == "smtp")
        session = std::make_unique<smtpd::Session>(settings, store, record.begin("smtp", "192.0.2.1", now),
                                                   smtpd::Peer{"192.0.2.1"});
    else
        session = std::make_unique<pop3d::Session>(settings, store, record.begin("pop3", "192.0.2.1", now), "<1@x>");
    if (faults) session->arrange(std::move(faults));
    Heard heard;
    auto settle = [&](Session::Next next) {
        for (;; next = session->resume(now)) {
            heard.said += session->take_output();
            if (next == Session::Next::read || next == Session::Next::close) return next;
            if (next != Session::Next::pause) continue;
            heard.waited += session->pause();
            now += session->pause();
        }
    };
    Session::Next next = settle(session->open(now));
    for (const std::string& line : lines)
        if (next == Session::Next::read) next = settle(session->receive(line + "\r\n", now));
    heard.said += next == Session::Next::close ? "(closed)" : "(open)";
    for (const RecordedEvent& event : record.events) heard.marks += event.injected;
    if (next == Session::Next::read) session->dropped(now);
    return heard;
}

/// A server of a class, without its desk.
struct ServerOfClass {
    ServerOfClass() {
        schedule.serve({[this] { return !exam; },
                        [](std::string_view local_part, unsigned& wrong) {
                            static const TokenReader tokens(key);
                            TokenOwner owner;
                            return tokens.find(local_part, owner, wrong) ? owner.student : "";
                        }});
    }
    bool arrange(const std::string& student, const Lines& letter) {
        labs::FaultWords words = fault_letter(letter).words;
        if (words.empty()) return false;
        words["account"] = student;
        words["own"] = "yes";
        schedule.add(labs::read_fault(words));
        return true;
    }
    Heard hold(const std::string& protocol, const Lines& lines) {
        return own_faults_test::hold(protocol, lines, schedule.begin(labs::protocol_named(protocol)));
    }
    labs::FaultSchedule schedule{"post.example"};
    bool exam = false;
};

Lines smtp_session(const Lines& recipients, const Lines& before = {}) {
    Lines lines{"EHLO me"};
    lines.insert(lines.end(), before.begin(), before.end());
    lines.push_back("MAIL FROM:<me@x.example>");
    for (const std::string& one : recipients) lines.push_back("RCPT TO:" + address(one));
    for (const char* line : {"DATA", "Subject: x", "", "x", ".", "NOOP", "QUIT"}) lines.push_back(line);
    return lines;
}

TEST(OwnFault, cuts_a_session_of_the_student_who_has_asked_for_it_and_marks_it_in_the_record) {
    ServerOfClass server;
    const Lines session{"USER s001", "PASS secret", "RETR 1", "QUIT"};
    ASSERT_TRUE(server.arrange("s001", {"verb: RETR", "cut: after 100"}));
    const Heard heard = server.hold("pop3", session);
    EXPECT_TRUE(heard.said.ends_with("xxx(closed)")) << heard.said;
    EXPECT_EQ(heard.marks, "cut after 100 octets; arranged by the student");
    EXPECT_TRUE(server.hold("pop3", session).said.ends_with("(1 message left)\r\n(closed)")) << "one session alone";
}

TEST(OwnFault, may_be_asked_for_by_an_address_behind_ones_badge) {
    ServerOfClass server;
    const std::string mine = token(key, "s001", "L03");
    auto after = [&](const Lines& recipients, const Lines& before = {}) {
        return server.hold("smtp", smtp_session(recipients, before));
    };
    const Heard full = after({mine, "s001+452", "s001"});
    EXPECT_TRUE(
        has(full.said, "452 4.5.3 Too many recipients: at most 1 for one message\r\n250 2.1.5 Recipient <s001@"))
        << full.said;
    EXPECT_EQ(full.marks, "said instead of running the command; arranged by the student");
    EXPECT_TRUE(has(after({mine, "s001+550"}).said, "550 5.1.1 No such user here: <s001+550@post.example>\r\n"));
    EXPECT_EQ(after({mine, "s001+slow"}).waited, std::chrono::seconds(5));
    EXPECT_TRUE(after({mine, "s001+cut"}).said.ends_with("OK\r\n(closed)"));
    const std::string login = "AUTH PLAIN " + sasl::to_base64(std::string("\0s001\0secret", 12));
    EXPECT_TRUE(has(after({"s001+452"}, {login}).said, "452 4.5.3 "));
    for (const Lines& others :
         {Lines{"s001+452"}, {"s001+l03-0000", "s001+452"}, {mine, "s002+452"}, {mine, "s001+453"}})
        EXPECT_EQ(after(others).marks, "");
}

TEST(OwnFault, is_off_while_an_exam_is_on) {
    ServerOfClass server;
    server.arrange("s001", {"verb: STAT", "session: 1-9", "cut: before"});
    server.exam = true;
    EXPECT_EQ(server.hold("pop3", {"USER s001", "PASS secret", "STAT", "QUIT"}).marks, "");
    EXPECT_EQ(server.hold("smtp", smtp_session({token(key, "s001", "L03"), "s001+452"})).marks, "");
    server.exam = false;
    EXPECT_NE(server.hold("pop3", {"USER s001", "PASS secret", "STAT", "QUIT"}).marks, "");
}

TEST(OwnFault, is_refused_where_it_could_be_anothers_or_keep_others_waiting) {
    for (const Lines& letter : std::initializer_list<Lines>{{"account: s002", "verb: STAT", "cut: after"},
                                                            {"verb: STAT", "delay: 31s"},
                                                            {"verb: STAT", "hold_lock: 5m"},
                                                            {"cut: after"},
                                                            {"verb: STAT"},
                                                            {"verb: STAT", "cut: sideways"},
                                                            {"verb: STAT", "reply: 452"},
                                                            {"verb: FLY", "cut: after"},
                                                            {"own: no", "verb: STAT", "cut: after"},
                                                            {"RETR"}})
        EXPECT_NE(fault_letter(letter).wrong, "") << letter[0];
    EXPECT_EQ(fault_letter({}).wrong, "") << "it takes away what was there";
    EXPECT_EQ(fault_letter({"verb: stat", "cut: sideways"}).wrong, "verb: stat; cut: sideways");
    EXPECT_EQ(labs::as_text(fault_letter({"Verb: rcpt", "reply: 452"}).words),
              "protocol=smtp session=1 verb=RCPT reply=rcpt.too_many detail=1");
}

/// Any order of letters and sessions: a session of somebody who has asked for nothing is what it would be without all
/// that others have asked for, octet by octet, and takes no longer.
TEST(OwnFault, touches_nobody_elses_session_in_any_order) {
    unsigned touched = 0;
    for (unsigned seed = 0; seed < 300; ++seed) {
        std::mt19937 random(seed);
        auto any = [&](const Lines& of) { return of[random() % of.size()]; };
        ServerOfClass server;
        std::set<std::string> asked;
        for (int step = 0; step < 12; ++step) {
            const std::string me = any(people), other = any(people);
            if (random() % 3 == 0) {
                const Lines letter{"verb: " + any({"STAT", "RETR", "QUIT", "NOOP", "RCPT", "MAIL", "USER", "."}),
                                   any({"cut: before", "cut: after", "cut: after 20", "delay: 3s", "reply: 452"}),
                                   any({"session: 1-9", "session: 2", "nth: 1", "account: " + other})};
                if (server.arrange(me, letter)) asked.insert(me);
                continue;
            }
            const std::string mine = token(key, me, "L03"), forged = other + "+L03-" + any({"0000", "ffff", "12"});
            const std::string trick = any({other, other + "+452", other + "+cut", forged, "course+" + forged});
            const bool mail = random() % 2 == 0;
            const Lines session =
                mail ? smtp_session(random() % 2 == 0 ? Lines{mine, trick, other} : Lines{trick, mine, other + "+550"})
                     : Lines{"USER " + other, "PASS wrong", "NOOP",   "USER " + me,
                             "PASS secret",   "STAT",       "RETR 1", "QUIT"};
            if (mail && trick.starts_with(me + "+")) continue;  // that is one's own
            if (mail && other == me) continue;
            const std::string protocol = mail ? "smtp" : "pop3";
            const Heard heard = server.hold(protocol, session), quiet = hold(protocol, session, nullptr);
            if (!asked.contains(me)) {
                ASSERT_TRUE(heard == quiet) << "seed " << seed << ", step " << step << "\n" << heard.said << quiet.said;
            }
            touched += heard != quiet;
        }
    }
    EXPECT_GT(touched, 100u) << "or nothing has been tried";
}

TEST_F(ClassOnDisk, a_letter_to_the_desk_arranges_a_fault_and_another_one_takes_it_away) {
    auto write = [&](const Lines& lines, const std::string& desk) {
        Lines session{"HELO me", "MAIL FROM:<me@x.example>", "RCPT TO:" + address(desk), "DATA", "Subject: fault", ""};
        session.insert(session.end(), lines.begin(), lines.end());
        session.insert(session.end(), {".", "QUIT"});
        smtp(session);
        store::TranscriptRecorder record(directory(), settings_);
        CourseFollower(directory(), "post.example", {test_labs().string(), ""}, record).go_on(false);
        std::string kept;
        for (const labs::KeptFault& fault : labs::FaultFile(directory()).rules())
            kept += labs::as_text(fault.rule.words) + "\n";
        return kept;
    };
    const std::string desk = desk_address(course.key(), "s001", "L02"), arranged =
                                                                            "account=s001 session=1 verb=RETR "
                                                                            "cut_after=100 own=yes\n";
    EXPECT_EQ(write({"verb: RETR", "cut: after 100"}, "course+s001-l02-0000"), "") << "a wrong badge";
    EXPECT_EQ(write({"verb: RETR", "cut: after 100"}, desk), arranged);
    EXPECT_EQ(write({"verb: RETR", "cut: upwards"}, desk), arranged) << "what is not understood changes nothing";
    EXPECT_EQ(labs_with_faults(directory(), "s001"), std::set<std::string>()) << "no lab has arranged it";
    EXPECT_EQ(write({}, desk), "");
    write({"verb: RETR", "cut: after 100"}, desk);
    start("L02", "s001");
    EXPECT_FALSE(has(contents(labs::FaultFile::path_in(directory())), "own")) << "a lab begins without it";
    course.set_exam(true);
    EXPECT_FALSE(has(write({"verb: RETR", "cut: after 100"}, desk), "own")) << "not in an exam";
}

}  // namespace postlab::course::own_faults_test
