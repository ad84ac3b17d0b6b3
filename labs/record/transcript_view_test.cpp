#include "labs/record/transcript_view.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "shared/system/temporary_directory_for_tests.h"
#include "store/transcript/transcript_recorder.h"

namespace postlab::labs::transcript_view_test {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

const Time start = Time(1'700'000'000s);

class TranscriptView : public testing::Test {
protected:
    void SetUp() override {
        setenv("TZ", "UTC", 1);
        tzset();
    }
    void record() {
        settings.transcript.max_content_bytes = 25;
        store::TranscriptRecorder recorder(directory, settings);
        auto transcript = recorder.begin("pop3", "127.0.0.1:4711", start);
        auto say = [&](Direction direction, auto at, std::string_view bytes, std::string_view after,
                       std::string_view reply, bool content = false) {
            transcript->record({direction, start + at, bytes, state, after, "", reply, content});
            state = after;
        };
        say(Direction::server, 1ms, "+OK hello\r\n", "AUTHORIZATION", "greeting.hello");
        say(Direction::client, 312ms, "PASS ****\r\n", "AUTHORIZATION", "");
        say(Direction::server, 350ms, "+OK welcome\r\n", "TRANSACTION", "pass.ok");
        say(Direction::client, 400ms, "RETR 1 \n", "TRANSACTION", "");
        say(Direction::server, 401ms, "+OK 1000 octets\r\n", "TRANSACTION", "retr.ok");
        say(Direction::server, 402ms, "Subject: Gr\xc3", "TRANSACTION", "", true);
        say(Direction::server, 402ms,
            "\xbc\xc3\x9f"
            "e\r\n",
            "TRANSACTION", "", true);
        say(Direction::server, 403ms, "\tfolded and long\r\n", "TRANSACTION", "", true);
        transcript->ended("drop", start + 1500ms);
    }

    int run(std::vector<std::string> arguments) {
        arguments.insert(arguments.end(), {"--data", directory.string()});
        arguments.insert(arguments.begin(), "transcript");
        out.str("");
        return run_program(transcript_commands(), arguments, out, out);
    }
    std::string complaint(const std::vector<std::string>& arguments) {
        try {
            run(arguments);
        } catch (const std::runtime_error& error) {
            return error.what();
        }
        return "";
    }

    const TemporaryDirectory temporary;
    fs::path directory = temporary.path();
    Settings settings;
    std::string_view state = "AUTHORIZATION";
    std::ostringstream out;
};

TEST_F(TranscriptView, lists_conversations) {
    record();
    ASSERT_EQ(run({"list"}), 0);
    EXPECT_EQ(out.str(),
              "id  protocol  peer            started                    seconds  lines  ended by\n"
              " 1  pop3      127.0.0.1:4711  2023-11-14T22:13:20+00:00    1.500      5  drop\n");
}

TEST_F(TranscriptView, shows_a_conversation_with_its_hidden_characters) {
    record();
    ASSERT_EQ(run({"show", "1"}), 0);
    EXPECT_EQ(out.str(),
              "Conversation 1: pop3 with 127.0.0.1:4711, 2023-11-14T22:13:20+00:00, ended by: drop\n"
              "\n"
              "  1   0.001  S  +OK hello␍␊   (greeting.hello)\n"
              "  2   0.312  C  PASS ****␍␊\n"
              "  3   0.350  S  +OK welcome␍␊   (pass.ok, -> TRANSACTION)\n"
              "  4   0.400  C  RETR 1␠␊\n"
              "  5   0.401  S  +OK 1000 octets␍␊   (retr.ok)\n"
              "  6   0.402  S  Subject: Grüße␍␊\n"
              "  7   0.403  S  ␉folded\n"
              "             ... 11 octets of content are not kept\n");
}

TEST_F(TranscriptView, shows_plain_names_on_request) {
    record();
    ASSERT_EQ(run({"show", "1", "--plain"}), 0);
    EXPECT_NE(out.str().find("C  RETR 1<SP><LF>\n"), std::string::npos) << out.str();
    EXPECT_NE(out.str().find("S  <HT>folded\n"), std::string::npos) << out.str();
}

TEST_F(TranscriptView, exports_a_conversation) {
    record();
    ASSERT_EQ(run({"export", "1"}), 0);
    const std::string text = out.str();
    EXPECT_EQ(text,
              "# Conversation 1: pop3 with 127.0.0.1:4711, 2023-11-14T22:13:20+00:00, ended by: drop\n"
              "S: +OK hello\n"
              "C: PASS ****\n"
              "S: +OK welcome\n"
              "C: RETR 1 \\n\\\n"
              "S: +OK 1000 octets\n"
              "S: Subject: Gr\\xC3\\xBC\\xC3\\x9Fe\n"
              "S: \\tfolded...\n"
              "# 11 octets of content are not kept\n"
              "! drop\n");
    const std::string file = (directory / "1.txt").string();
    ASSERT_EQ(run({"export", "1", "--out", file}), 0);
    EXPECT_EQ(out.str(), "");
    std::ostringstream written;
    written << std::ifstream(file).rdbuf();
    EXPECT_EQ(written.str(), text);
    EXPECT_EQ(complaint({"export", "1", "--out", directory.string()}),
              "can't write " + directory.string() + ": it is a folder; name a file in it");
}

TEST_F(TranscriptView, says_what_was_lost) {
    {
        store::TranscriptRecorder recorder(directory / "late", settings);
        auto transcript = recorder.begin("smtp", "peer", start);
        testing::internal::CaptureStderr();
        auto noop = [&] { transcript->record({Direction::client, start, "NOOP\r\n", "s", "s", "NOOP", ""}); };
        noop();
        noop();
        recorder.flush();
        fs::create_directory(directory / "late");
        noop();
        recorder.flush();
        testing::internal::GetCapturedStderr();
    }
    directory /= "late";
    ASSERT_EQ(run({"show", "1"}), 0);
    EXPECT_NE(out.str().find("no end yet\n\n             ... 2 lines or blocks were not recorded\n"), std::string::npos)
        << out.str();
}

TEST_F(TranscriptView, says_what_is_wrong) {
    EXPECT_EQ(complaint({"list"}), "no conversations have been recorded in " + directory.string());
    record();
    EXPECT_EQ(complaint({"show", "7"}).find("there is no conversation 7"), 0u);
    for (const auto& wrong : std::vector<std::vector<std::string>>{{},
                                                                   {"lst"},
                                                                   {"list", "--last", "x"},
                                                                   {"list", "--last", "-1"},
                                                                   {"show"},
                                                                   {"show", "x"},
                                                                   {"export"},
                                                                   {"export", "1", "--as", "pdf"},
                                                                   {"export", "1", "--plain"},
                                                                   {"show", "1", "--as", "svg"},
                                                                   {"list", "--plain"}})
        EXPECT_THROW(run(wrong), UsageError);
}

}  // namespace postlab::labs::transcript_view_test
