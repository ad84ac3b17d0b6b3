#pragma once
#include <memory>
#include <string>
#include <string_view>

struct ssl_st;  // OpenSSL's SSL
struct ssl_ctx_st;

namespace postlab::tls {

class Identity;

/// Who wants to know what crosses the wire, and what would open it. Called by the engine that it has been given to.
class Tap {
public:
    virtual ~Tap() = default;
    /// A secret of the session, as a line of the key log format that Wireshark reads, without its end.
    virtual void secret(std::string_view line) = 0;
};

/// One end of a TLS connection, without a socket: what has come from the wire goes in, what is to go there comes out,
/// and nothing waits. Its owner calls it on one thread; whatever goes wrong in one engine is of no concern to another.
///
/// Idle it holds no buffers. A handshake that never ends is its owner's to end.
class Engine {
public:
    enum class State {
        handshake,  ///< nothing can be said yet
        open,
        ended,  ///< the peer has said that nothing more comes; we may go on
        broken  ///< send what there is (an alert), then close; see error()
    };

    /// Makes the engines of a context tell their secrets to their taps. For Identity.
    static void tell_secrets(ssl_ctx_st* context);

    /// The server's end. `tap`, which outlives it, may be null.
    explicit Engine(const Identity& identity, Tap* tap = nullptr);
    /// The client's end. It takes any certificate: who it wants to talk to is for a person to decide, by fingerprint.
    Engine();
    ~Engine();
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    /// Octets from the wire, cut anywhere; none at first makes a client begin. What they say is appended to `plain`.
    State receive(std::string_view wire, std::string& plain);
    /// Says it to the peer; once the handshake is over.
    void send(std::string_view plain);
    /// Tells the peer that nothing more comes.
    void close();
    std::string take_output();  ///< for the wire

    State state() const { return state_; }
    bool heard_nothing() const { return !heard_; }  ///< not an octet has come yet
    /// "TLSv1.3 TLS_AES_256_GCM_SHA384", once the handshake is over.
    std::string description() const;
    /// Of the server's certificate, at the client: as Identity::fingerprint().
    std::string peer_fingerprint() const;
    /// What has gone wrong, in OpenSSL's words.
    const std::string& error() const { return error_; }

private:
    friend struct Wiring;  ///< what OpenSSL calls
    void set_up(ssl_st* ssl);
    State follow(int result);

    struct Free {
        void operator()(ssl_st* ssl) const;
    };
    std::unique_ptr<ssl_st, Free> ssl_;
    std::string_view input_;  ///< of the call under way
    std::string output_, error_;
    Tap* tap_ = nullptr;
    State state_ = State::handshake;
    bool heard_ = false;
};

}  // namespace postlab::tls
