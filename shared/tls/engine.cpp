#include "shared/tls/engine.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <cstring>
#include <new>
#include <stdexcept>
#include <utility>

#include "shared/tls/identity.h"
#include "shared/tls/openssl_error.h"

namespace postlab::tls {

namespace {

constexpr std::size_t longest_record = 16 * 1024;

/// For clients; it asks nobody whom to trust.
SSL_CTX* client_context() {
    static SSL_CTX* const context = [] {
        SSL_CTX* made = SSL_CTX_new(TLS_client_method());
        if (!made || !SSL_CTX_set_min_proto_version(made, TLS1_2_VERSION)) throw std::bad_alloc();
        SSL_CTX_set_mode(made, SSL_MODE_RELEASE_BUFFERS);
        return made;
    }();
    return context;
}

}  // namespace

/// OpenSSL reads from the engine's input and writes to its output, as it would with a socket. No exception may leave.
struct Wiring {
    static Engine& engine(BIO* bio) { return *static_cast<Engine*>(BIO_get_data(bio)); }

    static int read(BIO* bio, char* to, int room) {
        std::string_view& input = engine(bio).input_;
        BIO_clear_retry_flags(bio);
        if (input.empty()) {
            BIO_set_retry_read(bio);
            return -1;
        }
        const std::size_t count = std::min(input.size(), static_cast<std::size_t>(room));
        std::memcpy(to, input.data(), count);
        input.remove_prefix(count);
        return static_cast<int>(count);
    }
    static int write(BIO* bio, const char* from, int count) try {
        BIO_clear_retry_flags(bio);
        engine(bio).output_.append(from, static_cast<std::size_t>(count));
        return count;
    } catch (const std::bad_alloc&) {
        return -1;
    }
    static long control(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

    static BIO_METHOD* method() {
        static BIO_METHOD* const made = [] {
            BIO_METHOD* method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "postlab");
            if (!method) throw std::bad_alloc();
            BIO_meth_set_read(method, read);
            BIO_meth_set_write(method, write);
            BIO_meth_set_ctrl(method, control);
            return method;
        }();
        return made;
    }

    static void secret(const SSL* ssl, const char* line) try {
        const Engine& engine = *static_cast<const Engine*>(SSL_get_app_data(ssl));
        if (engine.tap_) engine.tap_->secret(line);
    } catch (const std::exception&) {  // it is not kept
    }
};

void Engine::Free::operator()(ssl_st* ssl) const { SSL_free(ssl); }

void Engine::tell_secrets(ssl_ctx_st* context) { SSL_CTX_set_keylog_callback(context, Wiring::secret); }

Engine::Engine(const Identity& identity, Tap* tap) : tap_(tap) {
    set_up(SSL_new(identity.context().get()));
    SSL_set_accept_state(ssl_.get());
}

Engine::Engine() {
    set_up(SSL_new(client_context()));
    SSL_set_connect_state(ssl_.get());
}

Engine::~Engine() { ERR_clear_error(); }

void Engine::set_up(ssl_st* ssl) {
    ssl_.reset(ssl);
    BIO* bio = ssl ? BIO_new(Wiring::method()) : nullptr;
    ERR_clear_error();
    if (!bio) throw std::bad_alloc();
    BIO_set_data(bio, this);
    BIO_set_init(bio, 1);
    SSL_set_bio(ssl, bio, bio);  // which owns it now
    SSL_set_app_data(ssl, this);
}

Engine::State Engine::receive(std::string_view wire, std::string& plain) {
    if (state_ == State::ended || state_ == State::broken) return state_;
    heard_ = heard_ || !wire.empty();
    input_ = wire;
    ERR_clear_error();
    if (state_ == State::handshake) {
        const int result = SSL_do_handshake(ssl_.get());
        if (result != 1) return follow(result);
        state_ = State::open;
    }
    char block[longest_record];
    for (;;) {
        const int got = SSL_read(ssl_.get(), block, sizeof block);
        if (got <= 0) return follow(got);
        plain.append(block, static_cast<std::size_t>(got));
    }
}

/// What a call that has not done all it could comes to.
Engine::State Engine::follow(int result) {
    switch (SSL_get_error(ssl_.get(), result)) {
        case SSL_ERROR_WANT_READ:
            break;
        case SSL_ERROR_ZERO_RETURN:
            state_ = State::ended;
            break;
        default:
            state_ = State::broken;
            error_ = take_error();
            if (error_.empty()) error_ = "OpenSSL does not say why";  // it has no words for everything
    }
    input_ = {};
    ERR_clear_error();
    return state_;
}

void Engine::send(std::string_view plain) {
    ERR_clear_error();
    while (!plain.empty() && state_ != State::broken) {
        const int sent = SSL_write(ssl_.get(), plain.data(), static_cast<int>(plain.size()));
        if (sent <= 0) {
            follow(sent);
            return;
        }
        plain.remove_prefix(static_cast<std::size_t>(sent));
    }
}

void Engine::close() {
    ERR_clear_error();
    const bool closed = SSL_get_shutdown(ssl_.get()) & SSL_SENT_SHUTDOWN;
    if (!closed && (state_ == State::open || state_ == State::ended)) SSL_shutdown(ssl_.get());
    ERR_clear_error();
}

std::string Engine::take_output() { return std::exchange(output_, {}); }

std::string Engine::description() const {
    return std::string(SSL_get_version(ssl_.get())) + " " + SSL_get_cipher_name(ssl_.get());
}

std::string Engine::peer_fingerprint() const {
    X509* certificate = SSL_get0_peer_certificate(ssl_.get());
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    if (!certificate || !X509_digest(certificate, EVP_sha256(), digest, &length)) return {};
    return fingerprint_text({reinterpret_cast<const char*>(digest), length});
}

}  // namespace postlab::tls
