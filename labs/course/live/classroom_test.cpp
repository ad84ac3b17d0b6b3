#include "labs/course/live/classroom.h"

#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>

#include "labs/course/class/kept_grades.h"
#include "labs/course/class_for_tests.h"
#include "shared/system/file_descriptor.h"
#include "store/transcript/transcript_reader.h"

namespace postlab::course::classroom_test {

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

/// The files that are put in place in a folder, as the kernel tells it. The marks follow each change of grades.
class Placed {
public:
    explicit Placed(const std::filesystem::path& folder) : events_(::inotify_init1(IN_CLOEXEC)) {
        std::filesystem::create_directories(folder);
        if (::inotify_add_watch(events_.get(), folder.c_str(), IN_MOVED_TO) < 0)
            ADD_FAILURE() << "can't watch " << folder;
    }
    /// Until it is true, looked at whenever a file has been put in place; false: none is for a long time.
    template <class Condition>
    bool comes_true(Condition condition) {
        while (!condition()) {
            pollfd ready{events_.get(), POLLIN, 0};
            if (::poll(&ready, 1, 30'000) <= 0) return false;
            std::array<char, 4096> events;
            if (::read(events_.get(), events.data(), events.size()) <= 0) return false;
        }
        return true;
    }

private:
    FileDescriptor events_;
};

TEST_F(ClassOnDisk, is_graded_by_labs_that_are_edited_while_it_is_at_work) {
    const std::filesystem::path folder = directory() / "labs", lab = folder / "02-remove" / "lab.yaml";
    std::filesystem::copy(test_labs(), folder, std::filesystem::copy_options::recursive);
    const std::string yaml = contents(lab);
    auto with_weight = [&](const std::string& weight) {
        std::string edited = yaml;
        return edited.replace(edited.find("weight: 3"), 9, "weight: " + weight);
    };
    auto score_is = [&](int score) {
        const auto grades = load_grades(course.database());
        const auto found = grades.find({"s001", "L02"});
        return found != grades.end() && found->second.score == score;
    };
    start("L02", "s001");
    solve_l02("s001");
    Settings settings;
    settings.lab.marks = (directory() / "marks").string();
    Placed marks(settings.lab.marks);
    settings.lab.folder = folder.string();
    store::TranscriptRecorder record(directory(), settings);
    testing::internal::CaptureStderr();
    {
        Classroom classroom(directory(), settings, record);
        EXPECT_TRUE(marks.comes_true([&] { return score_is(400); }));
        std::ofstream(lab, std::ios::binary) << with_weight("5");
        EXPECT_TRUE(marks.comes_true([&] { return score_is(600); }));
        std::ofstream(lab, std::ios::binary) << with_weight("heavy");
        std::ofstream(lab, std::ios::binary) << with_weight("7");
        EXPECT_TRUE(marks.comes_true([&] { return score_is(800); })) << "whatever it was in between";
    }
    testing::internal::GetCapturedStderr();
}

TEST_F(ClassOnDisk, makes_report_maildrops_of_all_that_has_been_recorded_by_then) {
    Settings settings;
    settings.lab.folder = test_labs().string();
    store::TranscriptRecorder record(directory(), settings);
    Classroom classroom(directory(), settings, record);
    store::WaitingStore mail(directory(), settings);
    const auto front = classroom.reports_in_front_of(*mail.store, mail.loop.post());
    for (std::size_t letters = 2; letters < 5; ++letters) {  // the status, the receipt, and no time between the two
        const Time now = std::chrono::system_clock::now();
        auto transcript = record.begin("pop3", "127.0.0.1", now);
        Event login{Direction::server, now, "+OK\r\n", "AUTHORIZATION", "TRANSACTION", "PASS", "login.ok"};
        login.mailboxes = "s001";
        transcript->record(login);
        transcript->record({Direction::client, now, "QUIT\r\n", "TRANSACTION", "TRANSACTION", "QUIT", {}});
        transcript->record({Direction::server, now, "+OK bye\r\n", "TRANSACTION", "UPDATE", "QUIT", "quit.empty"});
        transcript->ended("quit", now);
        transcript.reset();
        auto opened = mail.loop.await<store::Opened>(
            [&](auto done) { front->open("s001+desk", store::Password{"secret"}, "", done); });
        ASSERT_EQ(refusal(opened), std::nullopt);
        const auto& drop = std::get<std::unique_ptr<store::Maildrop>>(opened);
        EXPECT_EQ(drop->total().messages, letters + 1);
        EXPECT_TRUE(has(drop->message(0)->unique_id, "L01.1."));
    }
}

}  // namespace postlab::course::classroom_test
