#include "labs/course/class/record_lines.h"

#include <gtest/gtest.h>

#include "shared/system/temporary_directory_for_tests.h"
#include "store/transcript/transcript_recorder.h"

namespace postlab::course::record_lines_test {

class RecordOnDisk : public testing::Test {
protected:
    void record(const std::vector<std::string>& lines) {
        store::TranscriptRecorder recorder(temporary_.path(), Settings());
        const Time now = std::chrono::system_clock::now();
        auto transcript = recorder.begin("pop3", "peer", now);
        for (const std::string& line : lines) {
            const Direction who = line[0] == 'C' ? Direction::client : Direction::server;
            transcript->record({who, now, line.substr(3), "S", "S", {}, {}});
        }
        transcript->ended("quit", now);
    }
    RecordLines lines() { return RecordLines(temporary_.path()); }

    const TemporaryDirectory temporary_;
};

using Quotes = std::vector<std::string>;

TEST_F(RecordOnDisk, quotes_lines_with_their_place_and_who_said_them) {
    record({"S: +OK\r\n", "C: LIST\r\n"});
    record({"S: +OK hello\r\n", "C: RETR\t3\n"});
    EXPECT_EQ(lines().quotes({{1, 1}, {2, 0}, {2, 1}}),
              (Quotes{"1:1 C: LIST", "2:0 S: +OK hello", "2:1 C: RETR<HT>3"}));
    EXPECT_EQ(lines().quoted({{1, 1}, {2, 0}}), "1:1 C: LIST | 2:0 S: +OK hello");
    EXPECT_EQ(lines().quoted({}), "");
}

TEST_F(RecordOnDisk, quotes_the_line_that_is_meant_of_many_in_one_event_and_shows_characters) {
    record({"S: 250-one\r\n250 two\r\n", "C: ответ： 4\r\n"});
    EXPECT_EQ(lines().quotes({{1, 0, 1}, {1, 1}}), (Quotes{"1:0 S: 250 two", "1:1 C: ответ： 4"}));
}

TEST_F(RecordOnDisk, quotes_each_line_once) {
    record({"S: +OK\r\n", "C: LIST\r\n"});
    EXPECT_EQ(lines().quotes({{1, 1}, {1, 0}, {1, 1}}), (Quotes{"1:1 C: LIST", "1:0 S: +OK"}));
}

TEST_F(RecordOnDisk, shows_a_list_line_by_line_and_not_the_whole_of_a_long_one) {
    record({"S: +OK\r\n1 aX\r\n2 bX\r\n.\r\n", "S: +OK\r\n1\r\n2\r\n3\r\n4\r\n5\r\n6\r\n7\r\n8\r\n.\r\n"});
    EXPECT_EQ(lines().quotes({{1, 0}}), (Quotes{"1:0 S: +OK", "S: 1 aX", "S: 2 bX", "S: ."}));
    EXPECT_EQ(lines().lines({1, 1}).size(), 8u);
    EXPECT_EQ(lines().lines({1, 1}).back(), "S: ...");
}

TEST_F(RecordOnDisk, is_bounded_in_what_it_quotes) {
    record({"S: +OK\r\n", "C: " + std::string(5000, 'x') + "\r\n"});
    EXPECT_EQ(lines().lines({1, 1}), Quotes{"C: " + std::string(200, 'x') + "..."});
    std::vector<Citation> many;
    for (std::uint32_t i = 0; i < 20; ++i) many.push_back({1, i});
    EXPECT_EQ(lines().quotes(many).size(), 8u);
}

TEST_F(RecordOnDisk, has_nothing_to_say_of_what_is_no_more_there) {
    EXPECT_EQ(lines().lines({1, 0}), Quotes()) << "nothing was recorded";
    record({"S: +OK\r\n"});
    EXPECT_EQ(lines().lines({1, 7}), Quotes());
    EXPECT_EQ(lines().lines({9, 0}), Quotes());
    EXPECT_EQ(lines().quotes({{9, 0}}), Quotes{"9:0 "}) << "its place still is";
}

}  // namespace postlab::course::record_lines_test
