// Lines get where they should, none of them can pretend to be another one, and nobody waits for them.
#include "shared/system/log.h"

#include <gtest/gtest.h>

#include <mutex>
#include <regex>
#include <sstream>
#include <thread>

#include "shared/system/file.h"
#include "shared/system/log_queue.h"
#include "shared/system/temporary_directory_for_tests.h"

namespace postlab::log_test {

std::vector<std::string> lines_in(const std::filesystem::path& file) {
    std::istringstream text(read_file(file));
    std::vector<std::string> lines;
    for (std::string line; std::getline(text, line);) lines.push_back(line);
    return lines;
}

TEST(HarmlessLine, SpellsOutWhatWouldBeAnotherLineOrObeyed) {
    EXPECT_EQ(harmless_line("one\r\ntwo\n"), "one\\x0d\\x0atwo\\x0a");
    EXPECT_EQ(harmless_line(std::string("\0\x1b[2J\x7f", 6)), "\\x00\\x1b[2J\\x7f");
    EXPECT_EQ(harmless_line("C:\\x0d"), "C:\\\\x0d") << "so that nobody can spell it themselves";
    EXPECT_EQ(harmless_line("Köln 世界 🙂"), "Köln 世界 🙂");
    EXPECT_EQ(harmless_line("\xff\xc3"), "\\xff\\xc3");
    EXPECT_EQ(harmless_line("\xc2\x85\xe2\x80\xa8\xe2\x80\xae"), "\\xc2\\x85\\xe2\\x80\\xa8\\xe2\\x80\\xae");
}

TEST(HarmlessLine, CutsWhatIsTooLong) {
    EXPECT_EQ(harmless_line(std::string(1000, 'x')), std::string(1000, 'x'));
    EXPECT_EQ(harmless_line(std::string(1 << 20, 'x')), std::string(1000, 'x') + "...");
    EXPECT_LT(harmless_line(std::string(1 << 20, '\n')).size(), 1010u);
}

struct LogFile : testing::Test {
    const TemporaryDirectory temporary;
    const std::filesystem::path file = temporary.path() / "postlab.log";
};

TEST_F(LogFile, HasALineForEachThingWithItsMomentAndSeverity) {
    {
        const Log log(file.string(), Severity::information);
        log_line(Severity::notice, "pop3 7 192.0.2.1 login failed");
        log_line(Severity::error, "two\nlines");
    }
    const auto lines = lines_in(file);
    ASSERT_EQ(lines.size(), 2u);
    const std::string front = R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z postlab\[\d+\] )";
    EXPECT_TRUE(std::regex_match(lines[0], std::regex(front + "Notice: pop3 7 192.0.2.1 login failed"))) << lines[0];
    EXPECT_TRUE(std::regex_match(lines[1], std::regex(front + R"(Error: two\\x0alines)"))) << lines[1];
}

TEST_F(LogFile, LeavesOutWhatIsLessSevere) {
    {
        const Log log(file.string(), Severity::warning);
        for (const Severity severity : {Severity::error, Severity::warning, Severity::notice, Severity::information})
            log_line(severity, std::to_string(static_cast<int>(severity)));
    }
    EXPECT_EQ(lines_in(file).size(), 2u);
}

TEST_F(LogFile, IsAnotherOneAfterItWasPutAway) {
    const std::filesystem::path old = temporary.path() / "postlab.log.1";
    {
        Log log(file.string(), Severity::information);
        log_line(Severity::notice, "before");
        while (lines_in(file).empty()) std::this_thread::yield();
        std::filesystem::rename(file, old);
        log.reopen();
        log_line(Severity::notice, "after");
    }
    EXPECT_TRUE(lines_in(old).size() == 1 && lines_in(old)[0].ends_with("before"));
    EXPECT_TRUE(lines_in(file).size() == 1 && lines_in(file)[0].ends_with("after"));
}

TEST_F(LogFile, ThatCannotBeWrittenIsRefusedAtOnce) {
    EXPECT_THROW(Log((temporary.path() / "none" / "postlab.log").string(), Severity::notice), FileError);
}

/// A disk that a test holds up, or lets fail.
struct Disk : Poco::Channel {
    void log(const Poco::Message& message) override {
        const std::lock_guard guard(busy);
        if (std::exchange(fails, false)) throw std::runtime_error("no space left");
        text << message.getText() << "\n";
    }
    /// How many lines have come, and how many are said to be lost.
    std::pair<std::size_t, std::size_t> counts() const {
        std::istringstream lines(text.str());
        std::pair<std::size_t, std::size_t> counts;
        for (std::string line; std::getline(lines, line);)
            line == "line" ? ++counts.first : counts.second += std::stoul(line);
        return counts;
    }

    std::mutex busy;
    bool fails = false;
    std::ostringstream text;
};

TEST(LogQueue, LosesLinesAndSaysHowManyRatherThanWait) {
    Poco::AutoPtr<Disk> disk(new Disk);
    constexpr std::size_t all = 3 * LogQueue::most_waiting;
    {
        LogQueue queue(disk, "%t", Severity::information);
        const std::lock_guard held_up(disk->busy);
        for (std::size_t i = 0; i < all; ++i) queue.add(Severity::notice, "line");
    }
    const auto [came, lost] = disk->counts();
    EXPECT_GE(lost, all - 2 * LogQueue::most_waiting);
    EXPECT_EQ(came + lost, all);
}

TEST(LogQueue, CountsWhatCouldNotBeWrittenAndGoesOn) {
    Poco::AutoPtr<Disk> disk(new Disk);
    disk->fails = true;
    {
        LogQueue queue(disk, "%t", Severity::information);
        queue.add(Severity::notice, "line");
        for (;; std::this_thread::yield()) {
            const std::lock_guard guard(disk->busy);
            if (!disk->fails) break;
        }
        queue.add(Severity::notice, "line");
    }
    EXPECT_EQ(disk->counts(), (std::pair<std::size_t, std::size_t>{1, 1}));
}

}  // namespace postlab::log_test
