// tlsload.cpp - a load generator for TLS, over SMTP, LMTP and POP3.
// Keeps --connections sessions open at a time, each on a thread that waits, --sessions in all. Each: connect, TLS
// (after
// --begin starttls, or at-once), then --per-session times a letter of --octets sent, or message 1 fetched; then QUIT.
// With --resume 1 a thread takes its last TLS session up again, and whether the server let it is counted. Any
// certificate is taken, but its signature is checked, as clients do.
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <atomic>
#include <mutex>
#include <thread>

#include "bench/load.h"

namespace {

struct Load {
    Options o;
    sockaddr_in to;
    SSL_CTX* context = SSL_CTX_new(TLS_client_method());
    const std::string protocol;
    const bool at_once, resume;
    const long sessions, per_session;
    std::string letter;
    std::atomic<long> begun = 0, next_user = 0, resumed = 0, done = 0, moved = 0;
    std::mutex mutex;  // guards what follows
    Errors errors;
    Latencies handshake_lat, transfer_lat;

    explicit Load(Options opt)
        : o(std::move(opt)),
          to(address(o.str("host"), o.num("port"))),
          protocol(o.str("protocol")),
          at_once(o.str("begin") == "at-once"),
          resume(o.flag("resume")),
          sessions(o.num("sessions")),
          per_session(o.num("per-session")) {
        SSL_CTX_set_verify(context, SSL_VERIFY_NONE, nullptr);
        SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
        letter = "Subject: load\r\n\r\n";
        const std::string line(76, 'x');
        while (letter.size() + 80 < size_t(o.num("octets"))) letter += line + "\r\n";
        letter += ".\r\n";
    }
};

struct Failure {
    std::string what;
};

// One connection, in plain text first. What is missing or wrong is a Failure.
class Line {
public:
    explicit Line(Load& load) : load_(load), fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        int one = 1;
        setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        if (connect(fd_, reinterpret_cast<sockaddr*>(&load.to), sizeof load.to) != 0) throw Failure{"connect"};
    }
    ~Line() {
        if (ssl_) SSL_shutdown(ssl_);  // or OpenSSL would not take its session up again
        SSL_free(ssl_);
        ::close(fd_);
    }
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;

    // The session to go on with another time, in `known`, which it takes up if there is one.
    void begin_tls(SSL_SESSION*& known) {
        const double began = now();
        ssl_ = SSL_new(load_.context);
        SSL_set_fd(ssl_, fd_);
        if (known) SSL_set_session(ssl_, known);
        if (SSL_connect(ssl_) != 1) throw Failure{"no handshake"};
        load_.resumed += SSL_session_reused(ssl_);
        const std::lock_guard guard(load_.mutex);
        load_.handshake_lat.add(now() - began);
    }
    SSL_SESSION* session() const { return SSL_get1_session(ssl_); }
    void send(std::string_view text) {
        while (!text.empty()) {
            const auto size = text.size();
            const auto sent =
                ssl_ ? SSL_write(ssl_, text.data(), int(size)) : ::send(fd_, text.data(), size, MSG_NOSIGNAL);
            if (sent <= 0) throw Failure{"send"};
            text.remove_prefix(size_t(sent));
        }
    }
    std::string_view line() {
        for (;;) {
            const size_t end = in_.find('\n', from_);
            if (end != in_.npos) {
                const std::string_view found(in_.data() + from_, end - from_);
                from_ = end + 1;
                return found;
            }
            in_.erase(0, from_);
            from_ = 0;
            char block[1 << 16];
            const auto got = ssl_ ? SSL_read(ssl_, block, sizeof block) : recv(fd_, block, sizeof block, 0);
            if (got <= 0) throw Failure{"the server closed"};
            in_.append(block, size_t(got));
        }
    }
    // A whole reply that begins so; of SMTP all its lines.
    void expect(std::string_view front) {
        for (;;) {
            const std::string_view heard = line();
            if (!heard.starts_with(front)) throw Failure{std::string(heard)};
            if (heard.size() < 4 || heard[3] != '-' || front[0] == '+') return;
        }
    }
    void say(const std::string& command, std::string_view front) {
        send(command + "\r\n");
        expect(front);
    }

private:
    Load& load_;
    const int fd_;
    SSL* ssl_ = nullptr;
    std::string in_;
    size_t from_ = 0;
};

bool is_pop3(const Load& load) { return load.protocol == "pop3"; }

void greet(Load& load, Line& line) {
    if (!is_pop3(load)) line.say(load.protocol == "lmtp" ? "LHLO load.example" : "EHLO load.example", "250");
}

void transfer(Load& load, Line& line) {
    const double began = now();
    if (is_pop3(load)) {
        line.say("RETR 1", "+OK");
        for (std::string_view heard = line.line(); heard != ".\r"; heard = line.line())
            load.moved += long(heard.size() + 1);
    } else {
        line.say("MAIL FROM:<load@post.example>", "250");
        line.say("RCPT TO:<" +
                     numbered(load.o.str("user"), load.o.num("first-user") + load.next_user++ % load.o.num("users")) +
                     "@post.example>",
                 "250");
        line.say("DATA", "354");
        line.send(load.letter);
        line.expect("250");
        load.moved += long(load.letter.size());
    }
    ++load.done;
    const std::lock_guard guard(load.mutex);
    load.transfer_lat.add(now() - began);
}

void talk(Load& load, SSL_SESSION*& known) {
    Line line(load);
    const std::string_view hello = is_pop3(load) ? "+OK" : "220";
    if (load.at_once) {
        line.begin_tls(known);
        line.expect(hello);
    } else {
        line.expect(hello);
        greet(load, line);
        line.say(is_pop3(load) ? "STLS" : "STARTTLS", hello);
        line.begin_tls(known);
    }
    greet(load, line);
    if (is_pop3(load) && load.per_session > 0) {
        line.say(
            "USER " + numbered(load.o.str("user"), load.o.num("first-user") + load.next_user++ % load.o.num("users")),
            "+OK");
        line.say("PASS " + load.o.str("password"), "+OK");
    }
    for (long i = 0; i < load.per_session; ++i) transfer(load, line);
    line.say("QUIT", is_pop3(load) ? "+OK" : "221");
    if (!load.resume) return;
    SSL_SESSION_free(known);
    known = line.session();  // by now a ticket has come
}

void work(Load& load) {
    SSL_SESSION* known = nullptr;
    while (load.begun++ < load.sessions) try {
            talk(load, known);
        } catch (const Failure& failure) {
            const std::lock_guard guard(load.mutex);
            load.errors.add(failure.what);
        }
    SSL_SESSION_free(known);
}

}  // namespace

int main(int argc, char** argv) {
    Load load(Options(argc, argv,
                      {{"host", "127.0.0.1"},
                       {"port", "2525"},
                       {"protocol", "smtp"},
                       {"begin", "starttls"},
                       {"sessions", "400"},
                       {"connections", "16"},
                       {"per-session", "0"},
                       {"octets", "65536"},
                       {"resume", "0"},
                       {"user", "user%d"},
                       {"first-user", "0"},
                       {"users", "16"},
                       {"password", "pw"}}));
    const double began = now();
    {
        std::vector<std::jthread> threads;
        for (long i = 0; i < load.o.num("connections"); ++i) threads.emplace_back([&load] { work(load); });
    }
    const double took = now() - began, handshakes = double(load.handshake_lat.ms.size());
    load.handshake_lat.print("handshake");
    load.transfer_lat.print("transfer");
    std::printf(
        "handshakes_per_s=%.1f transfers_per_s=%.1f MB_per_s=%.1f handshakes=%.0f resumed=%ld seconds=%.2f "
        "client_cpu=%.2f errors=%ld\n",
        handshakes / took, double(load.done) / took, double(load.moved) / took / 1e6, handshakes, load.resumed.load(),
        took, cpu_seconds(), load.errors.count);
    return load.errors.count == 0 ? 0 : 1;
}
