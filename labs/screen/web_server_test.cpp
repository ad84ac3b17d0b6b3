#include "labs/screen/web_server.h"

#include <Poco/Net/StreamSocket.h>

#include <future>
#include <memory>
#include <vector>

#include "labs/course/class/course.h"
#include "labs/screen/screen_for_tests.h"
#include "shared/system/digest.h"
#include "store/accounts.h"
#include "store/transcript/transcripts_for_tests.h"

namespace postlab::screen::web_server_test {

struct Browser {
    explicit Browser(const Poco::Net::SocketAddress& address) : socket(address) {
        socket.setReceiveTimeout(Poco::Timespan(10, 0));
    }
    void send(const std::string& bytes) { socket.sendBytes(bytes.data(), static_cast<int>(bytes.size())); }
    /// All that is said up to this text.
    std::string up_to(const std::string& end) {
        std::string said;
        char block[4096];
        while (!has(said, end)) {
            const int count = socket.receiveBytes(block, sizeof block);
            if (count <= 0) break;
            said.append(block, static_cast<std::size_t>(count));
        }
        return said;
    }
    Poco::Net::StreamSocket socket;
};

struct ScreenServer : store::Transcripts {
    std::string log_in(Browser& browser) {
        return log_in(browser, "key=" + server.link().substr(server.link().find('=') + 1));
    }
    std::string log_in(Browser& browser, const std::string& with) {
        browser.send("GET /session HTTP/1.1\r\nHost: localhost\r\n\r\n");
        const std::string session = browser.up_to("}");
        const std::string form = with + "&token=" + between(session, "\"token\":\"", "\"");
        browser.send(
            "POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            "Cookie: " +
            between(session, "Set-Cookie: ", ";") + "\r\nContent-Length: " + std::to_string(form.size()) + "\r\n\r\n" +
            form);
        return between(browser.up_to("\r\n\r\n"), "Set-Cookie: ", ";");
    }
    static std::string between(const std::string& text, const std::string& front, const std::string& end) {
        const std::size_t begin = text.find(front);
        if (begin == text.npos) return "";
        return text.substr(begin + front.size(), text.find(end, begin + front.size()) - begin - front.size());
    }
    static std::string token_of(Browser& browser, const std::string& cookie) {
        browser.send("GET /session HTTP/1.1\r\nHost: localhost\r\nCookie: " + cookie + "\r\n\r\n");
        const std::string said = browser.up_to("}");
        const std::size_t begin = said.find("\"token\":\"") + 9;
        return "token=" + said.substr(begin, said.find('"', begin) - begin);
    }
    static std::string post(Browser& browser, const std::string& path, const std::string& cookie,
                            const std::string& form, const std::string& end) {
        browser.send("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nCookie: " + cookie +
                     "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: " +
                     std::to_string(form.size()) + "\r\n\r\n" + form);
        return browser.up_to(end);
    }
    Settings settings;
    BrowserCalls calls;
    store::SqliteStore store{directory};
    store::TranscriptRecorder recorder{directory, settings};
    WebServer server{directory, Poco::Net::SocketAddress("127.0.0.1", 0), {}, settings, store, recorder, calls, {}};
};

TEST_F(ScreenServer, tells_an_open_page_what_is_said_without_being_asked) {
    server.start();
    Browser browser(server.address());
    const std::string cookie = log_in(browser);
    browser.send("GET /c/1/events HTTP/1.1\r\nHost: localhost\r\nCookie: " + cookie + "\r\n\r\n");
    EXPECT_TRUE(has(browser.up_to("event: gone\n"), "text/event-stream"));
    auto transcript = recorder.begin("smtp", "127.0.0.1", store::start);
    transcript->record(store::command("NOOP\r\n"));
    EXPECT_TRUE(has(browser.up_to("\"NOOP\""), "event: rows\n"));
    transcript->record(store::command("HELP\r\n"));
    EXPECT_TRUE(has(browser.up_to("\"HELP\""), "event: rows\n"));
    transcript->ended("quit", store::start);
}

TEST_F(ScreenServer, lets_a_student_in_by_what_the_store_says) {
    course::Course course = course::Course::open_or_make(directory);
    course::Roster::Change change;
    change.added = {{"s001", "Ann", "", "", "en"}};
    course.roster().apply(change);
    course.roster().set_pins({{"s001", hash_password("48219036")}});
    store::Accounts(directory).add("s001", "secret", store::Accounts::Apop::none);
    server.start();
    Browser browser(server.address());
    EXPECT_EQ(log_in(browser, "name=s001&secret=11111111"), "");
    Browser other(server.address());
    const std::string cookie = log_in(other, "name=S001&secret=4821+9036");
    ASSERT_FALSE(cookie.empty());
    other.send("GET /session HTTP/1.1\r\nHost: localhost\r\nCookie: " + cookie + "\r\n\r\n");
    EXPECT_TRUE(has(other.up_to("}"), R"("name":"s001")"));
}

TEST_F(ScreenServer, ends_while_pages_are_open_and_the_record_goes_on) {
    std::optional<WebServer> other;
    other.emplace(directory, Poco::Net::SocketAddress("127.0.0.1", 0), About{}, settings, store, recorder, calls,
                  net::TlsUse{});
    other->start();
    Browser browser(other->address());
    browser.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    browser.up_to("</html>");
    other.reset();
    EXPECT_EQ(browser.up_to("anything"), "");
    recorder.begin("smtp", "127.0.0.1", store::start)->ended("quit", store::start);
    recorder.flush();
    EXPECT_EQ(all().size(), 1u);
}

/// As a mail server would: it greets, and says again what it hears.
class EchoingEndpoint : public Endpoint {
public:
    Next open(Time) override { return say("220 hello\r\n"); }
    Next turn_away(Time) override { return Next::close; }
    Next receive(std::string_view bytes, Time) override { return say(std::string(bytes)); }
    Next resume(Time) override { return Next::read; }
    Next end_of_input(Time) override { return Next::close; }
    Next timed_out(Time) override { return Next::close; }
    Next shut_down(Time) override { return Next::close; }
    void dropped(Time) override {}
    std::string take_output() override { return std::exchange(output_, {}); }
    std::chrono::milliseconds idle_timeout() const override { return std::chrono::seconds(60); }
    bool is_hearing() const override { return false; }
    std::uint64_t lines_taken() const override { return 0; }

private:
    Next say(const std::string& text) {
        output_ += text;
        return Next::read;
    }
    std::string output_;
};

TEST_F(ScreenServer, has_terminals_that_speak_to_the_ports_over_real_sockets) {
    std::promise<std::string> recorded;
    net::Server mail{settings};
    const auto port = mail.listen(Poco::Net::SocketAddress("127.0.0.1", 0), {[&](const net::Server::Ends& ends) {
                                      const auto call = calls.take(ends.peer, ends.peer_port);
                                      recorded.set_value(call ? call->recorded_as() : "nobody's");
                                      return std::make_unique<EchoingEndpoint>();
                                  }});
    mail.start();
    const About about{{}, port.toString(), ""};
    WebServer pages(directory, Poco::Net::SocketAddress("127.0.0.1", 0), about, settings, store, recorder, calls, {});
    pages.start();
    Browser browser(pages.address()), listener(pages.address());
    const std::string cookie = log_in(browser), token = token_of(browser, cookie);
    const std::string opened = post(browser, "/t", cookie, token + "&protocol=smtp", "}");
    const std::string id = opened.substr(opened.rfind(':') + 1, opened.rfind('}') - opened.rfind(':') - 1);
    listener.send("GET /t/" + id + "/events HTTP/1.1\r\nHost: localhost\r\nCookie: " + cookie + "\r\n\r\n");
    EXPECT_TRUE(has(listener.up_to("220 hello"), "text/event-stream"));
    EXPECT_EQ(recorded.get_future().get(), "127.0.0.1 by browser");
    EXPECT_TRUE(has(post(browser, "/t/" + id + "/line", cookie, token + "&line=.%20a%2Bb", "\r\n\r\n"), " 204 "));
    EXPECT_TRUE(has(listener.up_to(". a+b"), "event: said\n"));
    EXPECT_TRUE(has(post(browser, "/t/" + id + "/line", cookie, "line=QUIT", "again."), " 403 ")) << "no token";
    EXPECT_TRUE(has(post(browser, "/t/" + id + "/end", cookie, token, "\r\n\r\n"), " 204 "));
    EXPECT_TRUE(has(listener.up_to("\"ended\":\"left\""), "event: said\n"));
}

TEST_F(ScreenServer, refuses_a_body_of_64_mib_before_it_comes) {
    server.start();
    Browser browser(server.address());
    browser.send(
        "POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        "Content-Length: 67108864\r\n\r\nkey=");
    EXPECT_TRUE(has(browser.up_to("anything"), "HTTP/1.1 413 ")) << "and closes";
}

TEST_F(ScreenServer, says_when_too_many_streams_are_asked_for_and_is_there_again_afterwards) {
    server.start();
    Browser first(server.address());
    const std::string cookie = log_in(first);
    std::vector<std::unique_ptr<Browser>> readers;
    std::string said;
    while (readers.size() < 20000 && !has(said, "503 ")) {
        readers.push_back(std::make_unique<Browser>(server.address()));
        readers.back()->send("GET /c/1/events HTTP/1.1\r\nHost: localhost\r\nCookie: " + cookie + "\r\n\r\n");
        said = readers.back()->up_to("\r\n\r\n");
    }
    EXPECT_LE(readers.size(), 2048u);
    EXPECT_TRUE(has(said + readers.back()->up_to("while."), "Too many pages are open here; try again in a while."));
    readers.clear();
    for (said.clear(); !has(said, "200 OK");) {  // until their ends have been seen
        Browser again(server.address());
        again.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        said = again.up_to("\r\n\r\n");
    }
}

TEST_F(ScreenServer, lets_a_stream_that_nobody_reads_cost_the_others_nothing) {
    server.start();
    Browser deaf(server.address()), browser(server.address());
    const std::string cookie = log_in(browser),
                      ask = "GET /c/1/events HTTP/1.1\r\nHost: localhost\r\nCookie: " + cookie + "\r\n\r\n";
    deaf.socket.setReceiveBufferSize(4096);
    deaf.send(ask);
    browser.send(ask);
    auto transcript = recorder.begin("smtp", "127.0.0.1", store::start);
    for (int i = 0; i < 3000; ++i) transcript->record(store::command("NOOP " + std::string(400, 'x') + "\r\n"));
    transcript->record(store::command("HELP\r\n"));
    transcript->ended("quit", store::start);
    EXPECT_TRUE(has(browser.up_to("\"how\":\"quit\""), "event: rows\n"));
    Browser third(server.address());
    third.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_TRUE(has(third.up_to("</html>"), "200 OK"));
}

TEST_F(ScreenServer, says_an_address_that_a_browser_on_this_machine_can_open) {
    WebServer everywhere(directory, Poco::Net::SocketAddress("0.0.0.0", 0), {}, settings, store, recorder, calls, {});
    EXPECT_TRUE(everywhere.link().starts_with("http://127.0.0.1:")) << everywhere.link();
    EXPECT_TRUE(has(everywhere.link(), "/#key=" + server.link().substr(server.link().find('=') + 1)));
}

}  // namespace postlab::screen::web_server_test
