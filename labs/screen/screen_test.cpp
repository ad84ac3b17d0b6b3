#include "labs/screen/screen.h"

#include <sys/stat.h>

#include "labs/screen/assets.h"
#include "labs/screen/screen_for_tests.h"
#include "shared/system/file.h"
#include "store/transcript/transcripts_for_tests.h"

namespace postlab::screen::screen_test {

using namespace std::chrono_literals;
using http::Answer;
using http::Request;
using http::Status;

struct ScreenPages : store::Transcripts {
    Request request(const std::string& method, const std::string& path, const std::string& cookie = "") {
        Request request;
        request.method = method;
        request.path = path;
        request.fields.set("Host", "127.0.0.1:2580");
        if (!cookie.empty()) request.cookies.set("postlab-2580", cookie);
        return request;
    }
    Answer get(const std::string& path, const std::string& cookie = "") {
        return screen.answer(request("GET", path, cookie), now);
    }
    /// What a POST needs beside its cookie.
    std::string token(const std::string& cookie) {
        const std::string session = get("/session", cookie).body;
        const std::size_t begin = session.find("\"token\":\"") + 9;
        return session.substr(begin, session.find('"', begin) - begin);
    }
    std::string log_in(const std::string& key) {
        Request login = request("POST", "/login", "anything");
        login.form.set("key", key);
        login.form.set("token", token("anything"));
        return cookie_in(screen.answer(login, now));
    }
    static std::string cookie_in(const Answer& answer) {
        if (answer.fields.empty()) return "";
        const std::string field = answer.fields.front().second;
        EXPECT_TRUE(has(field, "; HttpOnly; SameSite=Strict"));
        return field.substr(field.find('=') + 1, field.find(';') - field.find('=') - 1);
    }
    /// Number 1, of one command.
    void record_a_conversation() {
        store::TranscriptRecorder recorder(directory, settings);
        auto transcript = recorder.begin("pop3", "127.0.0.1", now);
        transcript->record(store::command("NOOP\r\n"));
        transcript->ended("quit", now);
        recorder.flush();
    }
    /// All that the stream has to say now.
    std::string hear(http::EventStream& stream) {
        std::string all;
        for (std::string events; !(events = stream.next(now)).empty();) all += events;
        return all;
    }
    Time now = store::start;
    Screen screen{directory, {{"post.example"}, "127.0.0.1:2525", "127.0.0.1:2110", 300, 600, false}};
};

TEST_F(ScreenPages, make_a_key_once_that_only_its_owner_may_read) {
    struct stat about {};
    ASSERT_EQ(::stat((directory / "web.key").c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777, 0600u);
    EXPECT_EQ(Screen(directory, {}).key(), screen.key());
    EXPECT_EQ(screen.key().size(), 32u);
}

TEST_F(ScreenPages, say_nothing_of_conversations_without_the_key) {
    for (const char* path : {"/board/events", "/c/1/events", "/c/1.txt"}) {
        EXPECT_EQ(get(path).status, Status::HTTP_FORBIDDEN) << path;
        EXPECT_EQ(get(path, "4102444800.0123456789abcdef").status, Status::HTTP_FORBIDDEN) << path;
        EXPECT_EQ(get(path, "nonsense").status, Status::HTTP_FORBIDDEN) << path;
    }
    EXPECT_TRUE(has(get("/session").body, R"("role":"nobody")"));
    EXPECT_FALSE(has(get("/session").body, "smtp"));
    EXPECT_EQ(log_in("0123456789abcdef0123456789abcdef"), "");
    EXPECT_EQ(log_in(""), "");
}

TEST_F(ScreenPages, give_a_cookie_for_the_key_that_outlives_the_server_and_runs_out) {
    const std::string cookie = log_in(screen.key());
    ASSERT_FALSE(cookie.empty());
    EXPECT_TRUE(get("/board/events", cookie).stream);
    Screen after_a_restart(directory, {});
    EXPECT_TRUE(after_a_restart.answer(request("GET", "/board/events", cookie), now).stream);
    now += 31 * 24h;
    EXPECT_EQ(get("/board/events", cookie).status, Status::HTTP_FORBIDDEN);
    now -= 31 * 24h;
    replace_file(directory / "web.key", std::string(32, 'f') + "\n");
    Screen with_another_key(directory, {});
    EXPECT_FALSE(with_another_key.answer(request("GET", "/board/events", cookie), now).stream);
}

TEST_F(ScreenPages, do_nothing_that_another_site_or_a_page_without_token_asks_for) {
    const std::string cookie = log_in(screen.key());
    Request forged = request("POST", "/login", cookie);
    forged.form.set("key", screen.key());
    forged.fields.set("Origin", "http://evil.example");
    EXPECT_EQ(screen.answer(forged, now).status, Status::HTTP_FORBIDDEN);
    Request act = request("POST", "/anything", cookie);
    for (const std::string& wrong : {std::string(), token("another's cookie")}) {
        act.form.set("token", wrong);
        EXPECT_EQ(screen.answer(act, now).status, Status::HTTP_FORBIDDEN);
        EXPECT_TRUE(has(screen.answer(act, now).body, "token is missing, or another's"));
    }
    act.form.set("token", token(cookie));
    EXPECT_EQ(screen.answer(act, now).status, Status::HTTP_NOT_FOUND);
    Request out = request("POST", "/logout", cookie);
    out.form.set("token", token(cookie));
    EXPECT_EQ(cookie_in(screen.answer(out, now)), "");
}

TEST_F(ScreenPages, give_whoever_comes_a_cookie_that_a_token_can_be_bound_to) {
    const Answer first = get("/session");
    const std::string cookie = cookie_in(first);
    EXPECT_TRUE(has(first.body, "\"token\":\"" + token(cookie) + "\"")) << first.body;
    EXPECT_TRUE(get("/session", cookie).fields.empty());
    Request login = request("POST", "/login", cookie);
    login.form.set("key", screen.key());
    EXPECT_EQ(screen.answer(login, now).status, Status::HTTP_FORBIDDEN) << "without the token";
    login.form.set("token", token(cookie));
    EXPECT_EQ(screen.answer(login, now).status, Status::HTTP_NO_CONTENT);
}

TEST_F(ScreenPages, are_one_page_with_its_files) {
    EXPECT_TRUE(has(get("/").body, "<script type=\"module\" src=\"/app.js\">"));
    EXPECT_EQ(get("/c/64").body, get("/").body);
    EXPECT_EQ(get("/app.js").type, "text/javascript; charset=utf-8");
    for (const char* path : {"/c/", "/c/x", "/c/1/2", "/../web.key", "/web.key", "/c/99999999999999999999/events"})
        EXPECT_EQ(get(path, log_in(screen.key())).status, Status::HTTP_NOT_FOUND) << path;
    for (const http::Asset& asset : assets()) {
        EXPECT_FALSE(asset.type.empty()) << asset.path;
        EXPECT_FALSE(has(std::string(asset.content), "innerHTML")) << asset.path << ": what students type is text";
        EXPECT_FALSE(has(std::string(asset.content), "https://")) << asset.path << ": nothing comes from elsewhere";
    }
}

/// The file and those that it needs before it runs.
void add_with_what_it_imports(const std::string& path, std::set<std::string>& files) {
    if (!files.insert(path).second) return;
    const auto asset = std::ranges::find(assets(), path, &http::Asset::path);
    ASSERT_NE(asset, assets().end()) << path;
    const std::string text(asset->content);
    for (std::size_t at = 0; (at = text.find(" from \"/", at)) != text.npos; at += 8)
        add_with_what_it_imports(text.substr(at + 7, text.find('"', at + 7) - at - 7), files);
}

TEST_F(ScreenPages, begin_with_few_octets_in_each_language) {
    std::set<std::string> files{"/index.html", "/screen.css"};
    for (const char* module : {"/app.js", "/board.js"}) add_with_what_it_imports(module, files);
    for (const char* language : {"en", "zh", "ru"}) {
        std::set<std::string> all = files;
        add_with_what_it_imports(std::string("/words.") + language + ".js", all);
        all.insert("/look.css");
        std::size_t octets = 0;
        for (const std::string& file : all) {
            Request zipped = request("GET", file);
            zipped.fields.set("Accept-Encoding", "gzip, deflate");
            octets += screen.answer(zipped, now).body.size();
        }
        EXPECT_LT(octets, 30u * 1024) << language;
    }
}

/// The names in a catalogue, and how many details each text has.
std::map<std::string, std::ptrdiff_t> texts_in(const std::string& catalogue) {
    std::map<std::string, std::ptrdiff_t> texts;
    std::istringstream lines(catalogue);
    for (std::string line; std::getline(lines, line);)
        if (const std::size_t colon = line.find(": "); line.starts_with("  ") && colon != line.npos)
            texts[line.substr(2, colon - 2)] = std::ranges::count(line, '{');
    return texts;
}

TEST_F(ScreenPages, say_all_that_they_say_in_each_language) {
    for (const std::string part : {"/words.", "/words.desk.", "/words.lines.", "/words.me."}) {
        const auto english = texts_in(get(part + "en.js").body);
        EXPECT_GT(english.size(), 15u) << part;
        for (const char* language : {"zh", "ru"}) EXPECT_EQ(texts_in(get(part + language + ".js").body), english);
    }
}

TEST_F(ScreenPages, refuse_a_browser_in_its_readers_language_by_the_page_itself) {
    const std::string cookie = log_in(screen.key());
    for (const auto& [path, whose, status] : {std::tuple{"/nothing", cookie, Status::HTTP_NOT_FOUND},
                                              {"/c/1.html", std::string(), Status::HTTP_FORBIDDEN}}) {
        Request opened = request("GET", path, whose);
        EXPECT_FALSE(has(screen.answer(opened, now).body, "<html")) << path;
        opened.fields.set("Accept", "text/html,application/xhtml+xml");
        const Answer answer = screen.answer(opened, now);
        EXPECT_EQ(answer.status, status) << path;
        EXPECT_EQ(answer.body, get("/").body) << path;
    }
}

TEST_F(ScreenPages, answer_to_their_own_names_alone) {
    for (const char* host : {"127.0.0.1", "192.0.2.7", "[::1]", "localhost", "post.example"})
        EXPECT_TRUE(screen.is_ours(host)) << host;
    for (const char* host : {"evil.example", "127.0.0.1.evil.example", "", "[::1", "localhost.evil.example"})
        EXPECT_FALSE(screen.is_ours(host)) << host;
}

TEST_F(ScreenPages, stream_a_conversation_from_the_record_as_it_grows) {
    const std::string cookie = log_in(screen.key());
    const Answer answer = get("/c/1/events", cookie);
    EXPECT_EQ(hear(*answer.stream), "event: gone\ndata: {\"id\":1}\n\n") << "there is no record yet";

    store::TranscriptRecorder recorder(directory, settings);
    auto transcript = recorder.begin("pop3", "127.0.0.1", now);
    int news = 0;
    answer.stream->on_news([&] { ++news; });
    transcript->record(store::command("NOOP\r\n"));
    recorder.flush();
    screen.changed({1});
    screen.changed({2});
    EXPECT_EQ(news, 1);
    std::string heard = hear(*answer.stream);
    EXPECT_TRUE(has(heard, "id: 0.0\nevent: rows\n")) << heard;
    EXPECT_TRUE(has(heard, R"(["NOOP",["CR","0d"],["LF","0a"]])")) << heard;
    EXPECT_EQ(hear(*answer.stream), "");

    transcript->record(store::command("STAT\r\n"));
    recorder.flush();
    heard = hear(*answer.stream);
    EXPECT_TRUE(has(heard, "STAT")) << heard;
    transcript->ended("quit", now);
    recorder.flush();
    EXPECT_TRUE(has(hear(*answer.stream), R"("how":"quit")"));

    auto next = recorder.begin("smtp", "127.0.0.1", now);
    next->record(store::command("EHLO me\r\n"));
    recorder.flush();
    screen.changed({2});
    EXPECT_EQ(news, 2) << "who has seen the end is told what goes on";
    EXPECT_TRUE(has(hear(*answer.stream), R"("newest":2)"));
    next->ended("quit", now);
}

TEST_F(ScreenPages, take_up_a_stream_where_it_broke) {
    store::TranscriptRecorder recorder(directory, settings);
    auto transcript = recorder.begin("pop3", "127.0.0.1", now);
    for (const char* line : {"NOOP\r\n", "STAT\r\n", "LIST\r\n"}) transcript->record(store::command(line));
    transcript->ended("quit", now);
    recorder.flush();
    Request again = request("GET", "/c/1/events", log_in(screen.key()));
    again.fields.set("Last-Event-ID", "1.0");
    const Answer answer = screen.answer(again, now);
    const std::string heard = hear(*answer.stream);
    EXPECT_FALSE(has(heard, "\"NOOP\"")) << heard;
    EXPECT_TRUE(has(heard, "\"STAT\"") && has(heard, "\"LIST\"")) << heard;
}

TEST_F(ScreenPages, stream_the_board_when_something_has_changed) {
    store::TranscriptRecorder recorder(directory, settings);
    auto transcript = recorder.begin("pop3", "127.0.0.1", now);
    transcript->record(store::command("NOOP\r\n"));
    recorder.flush();
    const Answer answer = get("/board/events", log_in(screen.key()));
    const std::string heard = hear(*answer.stream);
    EXPECT_TRUE(has(heard, R"("heard":["NOOP",["CR","0d"],["LF","0a"]])")) << heard;
    EXPECT_TRUE(has(heard, R"("state":"TRANSACTION")")) << heard;
    EXPECT_EQ(hear(*answer.stream), "");
    transcript->ended("drop", now);
    recorder.flush();
    EXPECT_TRUE(has(hear(*answer.stream), R"("how":"drop")"));
}

TEST_F(ScreenPages, count_the_noes_that_somebody_hears_in_a_row) {
    store::TranscriptRecorder recorder(directory, settings);
    auto transcript = recorder.begin("smtp", "127.0.0.1", now);
    const Answer answer = get("/board/events", log_in(screen.key()));
    auto hear_reply = [&](std::string_view reply) {
        transcript->record(store::command("NOOP\r\n"));
        transcript->record({Direction::server, now, reply, "ready", "ready", "NOOP", ""});
        recorder.flush();
        return hear(*answer.stream);
    };
    hear_reply("500 no\r\n");
    EXPECT_TRUE(has(hear_reply("503 no\r\n"), "\"refusals\":2"));
    EXPECT_FALSE(has(hear_reply("250 yes\r\n"), "refusals"));
    transcript->ended("quit", now);
}

TEST_F(ScreenPages, give_a_conversation_in_the_forms_of_an_export) {
    record_a_conversation();
    const std::string cookie = log_in(screen.key());
    const Answer page = get("/c/1.html", cookie), file = get("/c/1.pcap", cookie);
    EXPECT_TRUE(has(page.body, "<html") && has(page.body, "NOOP")) << page.body;
    EXPECT_EQ(page.fields.front().first, "Content-Security-Policy");
    EXPECT_EQ(get("/c/1.svg", cookie).type, "image/svg+xml");
    EXPECT_TRUE(has(get("/c/1.jsonl", cookie).body, "\"verb\":\"RETR\""));
    EXPECT_EQ(file.fields.front().second, "attachment; filename=\"1.pcap\"");
    for (const char* path : {"/c/9.html", "/c/9.pcap", "/c/1.exe"})
        EXPECT_EQ(get(path, cookie).status, Status::HTTP_NOT_FOUND) << path;
}

TEST_F(ScreenPages, let_a_maildrop_go_for_who_may_and_show_who_has_one) {
    std::vector<store::HeldMaildrop> held{{"alice", now}};
    std::vector<std::string> let_go;
    Acts acts;
    acts.maildrops_held = [&] { return held; };
    acts.let_go = [&](const std::string& mailbox) { let_go.push_back(mailbox); };
    About about{{"post.example"}, "", ""};
    about.acts = acts;
    Screen other(directory, about);
    const std::string cookie = log_in(screen.key());
    store::TranscriptRecorder recorder(directory, settings);
    auto transcript = recorder.begin("pop3", "127.0.0.1", now);
    Event opened{Direction::server, now, "+OK\r\n", "AUTHORIZATION", "TRANSACTION", "PASS", "login.ok"};
    opened.mailboxes = "alice";
    transcript->record(opened);
    recorder.flush();
    const Answer board = other.answer(request("GET", "/board/events", cookie), now);
    const std::string shown = hear(*board.stream);
    EXPECT_TRUE(has(shown, R"("locks":[{"conversation":1,"mailbox":"alice","since":)")) << shown;
    held.clear();
    EXPECT_TRUE(has(hear(*board.stream), R"("locks":[])"));
    Request act = request("POST", "/locks/release", cookie);
    act.form.set("mailbox", "Alice");
    EXPECT_EQ(other.answer(act, now).status, Status::HTTP_FORBIDDEN) << "without the page's token";
    const std::string session = get("/session", cookie).body;
    const std::size_t token = session.find("\"token\":\"") + 9;
    act.form.set("token", session.substr(token, session.find('"', token) - token));
    EXPECT_EQ(other.answer(act, now).status, Status::HTTP_NO_CONTENT);
    EXPECT_EQ(let_go, std::vector<std::string>{"alice"});
    EXPECT_EQ(screen.answer(act, now).status, Status::HTTP_NOT_FOUND) << "a page that can't";
    transcript->ended("released", now);
}

TEST_F(ScreenPages, tell_what_a_killed_server_left_without_an_end_from_what_goes_on) {
    store::TranscriptRecorder recorder(directory, settings);
    auto before = recorder.begin("pop3", "127.0.0.1", now - 1s), live = recorder.begin("pop3", "127.0.0.1", now);
    for (auto* transcript : {&before, &live}) (*transcript)->record(store::command("NOOP\r\n"));
    recorder.flush();
    About about;
    about.since = now;
    Screen after_a_crash(directory, about);
    const std::string cookie = log_in(screen.key());
    auto stream = [&](const char* path) {
        const Answer answer = after_a_crash.answer(request("GET", path, cookie), now);
        return hear(*answer.stream);
    };
    EXPECT_TRUE(has(stream("/c/1/events"), R"("how":"killed")"));
    EXPECT_FALSE(has(stream("/c/2/events"), "killed"));
    const auto text = [&](const char* path) { return after_a_crash.answer(request("GET", path, cookie), now).body; };
    EXPECT_TRUE(has(text("/c/1.html"), "killed")) << text("/c/1.html");
    EXPECT_FALSE(has(text("/c/2.html"), "killed"));
    before->ended("drop", now);
    live->ended("drop", now);
}

TEST_F(ScreenPages, have_a_plain_text_twin) {
    record_a_conversation();
    const std::string cookie = log_in(screen.key());
    EXPECT_TRUE(has(get("/c/1.txt", cookie).body, "C  NOOP␍␊\n"));
    EXPECT_EQ(get("/c/9.txt", cookie).status, Status::HTTP_NOT_FOUND);
}

}  // namespace postlab::screen::screen_test
