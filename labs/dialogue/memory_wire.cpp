#include "labs/dialogue/memory_wire.h"

#include <chrono>
#include <utility>

#include "labs/museum/pop2_session.h"
#include "pop3d/session.h"
#include "smtpd/session.h"

namespace postlab::labs {

namespace {

constexpr std::string_view short_letter =
    "From: Bob <bob@post.example>\r\n"
    "To: Alice <alice@post.example>\r\n"
    "Subject: Lunch?\r\n"
    "\r\n"
    "Soup at noon, by the old post office?\r\n";

constexpr std::string_view letter_with_dots =
    "From: Bob <bob@post.example>\r\n"
    "To: Alice <alice@post.example>\r\n"
    "Subject: Dots\r\n"
    "\r\n"
    "A line of one dot:\r\n"
    ".\r\n"
    ".hidden begins with a dot,\r\n"
    "..two with two of them.\r\n"
    "All of them must come through as they were.\r\n";

constexpr std::chrono::seconds patience_with_handshake{20};  // as a real connection has it

static_assert(short_letter.size() == 120 && letter_with_dots.size() == 200);

Time beginning() {
    using namespace std::chrono;
    return sys_days{2026y / January / 2} + 3h + 4min + 5s;
}

}  // namespace

void fill_with_fixture(store::MemoryStore& store) {
    store.add("alice", "two words");
    store.add("mrose", "tanstaaf", "tanstaaf");
    store.add("bob", "secret");
    store.add("moshez", "", "tanstaaf");  // --apop-only: what sends its password is too weak
    store.add("postmaster", "secret");
    for (const char* name : {"alice", "mrose"}) {
        store.put(name, std::string(short_letter));
        store.put(name, std::string(letter_with_dots));
    }
}

MemoryWire::MemoryWire() : recorder_(own_record_), makes_timestamps_(false), now_(beginning()) {
    fill_with_fixture(store_);
}

MemoryWire::MemoryWire(const std::function<void(store::MemoryStore&)>& fill, Recorder& recorder)
    : recorder_(recorder), makes_timestamps_(true), now_(beginning()) {
    fill(store_);
}

MemoryWire::~MemoryWire() = default;

void MemoryWire::open(int number, Protocol protocol) {
    now_ += std::chrono::microseconds(1);
    std::size_t others = 0;
    for (auto& [_, connection] : connections_) others += !connection.closed;
    connections_.erase(number);
    Connection& connection = connections_[number];
    connection.settings = settings_;
    connection.session = session(protocol, connection.settings);
    if (protocol != Protocol::pop2) connection.session->arrange(faults_.begin(protocol));
    connection.session->fix_nonce("3rfcNHYJY1ZVvWVs7j");
    bool full = others >= settings_.server.max_connections;
    Session& session = *connection.session;
    if (settings_.tls.offer) session.offer_tls();
    follow(number, connection, full ? session.turn_away(now_) : session.open(now_));
}

std::unique_ptr<Session> MemoryWire::session(Protocol protocol, const Settings& settings) {
    auto kept = recorder_.begin(name_of(protocol), "127.0.0.1", now_);
    if (protocol == Protocol::smtp)
        return std::make_unique<smtpd::Session>(settings, store_, std::move(kept), smtpd::Peer{"127.0.0.1"}, nullptr,
                                                &clients_);
    if (protocol == Protocol::pop2) return std::make_unique<museum::Pop2Session>(settings, store_, std::move(kept));
    const std::string process = std::to_string(1896 + (makes_timestamps_ ? timestamps_++ : 0));
    auto pop3 = std::make_unique<pop3d::Session>(settings, store_, std::move(kept),
                                                 "<" + process + ".697170952@dbc.mtview.ca.us>");
    pop3->offer_languages(languages_);
    return pop3;
}

void MemoryWire::send(int number, std::string_view bytes) {
    Connection& connection = connections_.at(number);
    if (connection.closed) return;  // as TCP does: nobody reads it
    now_ += std::chrono::microseconds(1);
    Session& session = *connection.session;
    follow(number, connection, connection.awaits_tls ? session.no_tls_came(now_) : session.receive(bytes, now_));
}

/// A handshake in memory is always a success.
std::optional<std::string> MemoryWire::start_tls(int number) {
    Connection& connection = connections_.at(number);
    if (!connection.awaits_tls) return "the server does not begin TLS here";
    now_ += std::chrono::microseconds(1);
    connection.session->tls_began("TLSv1.3 TLS_AES_256_GCM_SHA384", now_);
    follow(number, connection, connection.session->resume(now_));
    return std::nullopt;
}

void MemoryWire::follow(int number, Connection& connection, Session::Next next) {
    connection.last_active = now_;
    for (;;) {
        std::string said = connection.session->take_output();
        connection.unheard += said;
        said_[number] += said;
        if (next != Session::Next::write) break;
        next = connection.session->resume(now_);
    }
    connection.awaits_tls = next == Session::Next::start_tls;
    connection.paused = next == Session::Next::pause;
    if (connection.paused) connection.pause_end = now_ + connection.session->pause();
    connection.closed = next == Session::Next::close;
}

Heard MemoryWire::hear(int number) {
    Connection& connection = connections_.at(number);
    std::size_t end = connection.unheard.find('\n');
    if (end != std::string::npos) {
        std::string line = connection.unheard.substr(0, end + 1);
        connection.unheard.erase(0, end + 1);
        return {Heard::What::line, std::move(line)};
    }
    return {connection.closed ? Heard::What::closed : Heard::What::silence, connection.unheard};
}

void MemoryWire::end(int number) {
    now_ += std::chrono::microseconds(1);
    Connection& connection = connections_.at(number);
    if (connection.closed) return;
    if (connection.awaits_tls) connection.session->dropped(now_);
    const bool gives_up = std::exchange(connection.awaits_tls, false);
    follow(number, connection, gives_up ? Session::Next::close : connection.session->end_of_input(now_));
}

void MemoryWire::drop(int number) {
    now_ += std::chrono::microseconds(1);
    Connection& connection = connections_.at(number);
    if (!connection.closed) connection.session->dropped(now_);
    connections_.erase(number);
}

std::string MemoryWire::unheard(int number) const { return connections_.at(number).unheard; }

std::optional<std::string> MemoryWire::happen(const Step& event) {
    using Failure = store::MemoryStore::Failure;
    static const std::map<std::string, Failure> failures{{"works", Failure::none},
                                                         {"full", Failure::full},
                                                         {"no_room", Failure::no_room},
                                                         {"broken", Failure::broken},
                                                         {"no_mailbox", Failure::no_mailbox}};
    if (event.kind == Step::Kind::set) {
        std::size_t equals = event.argument.find('=');
        const auto wrong = settings_.set(event.argument.substr(0, equals), event.argument.substr(equals + 1));
        store_.max_mailbox_octets = settings_.store.max_mailbox_bytes;
        return wrong ? std::optional(wrong->in_english()) : std::nullopt;
    }
    if (event.kind == Step::Kind::fault) faults_.add(read_fault(fault_words(event.argument)));
    if (event.kind == Step::Kind::store) store_.failure = failures.at(event.argument);
    if (event.kind == Step::Kind::wait) pass(std::chrono::seconds(std::stoi(event.argument)));
    if (event.kind == Step::Kind::shutdown)
        for (auto& [number, connection] : connections_)
            if (!connection.closed) follow(number, connection, connection.session->shut_down(now_));
    return std::nullopt;
}

/// The idle timer or the end of a pause that comes first; of two at once, that of the lower number.
std::optional<MemoryWire::Timer> MemoryWire::next_timer() const {
    std::optional<Timer> next;
    for (const auto& [number, connection] : connections_) {
        if (connection.closed) continue;
        const Time at = connection.paused       ? connection.pause_end
                        : connection.awaits_tls ? connection.last_active + patience_with_handshake
                                                : connection.last_active + connection.session->idle_timeout();
        if (!next || at < next->at) next = Timer{number, at};
    }
    return next;
}

void MemoryWire::pass(std::chrono::seconds time) {
    const Time until = now_ + time;
    for (auto timer = next_timer(); timer && timer->at <= until; timer = next_timer()) {
        now_ = timer->at;
        Connection& connection = connections_.at(timer->connection);
        Session& session = *connection.session;
        follow(timer->connection, connection,
               connection.paused       ? session.resume(now_)
               : connection.awaits_tls ? session.no_tls_came(now_)
                                       : session.timed_out(now_));
    }
    now_ = until;
}

}  // namespace postlab::labs
