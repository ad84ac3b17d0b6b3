#include <Poco/Zip/Compress.h>

#include <fstream>

#include "labs/course/class/attempt_values.h"
#include "labs/course/class/enrolment.h"
#include "labs/course/class/grade_csv.h"
#include "labs/course/class/graded_record.h"
#include "labs/course/class/kept_grades.h"
#include "labs/course/class/pack.h"
#include "labs/course/class/receipts.h"
#include "labs/course/class/student_status.h"
#include "labs/course/class_command.h"
#include "labs/course/class_for_tests.h"
#include "labs/course/grade_command.h"
#include "labs/course/grading/verdict_text.h"
#include "labs/course/lab/handout.h"
#include "labs/course/lab/tokens.h"
#include "labs/course/live/classroom.h"
#include "labs/course/live/course_follower.h"
#include "labs/faults/fault_file.h"
#include "store/transcript/transcript_reader.h"

namespace postlab::course::class_test {

using namespace std::chrono_literals;

std::string contents(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST_F(ClassOnDisk, starts_with_a_filled_maildrop_a_record_and_faults) {
    const auto started = start("L02", "s001");
    ASSERT_TRUE(started);
    EXPECT_EQ(started->number, 1u);
    EXPECT_EQ(started->letters, 4u);
    EXPECT_TRUE(has(pop3({"USER s001", "PASS secret", "QUIT"}), "has 4 messages"));
    store::TranscriptReader reader(directory());
    const auto act = reader.conversations(2).front();
    EXPECT_EQ(act.protocol, "lab");
    EXPECT_EQ(act.peer, "s001");
    EXPECT_EQ(reader.events(act.id).front().bytes, "START L02 1 0\r\n");
    const auto faults = labs::FaultFile(directory()).rules();
    ASSERT_EQ(faults.size(), 1u);
    EXPECT_EQ(faults[0].tag, "s001/L02");
    EXPECT_EQ(faults[0].rule.account, "s001");
    start("L01", "s001");
    EXPECT_TRUE(labs::FaultFile(directory()).rules().empty()) << "another lab's faults are gone";
}

TEST_F(ClassOnDisk, starts_nothing_while_a_session_has_the_maildrop) {
    start("L02", "s001");
    store::WaitingStore store(directory());
    auto held = store.maildrop("s001");
    EXPECT_FALSE(start("L02", "s001", Act::reset));
    held.reset();
    const auto again = start("L02", "s001", Act::reset);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->number, 2u) << "what could not begin is not counted";
    EXPECT_EQ(again->variant, 0u);
    EXPECT_EQ(start("L02", "s001", Act::reset, true)->variant, 1u);
}

TEST_F(ClassOnDisk, shares_a_large_letter_and_keeps_it_in_its_place) {
    for (const char* student : {"s001", "s002", "s003"}) start("L02", student);
    store::Database mail(directory() / "maildrop.db", store::Database::Checkpoints::none);
    store::Query large = mail.query("SELECT count(DISTINCT content), count(*) FROM delivery WHERE octets = 2000000");
    ASSERT_TRUE(large.next());
    EXPECT_EQ(large.integer(0), 1);
    EXPECT_EQ(large.integer(1), 3);
    for (const char* student : {"s001", "s002", "s003"}) {
        const std::string said = pop3({std::string("USER ") + student, "PASS secret", "LIST", "TOP 1 0", "QUIT"});
        EXPECT_TRUE(has(said, "\r\n4 2000000\r\n")) << said;
        EXPECT_TRUE(has(said, "Subject: Letter 1")) << said;
    }
}

TEST_F(ClassOnDisk, is_graded_from_the_record_again_and_again) {
    start("L02", "s001");
    solve_l02("s001");
    start("L02", "s002");
    pop3({"USER s002", "PASS secret", "LIST", "DELE " + values("L02", "s002").at("x")});  // no QUIT
    bring_up_to_date(course, labs);
    const auto grades = load_grades(course.database());
    const Grade& solved = grades.at({"s001", "L02"});
    EXPECT_TRUE(solved.solved);
    EXPECT_EQ(solved.score, 400);
    EXPECT_EQ(solved.attempts, 1u);
    EXPECT_EQ(owner_of(course, lab("L02"), solved.best.receipt), "s001");
    const Grade& open = grades.at({"s002", "L02"});
    EXPECT_FALSE(open.solved);
    EXPECT_EQ(open.score, 100);
    ASSERT_EQ(open.latest.mistakes.size(), 1u);
    EXPECT_EQ(open.latest.mistakes[0].first, "dropped");
    EXPECT_EQ(graded_so_far(course.database()), current_state(course, labs));

    bring_up_to_date(course, labs, true);
    const auto again = load_grades(course.database());
    ASSERT_EQ(again.size(), grades.size());
    for (const auto& [key, grade] : again) {
        EXPECT_EQ(verdict_text(grade.best), verdict_text(grades.at(key).best));
        EXPECT_EQ(grade.score, grades.at(key).score);
    }
    solve_l02("s002");
    EXPECT_NE(graded_so_far(course.database()), current_state(course, labs)) << "there is something new";
    bring_up_to_date(course, labs);
    EXPECT_TRUE(load_grades(course.database(), "s002").at({"s002", "L02"}).solved);
    EXPECT_EQ(hints_for(course, lab("L02"), *course.roster().find("s002"), {}), "L02 is solved: it needs no hint\n");
}

TEST_F(ClassOnDisk, keeps_its_grades_when_what_they_came_from_is_gone) {
    for (const char* student : {"s003", "s001", "s002"}) start("L02", student);
    solve_l02("s001");
    solve_l02("s002");
    bring_up_to_date(course, labs);
    Grade flattered = load_grades(course.database()).at({"s001", "L02"});
    flattered.score += 1;
    save_grade(course.database(), {"s001", "L02"}, flattered);
    store::Database record(store::transcript_path(directory()), store::Database::Checkpoints::none);
    auto lose = [&](std::int64_t id) { record.execute("DELETE FROM conversation WHERE id = ?", id); };
    auto score = [&](const char* student) { return load_grades(course.database()).at({student, "L02"}).score; };

    EXPECT_EQ(bring_up_to_date(course, labs, true), 0u);
    EXPECT_EQ(score("s001"), 400) << "the record is whole, and nothing else counts";
    lose(5);  // what s002 has done
    EXPECT_EQ(bring_up_to_date(course, labs, true), 1u);
    EXPECT_EQ(score("s002"), 400);
    lose(1);  // the oldest is another's, but whose have gone with it?
    save_grade(course.database(), {"s001", "L02"}, flattered);
    EXPECT_EQ(bring_up_to_date(course, labs, true), 2u);
    EXPECT_EQ(score("s001"), 401);
}

TEST_F(ClassOnDisk, lets_no_conversation_go_by_its_age) {
    Settings settings;
    settings.transcript.max_bytes = 1 << 20;
    store::TranscriptRecorder record(directory(), settings);
    Classroom classroom(directory(), settings, record);
    const Time now = std::chrono::system_clock::now();
    for (int i = 0; i < 300; ++i) {
        auto transcript = record.begin("smtp", "peer", now);
        transcript->record({Direction::client, now, std::string(10000, 'x'), "READY", "READY", {}, {}});
        transcript->ended("drop", now);
        if (i % 50 == 0) record.flush();
    }
    record.flush();
    EXPECT_TRUE(store::TranscriptReader(directory()).conversation(1));
}

TEST_F(ClassOnDisk, is_written_down_for_spreadsheets) {
    start("L02", "s001");
    solve_l02("s001");
    start("L02", "s003");
    pop3({"USER s003", "PASS secret", "DELE " + values("L02", "s003").at("x")});
    bring_up_to_date(course, labs);
    const ClassGrades grades = class_grades(course, labs, load_grades(course.database()));
    const std::filesystem::path out = directory() / "marks";
    write_grade_files(out, grades, course, {});
    EXPECT_EQ(contents(out / "gradebook.csv"),
              "student_id,email,name,group,L01,L02,L03,total\r\n"
              "s001,ann@x.example,Ann Ash,A,,4,,4\r\n"
              "s002,,Борис,B,,,,0\r\n"
              "s003,c@x.example,'=cmd(),B,,0,,0\r\n");
    const std::string csv = contents(out / "grades.csv");
    EXPECT_TRUE(has(csv,
                    "student_id,email,name,lab,solved,score,max,first_solved_at,attempts,hints,late_min,flags,"
                    "grader_version,evidence\r\ns001,ann@x.example,Ann Ash,L01,0,0,1,,0,0,0,,"));
    EXPECT_TRUE(has(csv, "s003,c@x.example,'=cmd(),L02,0,0,4,,1,0,0,,")) << csv;
    EXPECT_TRUE(has(contents(out / "checks.csv"), "s003,L02,1,gone,3,0,"));
    const std::string failed = contents(out / "failed.csv");
    EXPECT_TRUE(has(failed, "s003,'=cmd(),L02,1,mistake dropped,Without QUIT nothing is removed.,,,")) << failed;
    EXPECT_TRUE(has(failed, "C: DELE ")) << failed;
    const std::string x = values("L02", "s003").at("x");
    EXPECT_TRUE(has(failed, "s003,'=cmd(),L02,1,gone,Letter " + x + " is gone,")) << failed;
    write_grade_files(out, grades, course, {true, true, "ru"});
    EXPECT_TRUE(contents(out / "gradebook.csv").starts_with("\xEF\xBB\xBFstudent_id;email;"));
    EXPECT_TRUE(has(contents(out / "failed.csv"), ";1;gone;Письма " + x + " больше нет;"))
        << contents(out / "failed.csv");
}

TEST_F(ClassOnDisk, is_not_graded_silently_when_its_record_was_tampered_with) {
    start("L02", "s001");
    solve_l02("s001");
    auto graded = [&](const std::vector<std::string>& more = {}) {
        std::vector<std::string> arguments{"grade", "--data", directory().string(), "--labs", test_labs().string()};
        arguments.insert(arguments.end(), more.begin(), more.end());
        std::ostringstream out, err;
        EXPECT_EQ(run_program({grade_command()}, arguments, out, err), 0);
        EXPECT_TRUE(has(out.str(), "s001")) << out.str();
        return err.str();
    };
    EXPECT_EQ(graded(), "");
    store::Database(store::transcript_path(directory()), store::Database::Checkpoints::none)
        .execute("UPDATE event SET bytes = bytes || 'x' WHERE conversation = 2");
    const std::string warned = graded();
    EXPECT_TRUE(has(warned, "postlab: warning: conversation 2: events have been changed or replaced")) << warned;
    EXPECT_FALSE(has(warned, "conversation 1:")) << warned;
    EXPECT_TRUE(has(warned, "postlab transcript verify")) << warned;
    EXPECT_EQ(graded({"--regrade"}), warned);
    for (int i = 0; i < 10; ++i) start("L01", "s002");
    store::Database(store::transcript_path(directory()), store::Database::Checkpoints::none)
        .execute("UPDATE conversation SET how = 'other'");
    EXPECT_TRUE(has(graded(), "postlab: warning: and 2 conversations more\n")) << graded();
    std::filesystem::remove(store::transcript_key_path(directory()));
    const std::string untold = graded();
    EXPECT_TRUE(untold.starts_with("postlab: warning: whether it was changed can't be told")) << untold;
    EXPECT_EQ(std::count(untold.begin(), untold.end(), '\n'), 2) << "once, " << untold;
}

TEST_F(ClassOnDisk, counts_late_work_as_its_deadline_says) {
    Deadlines::read("L02,2001-01-01T00:00:00Z,2101-01-01T00:00:00Z,50\n").save(course.database());
    start("L02", "s001");
    solve_l02("s001");
    bring_up_to_date(course, labs);
    const Grade grade = load_grades(course.database()).at({"s001", "L02"});
    EXPECT_EQ(grade.score, 200);
    EXPECT_GT(grade.late, 0);
    EXPECT_TRUE(grade.solved);
}

TEST_F(ClassOnDisk, tells_a_student_in_his_language_what_is_missing) {
    start("L02", "s002");
    pop3({"USER s002", "PASS secret", "DELE " + values("L02", "s002").at("x")});
    bring_up_to_date(course, labs);
    const Student student = *course.roster().find("s002");
    const std::string status = status_of(course, labs, student);
    EXPECT_TRUE(has(status, "L02  0/2  0 of 4\n")) << status;
    EXPECT_TRUE(has(status, "[ ] Письма " + values("L02", "s002").at("x") + " больше нет\n")) << status;
    EXPECT_TRUE(has(status, "! Without QUIT nothing is removed.")) << status;
    EXPECT_TRUE(has(status, "postlab lab hint L02")) << status;
    EXPECT_EQ(hints_for(course, lab("L02"), student, std::chrono::system_clock::now()),
              "What makes a mark come true?\n");
    EXPECT_EQ((class_grades(course, labs, {}).hints.at({"s002", "L02"})), 1u);
    EXPECT_TRUE(has(hints_for(course, lab("L01"), student, {}), "no hint yet"));
}

TEST_F(ClassOnDisk, knows_whose_receipt_it_is) {
    start("L02", "s001");
    solve_l02("s001");
    bring_up_to_date(course, labs);
    std::string code = load_grades(course.database()).at({"s001", "L02"}).best.receipt;
    EXPECT_EQ(hand_in(course, lab("L02"), "s001", code, {}), "s001");
    for (char& c : code) c = static_cast<char>(std::tolower(c));
    EXPECT_EQ(hand_in(course, lab("L02"), "s002", code, {}), "s001");
    EXPECT_EQ(hand_in(course, lab("L03"), "s001", code, {}), "") << "of another lab";
    EXPECT_EQ(hand_in(course, lab("L02"), "s003", "L02-0000-0000", {}), "");
    EXPECT_EQ(class_grades(course, labs, {}).receipts_of,
              (std::map<GradeBook::Key, std::string>{{{"s002", "L02"}, "s001"}}))
        << "a mistyped one is nobody's fault";
}

TEST_F(ClassOnDisk, obeys_letters_to_the_desk_and_grades_what_comes) {
    smtp({"HELO me", "MAIL FROM:<me@x.example>",
          "RCPT TO:<" + desk_address(course.key(), "s001", "L02") + "@post.example>", "DATA", "subject: Start", "", ".",
          "QUIT"});
    Settings::Lab settings{test_labs().string(), (directory() / "marks").string()};
    store::TranscriptRecorder record(directory(), settings_);
    const std::atomic<bool> stopping{false};
    CourseFollower follower(directory(), "post.example", settings, record);
    follower.go_on(stopping);
    record.flush();
    EXPECT_FALSE(follower.unfinished());
    solve_l02("s001");
    follower.go_on(stopping);
    EXPECT_TRUE(load_grades(course.database()).at({"s001", "L02"}).solved);
    EXPECT_EQ(graded_so_far(course.database()), current_state(course, labs));
    EXPECT_TRUE(follower.unfinished()) << "grade files are written once a second";
    CourseFollower(directory(), "post.example", settings, record).go_on(stopping);
    EXPECT_TRUE(has(contents(directory() / "marks" / "gradebook.csv"), "s001,ann@x.example,Ann Ash,A,,4,,4\r\n"));
    EXPECT_TRUE(has(pop3({"USER s001", "PASS secret", "QUIT"}), "has 3 messages")) << "no order is obeyed twice";
}

/// A POP3 session of s001, logged in.
struct OverlappingSession {
    explicit OverlappingSession(Recorder& record, Time began)
        : transcript(record.begin("pop3", "127.0.0.1", began)), at(began) {
        Event login{Direction::server, at, "+OK\r\n", "AUTHORIZATION", "TRANSACTION", "PASS", "login.ok"};
        login.mailboxes = "s001";
        transcript->record(login);
    }
    void ends(const std::string& verb, std::string_view how, Time when) {
        transcript->record({Direction::client, when, verb + "\r\n", "TRANSACTION", "TRANSACTION", verb, {}});
        transcript->record({Direction::server, when, "+OK bye\r\n", "TRANSACTION", "TRANSACTION", verb, "noop.ok"});
        transcript->ended(how, when);
        transcript.reset();
    }
    std::unique_ptr<Transcript> transcript;
    Time at;
};

TEST_F(ClassOnDisk, counts_overlapping_sessions_in_the_order_of_their_end) {
    start("L01", "s001");
    const Time now = std::chrono::system_clock::now();
    store::TranscriptRecorder record(directory(), settings_);
    CourseFollower follower(directory(), "post.example", {test_labs().string(), ""}, record);
    OverlappingSession first(record, now), second(record, now + 1s);
    second.ends("NOOP", "drop", now + 2s);
    record.flush();
    follower.go_on(false);
    first.ends("QUIT", "quit", now + 3s);
    record.flush();
    follower.go_on(false);
    const Grade live = load_grades(course.database()).at({"s001", "L01"});
    EXPECT_TRUE(live.solved);
    EXPECT_EQ(live.best.sessions, 2u) << "the one that solves it is the second to end, though the first to begin";
    bring_up_to_date(course, labs, true);
    const Grade again = load_grades(course.database()).at({"s001", "L01"});
    EXPECT_EQ(verdict_text(again.best), verdict_text(live.best));
    EXPECT_EQ(verdict_text(again.latest), verdict_text(live.latest));
    EXPECT_EQ(again.best.sessions, 2u);
}

TEST_F(ClassOnDisk, prints_a_sheet_with_the_values_of_its_student) {
    auto sheet = [&](std::vector<std::string> more) {
        std::vector<std::string> arguments{"lab", "show", "L02", "--labs", test_labs().string()};
        arguments.insert(arguments.end(), more.begin(), more.end());
        std::ostringstream out;
        EXPECT_EQ(run_program(class_commands(), arguments, out, out), 0);
        return out.str();
    };
    start("L02", "s003", Act::start, true);
    const std::string data = directory().string();
    const Strings& common = labs.common;
    EXPECT_EQ(sheet({"--student", "s003", "--data", data}),
              handout(lab("L02"), common, "zh", values("L02", "s003", 1)));
    EXPECT_EQ(sheet({"--student", "s003", "--data", data, "--lang", "en"}),
              handout(lab("L02"), common, "en", values("L02", "s003", 1)));
    const std::string example = handout(lab("L02"), common, "en", sample_values(lab("L02")));
    EXPECT_EQ(sheet({"--data", data}), example) << "a whole class";
    EXPECT_EQ(sheet({"--data", data + "/nothing"}), example) << "no course";
    EXPECT_FALSE(std::filesystem::exists(data + "/nothing"));
    EXPECT_THROW(sheet({"--student", "s099", "--data", data}), UsageError);
    for (const char* other : {"s001", "s002"}) course.roster().remove(other);
    EXPECT_EQ(sheet({"--data", data}), handout(lab("L02"), common, "zh", values("L02", "s003", 1))) << "the only one";
}

TEST_F(ClassOnDisk, hears_at_the_start_what_would_keep_it_from_working) {
    std::ofstream(directory() / "file") << "no folder";
    Settings settings;
    auto said_with = [&](const std::string& folder, const std::string& marks) {
        settings.lab.folder = folder;
        settings.lab.marks = marks;
        store::TranscriptRecorder record(directory(), settings);
        testing::internal::CaptureStderr();
        { Classroom room(directory(), settings, record); }
        return testing::internal::GetCapturedStderr();
    };
    const std::string good_labs = test_labs().string(), good_marks = (directory() / "made" / "marks").string();
    EXPECT_EQ(said_with(good_labs, good_marks), "");
    const std::string bad_marks = (directory() / "file" / "marks").string();
    EXPECT_EQ(said_with(good_labs, bad_marks),
              "postlab: the classroom: can't write to " + bad_marks + ": a file is where a folder should be\n");
    const std::string no_labs = (directory() / "nothing").string(), said = said_with(no_labs, good_marks);
    EXPECT_TRUE(said.starts_with("postlab: the classroom: ") && has(said, no_labs)) << said;
    EXPECT_EQ(std::count(said.begin(), said.end(), '\n'), 1) << "once, " << said;
    std::filesystem::copy(test_labs(), directory() / "labs", std::filesystem::copy_options::recursive);
    std::ofstream(directory() / "labs" / "01-goodbye" / "lab.yaml") << "lab: L01\n";
    EXPECT_TRUE(has(said_with((directory() / "labs").string(), good_marks), "01-goodbye/lab.yaml:"));
}

TEST_F(ClassOnDisk, leaves_letters_without_the_right_hash_alone) {
    smtp({"HELO me", "MAIL FROM:<me@x.example>", "RCPT TO:<course+s001-l02-0000@post.example>", "DATA",
          "Subject: start", "", ".", "QUIT"});
    store::TranscriptRecorder record(directory(), settings_);
    CourseFollower(directory(), "post.example", {test_labs().string(), ""}, record).go_on(false);
    EXPECT_TRUE(has(pop3({"USER s001", "PASS secret", "QUIT"}), "has 0 messages"));
}

TEST_F(ClassOnDisk, writes_everyones_sheets_into_a_folder) {
    auto said = [&](std::vector<std::string> arguments) {
        for (const std::string& more :
             {std::string("--labs"), test_labs().string(), std::string("--data"), directory().string()})
            arguments.push_back(more);
        arguments.insert(arguments.begin(), "lab");
        std::ostringstream out;
        EXPECT_EQ(run_program(class_commands(), arguments, out, out), 0);
        return out.str();
    };
    course.set_server({"10.0.0.5", "31025", "31110", "post.example"});
    const std::string sheets = (directory() / "sheets").string(), all = (directory() / "all").string();
    EXPECT_EQ(said({"show", "L03", "--all", "--out", sheets}), "3 sheets in " + sheets + "\n");
    EXPECT_EQ(contents(sheets + "/L03-s002.md"), said({"show", "L03", "--student", "S002"})) << "capitals are no other";
    EXPECT_EQ(said({"show", "--all", "--out", all}), "9 sheets in " + all + "\n");
    EXPECT_EQ(said({"values", "L02", "--student", "s001"}).find("localhost"), std::string::npos);
    for (const std::vector<std::string>& wrong : {std::vector<std::string>{"show", "L03", "--all"},
                                                  {"show", "L03", "--out", sheets},
                                                  {"reset", "L02", "--all", "--student", "s001"},
                                                  {"show", "L03", "--all", "--out", sheets, "--student", "s001"}})
        EXPECT_THROW(said(wrong), UsageError);
}

TEST_F(ClassOnDisk, names_the_server_as_the_import_was_told_and_changes_nothing_else) {
    const Values before = AttemptValues(course).now(lab("L02"), "s001");
    EXPECT_EQ(before.at("host") + before.at("smtp") + before.at("pop3"), "localhost25252110");
    course.set_server({"10.0.0.5", "31025", "31110", "post.example"});
    Course again = Course::open(directory());
    Values after = AttemptValues(again).now(lab("L02"), "s001");
    EXPECT_EQ(after.at("host") + ":" + after.at("smtp") + "," + after.at("pop3"), "10.0.0.5:31025,31110");
    for (const char* name : {"host", "smtp", "pop3"}) after[name] = before.at(name);
    EXPECT_EQ(after, before);
}

/// One student alone, with a lab that is solved.
struct PackedWork : ClassOnDisk {
    /// The last line of `lab verify`, and its exit status in front.
    std::string verified(const std::vector<std::string>& more = {}) {
        std::vector<std::string> arguments{"lab", "verify", file.string(), "--labs", test_labs().string()};
        arguments.insert(arguments.end(), more.begin(), more.end());
        std::ostringstream out;
        const int status = run_program(class_commands(), arguments, out, out);
        const std::string text = out.str().substr(0, out.str().size() - 1);
        return std::to_string(status) + " " + text.substr(text.rfind('\n') + 1);
    }

    PackedWork() {
        for (const char* other : {"s002", "s003"}) course.roster().remove(other);
        start("L02", "s001");
        solve_l02("s001");
    }
    const std::filesystem::path file = directory() / "work.zip";
};

TEST_F(PackedWork, is_opened_checked_and_graded_again) {
    write_pack(course, file);
    const Unpacked pack = open_pack(file, labs);
    EXPECT_EQ(pack.flaws, std::vector<std::string>{});
    EXPECT_TRUE(pack.grades.at({"s001", "L02"}).solved);
    EXPECT_EQ(hand_in_pack(course, "s001", pack), "");
    EXPECT_EQ(hand_in_pack(course, "s001", pack), "") << "once more";
    EXPECT_EQ(hand_in_pack(course, "s009", pack), "s001") << "a copy";
    EXPECT_EQ(verified(), "0 sound: no line of its record was changed, and the grades above are what it gives");
    Roster::Change change;
    change.added = {{"s009", "Bob", "", "", "en"}};
    course.roster().apply(change);
    EXPECT_EQ(verified({"--student", "s009", "--data", directory().string()}),
              "1 REJECTED: it is from the machine of s001");
}

TEST_F(PackedWork, shows_what_was_changed) {
    {
        store::Database record(store::transcript_path(directory()), store::Database::Checkpoints::none);
        record.execute(
            "UPDATE event SET bytes = bytes || 'x' WHERE conversation = (SELECT max(conversation) FROM event)");
    }
    write_pack(course, file);
    const Unpacked pack = open_pack(file, labs);
    ASSERT_EQ(pack.flaws.size(), 1u);
    EXPECT_TRUE(has(pack.flaws[0], "have been changed or replaced")) << pack.flaws[0];
    EXPECT_EQ(verified(), "1 REJECTED: its record is not as it was written");
}

TEST_F(PackedWork, is_of_one_student) {
    Roster::Change change;
    change.added = {{"s002", "Bob", "", "", "en"}};
    course.roster().apply(change);
    EXPECT_THROW(write_pack(course, file), std::runtime_error);
    std::ofstream(file) << "no zip";
    EXPECT_THROW(open_pack(file, labs), std::runtime_error);
}

/// A zip of these files, in this order.
void zip(const std::filesystem::path& file, const std::vector<std::pair<std::string, std::filesystem::path>>& entries) {
    std::ofstream out(file, std::ios::binary);
    Poco::Zip::Compress zip(out, true);
    for (const auto& [name, from] : entries) zip.addFile(Poco::Path(from.string()), Poco::Path(name));
    zip.close();
}

TEST_F(PackedWork, is_refused_by_its_name_when_a_database_in_it_is_none) {
    const auto bad = directory() / "bad", key = directory() / "course.key", seals = directory() / "transcript.key";
    std::ofstream(bad) << std::string(5000, 'x');
    zip(file, {{"course.key", key},
               {"course.db", directory() / "course.db"},
               {"transcript.key", seals},
               {"transcripts.db", bad}});
    try {
        open_pack(file, labs);
        FAIL() << "its record is none";
    } catch (const std::runtime_error& error) {
        EXPECT_EQ(error.what(), file.string() + " can't be graded: file is not a database");
    }
}

TEST_F(ClassOnDisk, forgets_a_student_who_goes) {
    start("L02", "s001");
    solve_l02("s001");
    start("L02", "s002");
    smtp({"HELO me", "NOOP " + token(course.key(), "s001", "L03"), "QUIT"});
    EXPECT_TRUE(has(removed(course, "s001"), "3 recorded conversations"));
    store::TranscriptReader reader(directory());
    ASSERT_EQ(reader.conversations(10).size(), 1u);
    EXPECT_EQ(reader.conversations(10)[0].peer, "s002");
    EXPECT_EQ(course.roster().ids(), (std::vector<std::string>{"s002", "s003"}));
    EXPECT_THROW(removed(course, "s001"), std::runtime_error);
}

TEST(VerdictText, is_read_as_it_was_written) {
    Verdict verdict{};
    verdict.student = "s001";
    verdict.lab = "L02";
    verdict.attempt = 3;
    verdict.checks = {{"a", 2, true, {{7, 1}, {8, 2}}, "a\tnote"}, {"b", 1, false, {}, ""}};
    verdict.mistakes = {{"m", {{9, 4}}}};
    verdict.hints = {"h1"};
    verdict.receipt = "L02-AAAA-BBBB";
    const Verdict back = read_verdict(verdict_text(verdict));
    EXPECT_EQ(verdict_text(back), verdict_text(verdict));
    ASSERT_EQ(back.checks.size(), 2u);
    EXPECT_EQ(back.checks[0].lines, verdict.checks[0].lines);
    EXPECT_EQ(back.checks[0].note, "a note");
    EXPECT_TRUE(read_verdict("").checks.empty());
}

}  // namespace postlab::course::class_test
