#include "labs/screen/terminals.h"

#include <Poco/Exception.h>

#include "labs/screen/screen_for_tests.h"
#include "shared/tls/identity.h"
#include "store/transcript/transcripts_for_tests.h"

namespace postlab::screen::terminals_test {

using namespace std::chrono_literals;
using http::Answer;
using http::Status;
using Next = Endpoint::Next;

struct PageTerminals : store::Transcripts {
    PageTerminals() {
        terminals.dial_by([this](const std::string& to, const BrowserCalls::Call& call, auto line) {
            if (nobody_answers) throw Poco::Exception("refused");
            dialled = to;
            calls.push_back(call);
            line->open(now);
            line->on_answer([this] { ++rings; });
            lines.push_back(std::move(line));
        });
    }
    /// The new terminal's number, 0: there is none.
    std::int64_t open(const std::string& who = "ann", const std::string& protocol = "smtp") {
        answer = terminals.open(who, "192.0.2.7", protocol, now);
        if (answer.status != Status::HTTP_OK) return 0;
        return std::stoll(answer.body.substr(answer.body.find(':') + 1));
    }
    std::string heard(http::EventStream& stream) {
        std::string all;
        for (std::string events; !(events = stream.next(now)).empty();) all += events;
        return all;
    }
    Time now = store::start;
    Record record{directory};
    Terminals terminals{"0.0.0.0:2525", "[::]:2110", record};
    Answer answer;
    std::string dialled;
    std::vector<BrowserCalls::Call> calls;
    std::vector<std::unique_ptr<Endpoint>> lines;
    int rings = 0;
    bool nobody_answers = false;
};

TEST_F(PageTerminals, dial_the_ports_of_this_server_on_this_machine) {
    EXPECT_NE(open(), 0);
    EXPECT_EQ(dialled, "127.0.0.1:2525");
    EXPECT_NE(open("ann", "pop3"), 0);
    EXPECT_EQ(dialled, "[::1]:2110");
    EXPECT_EQ(calls[0].recorded_as(), "192.0.2.7 by browser");
    EXPECT_LT(calls[0].at, calls[1].at) << "though it is the same moment";
    EXPECT_EQ(open("ann", "http"), 0);
    EXPECT_TRUE(has(answer.body, "no_port"));
    nobody_answers = true;
    EXPECT_EQ(open(), 0);
    EXPECT_TRUE(has(answer.body, "unreachable"));
}

TEST_F(PageTerminals, say_lines_as_they_are_typed) {
    const std::int64_t id = open();
    for (const char* typed : {"HELO me", "", ".", "..", " \xd0\xaf\xff\x1b"}) {
        EXPECT_EQ(terminals.say("ann", id, typed).status, Status::HTTP_NO_CONTENT);
        EXPECT_EQ(lines[0]->resume(now), Next::read);
        EXPECT_EQ(lines[0]->take_output(), std::string(typed) + "\r\n");
    }
    EXPECT_EQ(rings, 5);
    EXPECT_TRUE(has(terminals.say("ann", id, "NOOP\r\nNOOP").body, "no_line"));
    EXPECT_EQ(lines[0]->take_output(), "");
}

TEST_F(PageTerminals, stream_what_the_server_says_and_begin_again_where_they_broke) {
    const std::int64_t id = open();
    const auto stream = terminals.stream("ann", id, 0);
    int news = 0;
    stream->on_news([&] { ++news; });
    EXPECT_TRUE(has(heard(*stream), "id: 0\nevent: said\n")) << "so that the page knows that it is there";
    lines[0]->receive("220 hello\r\n250-a", now);
    EXPECT_EQ(news, 1);
    std::string said = heard(*stream);
    EXPECT_TRUE(has(said, R"({"at":0,"parts":["220 hello",["CR","0d"],["LF","0a"]]})")) << said;
    EXPECT_TRUE(has(said, R"({"at":11,"parts":["250-a"]})")) << said;
    EXPECT_TRUE(has(said, "id: 11\n")) << "the unfinished line is told again: " << said;
    lines[0]->receive("bc\r\n", now);
    said = heard(*stream);
    EXPECT_TRUE(has(said, R"({"at":11,"parts":["250-abc",["CR")")) << said;
    EXPECT_EQ(heard(*stream), "");
    said = heard(*terminals.stream("ann", id, 11));
    EXPECT_FALSE(has(said, "hello")) << said;
    EXPECT_TRUE(has(said, "250-abc")) << said;
    EXPECT_EQ(lines[0]->end_of_input(now), Next::close);
    EXPECT_TRUE(has(heard(*stream), R"("ended":"closed")"));
    EXPECT_TRUE(has(terminals.say("ann", id, "NOOP").body, "gone"));
}

TEST_F(PageTerminals, end_with_their_line_though_nobody_has_told_it_why) {
    const std::int64_t heard_of = open(), never_heard = open();
    const auto stream = terminals.stream("ann", heard_of, 0);
    lines[0]->receive("220 hello\r\n", now);
    heard(*stream);
    int news = 0;
    stream->on_news([&] { ++news; });
    lines.clear();
    EXPECT_EQ(news, 1);
    EXPECT_TRUE(has(heard(*stream), R"("ended":"closed")"));
    EXPECT_TRUE(has(heard(*terminals.stream("ann", never_heard, 0)), R"("ended":"unreachable")"));
    for (const std::int64_t id : {heard_of, never_heard}) {
        EXPECT_TRUE(has(terminals.say("ann", id, "NOOP").body, "gone"));
        terminals.hang_up("ann", id);
    }
    EXPECT_EQ(rings, 0) << "there is nobody to ring for";
}

TEST_F(PageTerminals, are_nobody_elses) {
    const std::int64_t id = open();
    EXPECT_EQ(heard(*terminals.stream("bob", id, 0)), "event: gone\ndata: {}\n\n");
    EXPECT_TRUE(has(terminals.say("bob", id, "QUIT").body, "gone"));
    terminals.hang_up("bob", id);
    EXPECT_EQ(lines[0]->resume(now), Next::read);
    EXPECT_EQ(lines[0]->take_output(), "");
    terminals.hang_up("ann", id);
    EXPECT_EQ(lines[0]->resume(now), Next::close);
    EXPECT_TRUE(has(heard(*terminals.stream("ann", id, 0)), R"("ended":"left")"));
}

TEST_F(PageTerminals, are_four_of_one_person_at_a_time) {
    for (std::size_t i = 0; i < Terminals::most_of_one; ++i) EXPECT_NE(open(), 0);
    EXPECT_EQ(open(), 0);
    EXPECT_EQ(answer.status, Status::HTTP_TOO_MANY_REQUESTS);
    EXPECT_TRUE(has(answer.body, "too_many"));
    EXPECT_NE(open("bob"), 0);
    lines[0]->end_of_input(now);
    EXPECT_NE(open(), 0);
}

TEST_F(PageTerminals, are_bounded_on_the_whole) {
    for (std::size_t i = 0; i < Terminals::most; ++i) ASSERT_NE(open(std::to_string(i)), 0) << i;
    EXPECT_EQ(open("one more"), 0);
    EXPECT_EQ(answer.status, Status::HTTP_SERVICE_UNAVAILABLE);
    EXPECT_TRUE(has(answer.body, "full"));
}

TEST_F(PageTerminals, keep_the_newest_of_what_is_said_and_tell_how_much_they_do_not) {
    const std::int64_t id = open();
    const std::string line = std::string(98, 'x') + "\r\n";
    for (int i = 0; i < 5000; ++i) lines[0]->receive(line, now);
    const std::string said = heard(*terminals.stream("ann", id, 0));
    EXPECT_TRUE(has(said, "\"lost\":"));
    EXPECT_TRUE(has(said, "{\"at\":499900,")) << "the last line";
    EXPECT_LT(said.size(), 4 * Terminal::most_kept);
    const std::size_t first = said.find("\"at\":") + 5;
    EXPECT_EQ(std::stoll(said.substr(first)) % 100, 0) << "whole lines";
}

TEST_F(PageTerminals, take_no_more_than_the_server_takes) {
    const std::int64_t id = open();
    const std::string line(1000, 'x');
    Answer last;
    for (int i = 0; i < 100 && (last = terminals.say("ann", id, line)).status == Status::HTTP_NO_CONTENT;) ++i;
    EXPECT_TRUE(has(last.body, "slow"));
    EXPECT_LE(lines[0]->take_output().size(), Terminal::most_unsent + 2000);
    EXPECT_EQ(terminals.say("ann", id, line).status, Status::HTTP_NO_CONTENT);
}

TEST_F(PageTerminals, end_when_their_page_has_been_gone_for_long) {
    const std::int64_t id = open();
    auto stream = terminals.stream("ann", id, 0);
    EXPECT_EQ(lines[0]->timed_out(now), Next::read);
    now += 10min;
    EXPECT_EQ(lines[0]->timed_out(now), Next::read) << "the page is there: silence is the mail server's business";
    stream.reset();
    EXPECT_EQ(lines[0]->timed_out(now), Next::read);
    now += 1min;
    stream = terminals.stream("ann", id, 0);  // a reload
    EXPECT_EQ(lines[0]->timed_out(now), Next::read);
    stream.reset();
    EXPECT_EQ(lines[0]->timed_out(now), Next::read);
    now += Terminal::patience;
    EXPECT_EQ(lines[0]->timed_out(now), Next::close);
}

TEST_F(PageTerminals, tell_which_conversation_of_the_record_is_theirs) {
    store::TranscriptRecorder recorder(directory, settings);
    const std::int64_t id = open();
    open("bob");
    const auto stream = terminals.stream("ann", id, 0);
    EXPECT_FALSE(has(heard(*stream), "conversation"));
    for (const BrowserCalls::Call& call : {calls[1], calls[0]}) {  // bob, from the same address, has been quicker
        auto transcript = recorder.begin("smtp", call.recorded_as(), call.at);
        transcript->record(store::command("NOOP\r\n"));
        transcript->ended("quit", now);
    }
    recorder.flush();
    EXPECT_FALSE(has(heard(*stream), "conversation")) << "who says nothing has none";
    terminals.say("ann", id, "NOOP");
    EXPECT_LT(stream->looks_again(), 1s);
    EXPECT_FALSE(terminals.has("ann", 2));
    EXPECT_TRUE(has(heard(*stream), "\"conversation\":2"));
    EXPECT_TRUE(terminals.has("ann", 2));
    EXPECT_FALSE(terminals.has("ann", 1) || terminals.has("bob", 2) || terminals.has("ann", 0));
    EXPECT_GT(stream->looks_again(), 1s);
}

TEST_F(PageTerminals, go_on_over_tls_when_the_server_agrees) {
    const tls::CertificateFiles files = tls::own_certificate(directory, "post.example");
    const tls::Identity identity(files);
    const std::int64_t id = open();
    Endpoint& line = *lines[0];
    const auto stream = terminals.stream("ann", id, 0);
    auto say = [&](const std::string& typed) {
        terminals.say("ann", id, typed);
        line.resume(now);
        return line.take_output();
    };
    line.receive("220 hello\r\n", now);
    EXPECT_EQ(say("STARTTLS"), "STARTTLS\r\n");
    line.receive("454 4.7.0 not now\r\n", now);
    EXPECT_EQ(say("NOOP"), "NOOP\r\n") << "it goes on in plain text";
    EXPECT_EQ(say("starttls "), "starttls \r\n");
    line.receive("220 go\r\n250 said by somebody on the way\r\n", now);
    tls::Engine server(identity);
    std::string plain;
    auto cross = [&] {
        for (std::string wire; !(wire = line.take_output()).empty();) {
            server.receive(wire, plain);
            line.receive(server.take_output(), now);
        }
    };
    cross();
    ASSERT_EQ(server.state(), tls::Engine::State::open);
    terminals.say("ann", id, "EHLO me");
    line.resume(now);
    cross();
    EXPECT_EQ(plain, "EHLO me\r\n");
    server.send("250 hidden\r\n");
    line.receive(server.take_output(), now);
    const std::string said = heard(*stream);
    EXPECT_TRUE(has(said, "250 hidden")) << said;
    EXPECT_FALSE(has(said, "on the way")) << said;
    EXPECT_TRUE(has(said, "\"tls\":\"TLSv1.") && has(said, identity.fingerprint())) << said;
}

TEST_F(PageTerminals, end_with_a_reason_when_no_tls_comes) {
    const std::int64_t id = open();
    terminals.say("ann", id, "STLS");
    lines[0]->resume(now);
    lines[0]->take_output();
    lines[0]->receive("+OK go\r\n", now);
    EXPECT_EQ(lines[0]->receive("this is no handshake at all\r\n", now), Next::close);
    EXPECT_TRUE(has(heard(*terminals.stream("ann", id, 0)), R"("ended":"tls_failed")"));
}

}  // namespace postlab::screen::terminals_test
