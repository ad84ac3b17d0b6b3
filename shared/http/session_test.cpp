#include "shared/http/session.h"

#include <Poco/InflatingStream.h>
#include <gtest/gtest.h>

namespace postlab::http::session_test {

using namespace std::chrono_literals;
using Next = Endpoint::Next;

/// Says on its stream what the test puts there.
struct Wire : EventStream {
    std::string next(Time) override { return std::exchange(*news, {}); }
    bool is_over() const override { return *over; }
    void on_news(std::function<void()> call) override { *tell = std::move(call); }
    std::shared_ptr<bool> over;
    std::shared_ptr<std::string> news;
    std::shared_ptr<std::function<void()>> tell;
};

struct Pages : Site {
    bool is_ours(const std::string& host) const override { return host == "127.0.0.1" || host == "[::1]"; }
    Answer answer(const Request& request, Time) override {
        last = request;
        ++asked;
        if (request.path == "/fails") throw std::runtime_error("on purpose");
        if (request.path == "/style.css") return http::answer(Asset{"/style.css", "text/css", "body{}", "7"}, request);
        if (request.path == "/large") return {.body = std::string(40000, 'x')};
        if (request.path == "/later") return {.later = later = std::make_shared<LaterAnswer>()};
        if (request.path != "/live") return {.body = request.method + " " + request.path + "\n"};
        auto stream = std::make_unique<Wire>();
        stream->news = news;
        stream->tell = tell;
        stream->over = over;
        return {.type = "text/event-stream", .stream = std::move(stream)};
    }
    Request last;
    int asked = 0;
    std::shared_ptr<LaterAnswer> later;
    std::shared_ptr<bool> over = std::make_shared<bool>(false);
    std::shared_ptr<std::string> news = std::make_shared<std::string>();
    std::shared_ptr<std::function<void()>> tell = std::make_shared<std::function<void()>>();
};

struct HttpSession : testing::Test {
    /// What the session says to the bytes, `cut` at a time, until it wants to hear more.
    std::string say(std::string_view bytes, std::size_t cut = std::string_view::npos) {
        std::string said;
        for (; !bytes.empty() && next != Next::close; bytes.remove_prefix(std::min(cut, bytes.size()))) {
            next = session.receive(bytes.substr(0, cut), now);
            said += all_said();
        }
        return said;
    }
    std::string all_said() {
        std::string said = session.take_output();
        while (next == Next::write) {
            next = session.resume(now);
            said += session.take_output();
        }
        return said;
    }
    static std::string get(const std::string& path, const std::string& more = {}) {
        return "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:2580\r\n" + more + "\r\n";
    }
    static std::string post(const std::string& body, const std::string& length) {
        return "POST /act HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
               "Content-Length: " +
               length + "\r\n\r\n" + body;
    }
    Pages site;
    Session session{site};
    Time now = Time(1h);
    Next next = Next::read;
};

TEST_F(HttpSession, waits_for_an_answer_that_comes_later_before_it_looks_at_the_next_request) {
    int rung = 0;
    session.on_answer([&] { ++rung; });
    EXPECT_EQ(say(get("/later") + get("/b")), "");
    EXPECT_EQ(next, Next::wait);
    EXPECT_TRUE(session.waiting());
    EXPECT_EQ(session.shut_down(now), Next::wait);
    EXPECT_EQ(session.resume(now), Next::wait) << "somebody else's ring";
    site.later->give({.body = "at last\n"});
    EXPECT_EQ(rung, 1);
    EXPECT_FALSE(session.waiting());
    next = session.resume(now);
    const std::string said = all_said();
    EXPECT_NE(said.find("\r\n\r\nat last\n"), said.npos) << said;
    EXPECT_TRUE(said.ends_with("GET /b\n")) << said;
    EXPECT_EQ(next, Next::read);
}

TEST_F(HttpSession, closes_behind_an_answer_that_came_later_when_the_client_has_asked_for_that) {
    say(get("/later", "Connection: close\r\n"));
    site.later->give({.body = "at last\n"});
    next = session.resume(now);
    EXPECT_TRUE(all_said().ends_with("at last\n"));
    EXPECT_EQ(next, Next::close);
}

TEST_F(HttpSession, tells_the_site_who_asks) {
    Session other{site, "192.0.2.7"};
    other.receive(get("/a"), now);
    EXPECT_EQ(site.last.client, "192.0.2.7");
}

TEST_F(HttpSession, ends_a_stream_that_is_over) {
    say(get("/live"));
    *site.over = true;
    now += 15s;
    EXPECT_EQ(session.timed_out(now), Next::close);
    EXPECT_EQ(session.take_output(), "");
}

TEST_F(HttpSession, answers_a_request_with_its_page_and_what_keeps_the_page_safe) {
    const std::string said = say(get("/a"));
    EXPECT_TRUE(said.starts_with("HTTP/1.1 200 OK\r\nDate: Thu, 01 Jan 1970 01:00:00 GMT\r\n")) << said;
    for (const char* field :
         {"\r\nContent-Length: 7\r\n", "\r\nX-Content-Type-Options: nosniff\r\n", "\r\nCache-Control: no-store\r\n",
          "\r\nConnection: Keep-Alive\r\n", "\r\nContent-Security-Policy: default-src 'self'; "})
        EXPECT_NE(said.find(field), said.npos) << field;
    EXPECT_TRUE(said.ends_with("\r\n\r\nGET /a\n"));
    EXPECT_EQ(next, Next::read);
}

TEST_F(HttpSession, takes_requests_cut_anywhere) {
    const std::string asked =
        get("/a") + post("x=1&y=two+words", "15") + get("/b%20c?line=7", "Cookie: key=abc; lang=ru\r\n");
    const std::string whole = say(asked);
    EXPECT_EQ(site.asked, 3);
    for (std::size_t cut = 1; cut < asked.size(); ++cut) {
        Pages pages;
        Session other(pages);
        std::string said;
        for (std::size_t from = 0; from < asked.size(); from += cut) {
            Next then = other.receive(std::string_view(asked).substr(from, cut), now);
            said += other.take_output();
            EXPECT_EQ(then, Next::read);
        }
        ASSERT_EQ(said, whole) << cut;
        EXPECT_EQ(pages.last.path, "/b c");
        EXPECT_EQ(pages.last.query.get("line", ""), "7");
        EXPECT_EQ(pages.last.cookies.get("lang", ""), "ru");
    }
}

TEST_F(HttpSession, reads_the_form_that_a_post_brings) {
    say(post("x=1&y=two+words%21", "18"));
    EXPECT_EQ(site.last.form.get("x", ""), "1");
    EXPECT_EQ(site.last.form.get("y", ""), "two words!");
}

TEST_F(HttpSession, answers_HEAD_without_the_body_that_GET_would_bring) {
    const std::string said = say("HEAD /a HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    EXPECT_NE(said.find("\r\nContent-Length: 8\r\n"), said.npos) << said;
    EXPECT_TRUE(said.ends_with("\r\n\r\n"));
}

TEST_F(HttpSession, closes_behind_the_answer_where_the_client_would) {
    for (const char* request : {"GET / HTTP/1.0\r\nHost: [::1]:80\r\n\r\n",
                                "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"}) {
        Session other(site);
        EXPECT_EQ(other.receive(request, now), Next::close);
        EXPECT_NE(other.take_output().find("\r\nConnection: Close\r\n"), std::string::npos);
    }
}

TEST_F(HttpSession, refuses_what_hurts_and_closes) {
    const std::string host = "Host: 127.0.0.1\r\n", line = " / HTTP/1.1\r\n",
                      form = "Content-Type: application/x-www-form-urlencoded\r\n";
    const struct {
        std::string asked;
        const char* code;
    } cases[] = {
        {"GET / HTTP/1.1\r\n\r\n", "400"},                              // which host?
        {"GET" + line + host + host + "\r\n", "400"},                   // two of them
        {"GET" + line + "Host: evil.example\r\n\r\n", "421"},           // not our name: DNS rebinding
        {"GET http://127.0.0.1/ HTTP/1.1\r\n" + host + "\r\n", "400"},  // we are nobody's proxy
        {"GET / HTTP/2.0\r\n" + host + "\r\n", "505"},
        {"GET /\r\n\r\n", "400"},  // HTTP/0.9
        {"GET  / HTTP/1.1\r\n" + host + "\r\n", "400"},
        {"GET /%zz HTTP/1.1\r\n" + host + "\r\n", "400"},
        {"PUT" + line + host + "\r\n", "501"},
        {"CONNECT" + line + host + "\r\n", "501"},
        {"GET" + line + host + "X: a\r\n b\r\n\r\n", "400"},  // folded
        {"GET" + line + host + "X : a\r\n\r\n", "400"},       // a blank before the colon
        {"GET" + line + host + "no colon\r\n\r\n", "400"},
        {"GET" + line + host + "X: a\rb\r\n\r\n", "400"},
        {"GET" + line + host + std::string("X: \0\r\n\r\n", 8), "400"},
        {"GET" + line + host + "Content-Length: 4\r\n\r\nbody", "400"},  // a body where there is none
        {"POST" + line + host + form + "\r\n", "411"},
        {"POST" + line + host + form + "Content-Length: 4\r\nContent-Length: 5\r\n\r\n", "400"},
        {"POST" + line + host + form + "Content-Length: -4\r\n\r\n", "400"},
        {"POST" + line + host + form + "Content-Length: 4,4\r\n\r\n", "400"},
        {"POST" + line + host + form + "Content-Length: 65537\r\n\r\n", "413"},
        {"POST" + line + host + form + "Content-Length: 99999999999999999999999\r\n\r\n", "413"},
        {"POST" + line + host + form + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "501"},
        {"POST" + line + host + "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 3\r\n\r\nabc", "415"},
        {"POST" + line + host + form + "Expect: 100-continue\r\nContent-Length: 3\r\n\r\n", "417"},
        {"GET" + line + host + "X: " + std::string(20000, 'x') + "\r\n\r\n", "431"},
        {"\x16\x03\x01 a client hello\n\n", "400"},
        {"EHLO me\r\n\r\n", "400"},  // somebody took the wrong port
    };
    for (const auto& [asked, code] : cases)
        for (std::size_t cut : {asked.size(), std::size_t{1}}) {
            Session other(site);
            Next then = Next::read;
            std::string said;
            for (std::size_t from = 0; from < asked.size() && then == Next::read; from += cut) {
                then = other.receive(std::string_view(asked).substr(from, cut), now);
                said += other.take_output();
            }
            EXPECT_EQ(then, Next::close) << asked.substr(0, 200);
            EXPECT_TRUE(said.starts_with("HTTP/1.1 " + std::string(code) + " ")) << asked.substr(0, 200) << "\n"
                                                                                 << said;
        }
    EXPECT_EQ(site.asked, 0);
}

TEST_F(HttpSession, says_that_a_page_has_failed_and_serves_the_next) {
    EXPECT_TRUE(say(get("/fails")).starts_with("HTTP/1.1 500 "));
    EXPECT_TRUE(say(get("/a")).starts_with("HTTP/1.1 200 "));
}

TEST_F(HttpSession, gives_an_asset_once_and_then_says_that_the_copy_holds) {
    EXPECT_TRUE(say(get("/style.css")).ends_with("\r\n\r\nbody{}"));
    const std::string again = say(get("/style.css", "If-None-Match: \"7\"\r\n"));
    EXPECT_TRUE(again.starts_with("HTTP/1.1 304 ")) << again;
    EXPECT_TRUE(again.ends_with("\r\n\r\n"));
    EXPECT_TRUE(say(get("/style.css", "If-None-Match: \"6\"\r\n")).ends_with("body{}"));
}

TEST_F(HttpSession, gives_an_asset_in_gzip_to_who_takes_it) {
    const std::string zipped = say(get("/style.css", "Accept-Encoding: br, gzip\r\n"));
    EXPECT_NE(zipped.find("Content-Encoding: gzip\r\n"), zipped.npos) << zipped;
    EXPECT_NE(zipped.find("ETag: \"7-gzip\"\r\n"), zipped.npos) << "another copy than the plain one";
    std::istringstream body(zipped.substr(zipped.find("\r\n\r\n") + 4));
    Poco::InflatingInputStream inflater(body, Poco::InflatingStreamBuf::STREAM_GZIP);
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(inflater), {}), "body{}");
    EXPECT_TRUE(
        say(get("/style.css", "Accept-Encoding: gzip\r\nIf-None-Match: \"7-gzip\"\r\n")).starts_with("HTTP/1.1 304 "));
    for (const char* other : {"", "Accept-Encoding: br, identity\r\n", "Accept-Encoding: gzipped\r\n"})
        EXPECT_TRUE(say(get("/style.css", other)).ends_with("\r\n\r\nbody{}")) << other;
}

TEST_F(HttpSession, deflates_an_asset_once) {
    Request request;
    request.fields.set("Accept-Encoding", "gzip");
    const Asset asset{"/page.css", "text/css", "p{}", "8"};
    EXPECT_EQ(answer(asset, request).body, asset.zipped);
    asset.zipped = "as it was made";
    EXPECT_EQ(answer(asset, request).body, "as it was made");
}

TEST_F(HttpSession, lets_an_answer_have_a_policy_of_its_own) {
    Answer answer;
    answer.fields.emplace_back("Content-Security-Policy", "default-src 'none'");
    const std::string octets = http::octets(answer, false, true, now);
    EXPECT_NE(octets.find("Content-Security-Policy: default-src 'none'\r\n"), octets.npos) << octets;
    EXPECT_EQ(octets.find("default-src 'self'"), octets.npos) << "two would hold both";
}

TEST_F(HttpSession, rests_while_answers_wait_to_be_taken) {
    std::string many;
    for (int i = 0; i < 10; ++i) many += get("/large");
    EXPECT_EQ(session.receive(many, now), Next::write);
    EXPECT_EQ(site.asked, 1);
    next = Next::write;
    EXPECT_GT(all_said().size(), 400000u);
    EXPECT_EQ(site.asked, 10);
    EXPECT_EQ(next, Next::read);
}

TEST_F(HttpSession, bears_with_silence_between_requests_and_names_it_within_one) {
    EXPECT_EQ(session.idle_timeout(), Session::patience);
    say(get("/a"));
    EXPECT_FALSE(session.is_hearing());
    say("GET /slow");
    EXPECT_TRUE(session.is_hearing());
    EXPECT_EQ(session.timed_out(now), Next::close);
    EXPECT_TRUE(session.take_output().starts_with("HTTP/1.1 408 "));
    Session silent(site);
    EXPECT_EQ(silent.timed_out(now), Next::close);
    EXPECT_EQ(silent.take_output(), "");
}

TEST_F(HttpSession, turns_away_with_a_reason_where_there_is_no_place) {
    EXPECT_EQ(session.turn_away(now), Next::close);
    EXPECT_TRUE(session.take_output().starts_with("HTTP/1.1 503 "));
}

TEST_F(HttpSession, tells_a_stream_s_events_as_they_come) {
    *site.news = event("row", "4", "first\nsecond");
    const std::string said = say(get("/live"));
    EXPECT_NE(said.find("\r\nContent-Type: text/event-stream\r\n"), said.npos);
    EXPECT_EQ(said.find("Content-Length"), said.npos);
    EXPECT_TRUE(said.ends_with("\r\n\r\nretry: 1000\n\nid: 4\nevent: row\ndata: first\ndata: second\n\n")) << said;
    EXPECT_EQ(next, Next::pause);  // not more than four times a second
    EXPECT_EQ(session.pause(), Session::between_events);

    int woken = 0;
    session.on_answer([&] { ++woken; });
    now += 250ms;
    EXPECT_EQ(session.resume(now), Next::read);
    (*site.tell)();
    (*site.tell)();
    EXPECT_EQ(woken, 1);  // once is enough, until it has been asked again
    *site.news = event("row", "5", "third");
    now += 1s;
    EXPECT_EQ(session.resume(now), Next::write);
    EXPECT_EQ(session.take_output(), "id: 5\nevent: row\ndata: third\n\n");
    now += 100ms;
    EXPECT_EQ(session.resume(now), Next::pause);
    EXPECT_EQ(session.pause(), 150ms);
}

TEST_F(HttpSession, keeps_nothing_for_a_reader_who_is_slow) {
    *site.news = event("row", "1", "a");
    next = session.receive(get("/live"), now);
    EXPECT_EQ(next, Next::write);  // the head, which is not taken: nobody asks the stream
    *site.news += event("row", "2", "b");
    (*site.tell)();
    all_said();
    EXPECT_EQ(*site.news, "");  // both at once
}

TEST_F(HttpSession, says_on_a_silent_stream_that_it_lives) {
    say(get("/live"));
    EXPECT_EQ(session.idle_timeout(), Session::heartbeat);
    EXPECT_EQ(session.timed_out(now), Next::read);
    EXPECT_EQ(session.take_output(), ":\n\n");
    now += Session::heartbeat;
    *site.news = event("row", "1", "nobody has rung");
    EXPECT_EQ(session.timed_out(now), Next::write);
    EXPECT_EQ(session.take_output(), "id: 1\nevent: row\ndata: nobody has rung\n\n");
    EXPECT_EQ(session.receive("GET", now), Next::close);
}

TEST_F(HttpSession, begins_no_stream_for_HEAD) {
    say("HEAD /live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    EXPECT_EQ(session.idle_timeout(), Session::patience);
    EXPECT_TRUE(say(get("/a")).ends_with("GET /a\n"));
}

}  // namespace postlab::http::session_test
