#include "labs/screen/web_server.h"

#include <utility>

namespace postlab::screen {

namespace {

constexpr unsigned most_connections = 2048;  // a class of 300, each with a stream and a few spare ones
constexpr unsigned longest_request_s = 60;
constexpr int behind_the_mail = 5;  // niceness, as the record's writer has it

Settings settings_of_pages(Settings settings) {
    settings.server.reactors = 1;
    settings.server.max_connections = most_connections;
    settings.server.longest_command_s = longest_request_s;
    return settings;
}

}  // namespace

WebServer::WebServer(const std::filesystem::path& directory, const Poco::Net::SocketAddress& address, About about,
                     const Settings& settings, store::SqliteStore& store, store::TranscriptRecorder& recorder,
                     BrowserCalls& calls, net::TlsUse tls)
    : secure_(about.secure),
      screen_(directory, std::move(about), checked_by(store, news_), posted_by(news_)),
      server_(settings_of_pages(settings)) {
    address_ = server_.listen(
        address,
        {[this](const net::Server::Ends& ends) { return std::make_unique<http::Session>(screen_, ends.peer); }}, tls);
    screen_.dial_by([this, &calls](const std::string& to, const BrowserCalls::Call& call, auto line) {
        Poco::Net::StreamSocket socket;
        calls.dial(socket, Poco::Net::SocketAddress(to), call);
        socket.setNoDelay(true);
        server_.adopt(0, std::move(socket), std::move(line));
    });
    news_->post = server_.poster(0);
    recorder.on_change(
        [news = news_, &screen = screen_](const std::vector<std::int64_t>& changed) { tell(news, screen, changed); });
}

/// Logins under way are waited for; what the store or the papers' thread answers later reaches nobody.
WebServer::~WebServer() {
    server_.stop();
    const std::lock_guard lock(news_->mutex);
    news_->post = nullptr;
}

Post WebServer::posted_by(const std::shared_ptr<News>& news) {
    return [news](std::function<void()> answer) {
        const std::lock_guard lock(news->mutex);
        if (news->post) news->post(std::move(answer));
    };
}

Logins::Check WebServer::checked_by(store::SqliteStore& store, const std::shared_ptr<News>& news) {
    return [&store, news](const Logins::Attempt& attempt, store::Done<store::PageChecked> done) {
        store.check_for_pages(attempt.name, attempt.secret, attempt.kept_pin, attempt.client, posted_by(news),
                              std::move(done));
    };
}

/// Many changes become one task, so that the reactor's queue stays short however busy the record is.
void WebServer::tell(const std::shared_ptr<News>& news, Screen& screen, const std::vector<std::int64_t>& changed) {
    const std::lock_guard lock(news->mutex);
    if (!news->post) return;
    const bool told = !news->conversations.empty();
    news->conversations.insert(changed.begin(), changed.end());
    if (told) return;
    news->post([news, &screen] {
        std::unique_lock guard(news->mutex);
        const std::set<std::int64_t> all = std::exchange(news->conversations, {});
        guard.unlock();
        screen.changed({all.begin(), all.end()});
    });
}

void WebServer::start() { server_.start("web", behind_the_mail); }

std::string WebServer::link() const {
    const bool everywhere = address_.host().isWildcard();
    const std::string host = everywhere ? "127.0.0.1:" + std::to_string(address_.port()) : address_.toString();
    return (secure_ ? "https://" : "http://") + host + "/#key=" + screen_.key();
}

}  // namespace postlab::screen
