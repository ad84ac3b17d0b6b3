#pragma once
#include <Poco/Net/SocketAddress.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "labs/screen/screen.h"
#include "shared/net/server.h"
#include "shared/system/post.h"
#include "store/sqlite_store.h"
#include "store/transcript/transcript_recorder.h"

namespace postlab::screen {

/// The pages beside a server: a listener and a reactor of their own, so that neither many readers nor a slow page cost
/// mail a turn; its thread gives way to mail's. Owned by the process, on whose main thread it is made and destroyed;
/// store and recorder outlive it, and the latter records nothing before it is made.
class WebServer {
public:
    /// Binds the address; throws Poco::Exception when that can't be had. `calls`, which outlives it, is told of the
    /// connections that its terminals dial.
    WebServer(const std::filesystem::path& directory, const Poco::Net::SocketAddress& address, About about,
              const Settings& settings, store::SqliteStore& store, store::TranscriptRecorder& recorder,
              BrowserCalls& calls, net::TlsUse tls);
    ~WebServer();
    WebServer(const WebServer&) = delete;
    WebServer& operator=(const WebServer&) = delete;

    void start();
    const Poco::Net::SocketAddress& address() const { return address_; }
    /// Where a browser on this machine finds it, the key included: "http://127.0.0.1:2580/#key=...".
    std::string link() const;

private:
    /// What the recorder's thread tells, and the reactor's has not heard yet.
    struct News {
        std::mutex mutex;  ///< guards the next two
        std::set<std::int64_t> conversations;
        Post post;  ///< to the reactor; empty once it has gone
    };
    static void tell(const std::shared_ptr<News>& news, Screen& screen, const std::vector<std::int64_t>& changed);
    /// To the reactor, for as long as there is one.
    static Post posted_by(const std::shared_ptr<News>& news);
    static Logins::Check checked_by(store::SqliteStore& store, const std::shared_ptr<News>& news);

    const std::shared_ptr<News> news_ = std::make_shared<News>();  ///< the recorder's, too, the store's and the papers'
    const bool secure_;
    Screen screen_;
    net::Server server_;
    Poco::Net::SocketAddress address_;
};

}  // namespace postlab::screen
