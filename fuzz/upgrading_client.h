#pragma once
#include <Poco/Net/StreamSocketImpl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fuzz/converse.h"
#include "fuzz/tls_for_fuzzers.h"
#include "pop3d/session.h"
#include "shared/net/connection.h"
#include "smtpd/session.h"

namespace postlab::fuzz {

/// A store, a record, and sessions at them.
struct Stand {
    Stand() {
        furnish(store);
        settings.auth.max_failures = 1000000;  // the one thing that a session doesn't forget when TLS begins
    }
    std::unique_ptr<Session> session(bool pop3) {
        auto transcript = record.begin(pop3 ? "pop3" : "smtp", "127.0.0.1", Time{});
        std::unique_ptr<Session> made;
        if (pop3)
            made = std::make_unique<pop3d::Session>(settings, store, std::move(transcript), "<1896@post.example>");
        else
            made = std::make_unique<smtpd::Session>(settings, store, std::move(transcript), smtpd::Peer{"127.0.0.1"});
        made->fix_nonce("nonce");
        return made;
    }
    Settings settings;
    store::SlowStore store, at_upgrade;
    MemoryRecorder record;
};

/// A client at the other end of a real connection's socket, on the same thread: after each of its pieces the connection
/// is called until nothing more can be done.
class UpgradingClient {
public:
    UpgradingClient(Stand& stand, bool pop3, unsigned char how) : stand_(stand), how_(how) {
        int ends[2];
        demand(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends) == 0, "a pair of sockets");
        socket_ = ends[0];
        connection_.emplace(Poco::Net::StreamSocket(new Poco::Net::StreamSocketImpl(ends[1])), stand.session(pop3),
                            net::TlsUse{&identity()});
        follow(connection_->open(Time{}));
    }
    ~UpgradingClient() { ::close(socket_); }
    UpgradingClient(const UpgradingClient&) = delete;
    UpgradingClient& operator=(const UpgradingClient&) = delete;

    /// Until the server has said that TLS may begin; then the rest is thrown away, unless it comes in this call.
    void say_plain(std::string_view text) {
        const bool was_to_shake_hands = is_to_shake_hands();
        for (const std::string_view piece : cut(text, how_))
            if (is_to_shake_hands() == was_to_shake_hands) write(piece);
    }
    bool is_to_shake_hands() const {
        return std::ranges::any_of(stand_.record.events,
                                   [](const RecordedEvent& event) { return event.reply.ends_with("tls.go"); });
    }
    void shake_hands() {
        engine_.emplace();
        engine_->receive({}, in_tls_);
        write_cut(engine_->take_output());
        demand(engine_->state() == tls::Engine::State::open, "however the octets are cut, hands are shaken");
    }
    void say_in_tls(std::string_view text) {
        for (const std::string_view piece : cut(text, how_)) {
            if (is_over()) return;
            engine_->send(piece);
            write_cut(engine_->take_output());
        }
    }
    bool is_over() const { return want_ == net::Connection::Want::nothing || want_ == net::Connection::Want::linger; }
    const std::string& heard_plain() const { return plain_; }
    const std::string& heard_in_tls() const { return in_tls_; }

private:
    using Want = net::Connection::Want;

    void write_cut(std::string_view octets) {
        for (const std::string_view piece : cut(octets, how_)) write(piece);
    }
    void write(std::string_view piece) {
        if (is_over()) return;
        demand(::write(socket_, piece.data(), piece.size()) == static_cast<ssize_t>(piece.size()), "it is sent");
        follow(want_);
    }
    /// Calls the connection as a reactor would, until it waits for us.
    void follow(Want want) {
        for (want_ = want;;) {
            hear();
            if (want_ == Want::output)
                want_ = connection_->writable(Time{});
            else if (want_ == Want::input && connection_->socket().impl()->available() > 0)
                want_ = connection_->readable(room_, Time{});
            else
                break;
        }
        hear();
    }
    void hear() {
        ssize_t count;
        while ((count = ::read(socket_, room_, sizeof room_)) > 0) {
            const std::string_view octets(room_, static_cast<std::size_t>(count));
            if (!engine_) {
                plain_ += octets;
                continue;
            }
            engine_->receive(octets, in_tls_);
            const std::string answer = engine_->take_output();
            if (!answer.empty()) (void)!::write(socket_, answer.data(), answer.size());
        }
    }

    Stand& stand_;
    const unsigned char how_;
    int socket_ = -1;
    std::optional<net::Connection> connection_;
    std::optional<tls::Engine> engine_;
    Want want_ = Want::input;
    std::string plain_, in_tls_;
    char room_[64 * 1024];
};

}  // namespace postlab::fuzz
