#include "shared/net/reactor.h"

#include <Poco/Exception.h>
#include <Poco/Net/StreamSocketImpl.h>
#include <fcntl.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <system_error>

namespace postlab::net {

namespace {

using namespace std::chrono_literals;
using Poco::Net::PollSet;

constexpr auto linger_timeout = 2s;        // for the peer to close its side, too
constexpr auto accept_pause = 1s;          // when the process has no descriptor left
constexpr auto stop_grace = 3s;            // for a command under way, when the server stops
constexpr int connections_per_event = 64;  // accepted before others get their turn

int make_wake_fd() {
    int fd = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (fd < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
    return fd;
}

}  // namespace

Reactor::Reactor(std::chrono::seconds longest_command)
    : wake_socket_(new Poco::Net::StreamSocketImpl(make_wake_fd())),
      wake_fd_(wake_socket_.impl()->sockfd()),
      longest_command_(longest_command),
      buffer_(64 * 1024) {
    poll_set_.add(wake_socket_, PollSet::POLL_READ);
}

Reactor::~Reactor() = default;

void Reactor::post(std::function<void()> task) {
    bool first;
    {
        std::lock_guard lock(posted_mutex_);
        first = posted_.empty();
        posted_.push_back(std::move(task));
    }
    std::uint64_t one = 1;
    if (first && ::write(wake_fd_, &one, sizeof one) < 0 && errno != EAGAIN) std::perror("postlab: eventfd");
}

void Reactor::listen(Poco::Net::ServerSocket listener, Accepted accepted) {
    listener.setBlocking(false);
    poll_set_.add(listener, PollSet::POLL_READ);
    listeners_.emplace(listener.impl(), Listener{listener, std::move(accepted)});
}

void Reactor::adopt(Poco::Net::StreamSocket socket, std::unique_ptr<Endpoint> session, TlsUse tls, bool turn_away,
                    Place place) {
    const Poco::Net::SocketImpl* key = socket.impl();
    auto made = std::make_unique<Held>(Held{Connection(std::move(socket), std::move(session), tls), std::move(place)});
    Held& held = *connections_.emplace(key, std::move(made)).first->second;
    held.connection.session().on_answer([this, &held] { answered_.push_back(&held); });
    held.last_active = now_;
    turn(held, [turn_away = turn_away || stopping_](Connection& connection, Time now) {
        return turn_away ? connection.turn_away(now) : connection.open(now);
    });
}

void Reactor::run() {
    while (!stopping_ || !connections_.empty()) poll_once();
}

void Reactor::stop() {
    post([this] { begin_stop(); });
}

void Reactor::poll_once() {
    PollSet::SocketModeMap ready = poll_set_.poll(until_next_deadline());
    now_ = Clock::now();
    for (const auto& [socket, mode] : ready) dispatch(socket);
    run_posted();
    run_answered();
    expire();
}

void Reactor::dispatch(const Poco::Net::Socket& socket) {
    if (auto listener = listeners_.find(socket.impl()); listener != listeners_.end())
        return accept_from(listener->second);
    if (socket.impl() == wake_socket_.impl()) return clear_wake_up();
    auto found = connections_.find(socket.impl());
    if (found == connections_.end()) return;  // it ended in this round
    Held& held = *found->second;
    bool deaf = held.want == Connection::Want::answer || held.want == Connection::Want::pause;
    if (deaf) return set_polled(held, 0);  // not to be heard before the answer has come or the pause is over
    bool lingers = held.want == Connection::Want::linger;  // its time runs, whatever the peer still says
    if (!lingers) held.last_active = now_;
    if (held.begun && *held.begun + longest_command_ <= now_)
        return turn(held, [](Connection& connection, Time now) { return connection.timed_out(now); });
    turn(held, [&](Connection& connection, Time now) {
        return held.want == Connection::Want::output ? connection.writable(now) : connection.readable(buffer_, now);
    });
}

/// One call of a connection. Whatever goes wrong in it, or in keeping track of it, ends that connection and no other.
void Reactor::turn(Held& held, const Call& call) try {
    settle(held, call(held.connection, held.now()));
} catch (const std::exception& error) {
    std::fprintf(stderr, "postlab: a connection was closed: %s\n", error.what());
    settle(held, held.connection.drop(held.now()));  // which needs no memory
}

void Reactor::accept_from(Listener& listener) {
    if (!accepting_) return;  // another listener has met the limit in this round
    try {
        for (int i = 0; i < connections_per_event; ++i) {
            Poco::Net::SocketAddress peer;
            auto socket = std::make_shared<Poco::Net::StreamSocket>(listener.socket.acceptConnection(peer));
            ::fcntl(socket->impl()->sockfd(), F_SETFD, FD_CLOEXEC);
            socket->setBlocking(false);
            listener.accepted(std::move(socket), peer);
        }
    } catch (const Poco::Exception& error) {
        if (error.code() == EMFILE || error.code() == ENFILE || error.code() == ENOBUFS || error.code() == ENOMEM)
            pause_accepting(std::strerror(error.code()));
    } catch (const std::exception& error) {  // no memory for a session: its socket is closed again
        pause_accepting(error.what());
    }
}

void Reactor::pause_accepting(const char* cause) {
    accepting_ = false;
    accept_again_ = now_ + accept_pause;
    for (auto& [key, listener] : listeners_) poll_set_.remove(listener.socket);
    std::fprintf(stderr, "postlab: no new connections for a second: %s (see ulimit -n)\n", cause);
}

void Reactor::resume_accepting() {
    accepting_ = true;
    for (auto& [key, listener] : listeners_) poll_set_.add(listener.socket, PollSet::POLL_READ);
}

/// Puts a connection where it belongs after a call.
void Reactor::settle(Held& held, Connection::Want want) {
    using Want = Connection::Want;
    bool lingered = held.want == Want::linger;
    if (held.want == Want::pause) paused_.erase({held.pause_end, &held});
    held.want = want;
    switch (want) {
        case Want::nothing:
            return destroy(held);
        case Want::answer:
            leave_idle_list(held);  // its readiness is looked at only if the peer speaks meanwhile
            break;
        case Want::pause:
            pause(held);
            break;
        case Want::output:
        case Want::input:
            set_polled(held, want == Want::output ? PollSet::POLL_WRITE : PollSet::POLL_READ);
            touch(held, held.connection.idle_timeout());
            if (want == Want::input && !held.connection.is_hearing())
                held.begun.reset();
            else
                note_begin(held);
            break;
        case Want::linger:
            if (stopping_) return destroy(held);
            set_polled(held, PollSet::POLL_READ);
            if (!lingered) touch(held, linger_timeout);
    }
    assert(is_in_its_place(held));
}

/// Whoever pipelines may always be within a command, but each time within another one.
void Reactor::note_begin(Held& held) {
    const std::uint64_t lines = held.connection.session().lines_taken();
    if (held.begun && held.lines_before == lines) return;
    held.begun = now_;
    held.lines_before = lines;
}

/// A connection that waits for its peer is in one idle list, one that pauses is among the paused, and one that waits
/// for an answer is in neither.
bool Reactor::is_in_its_place(Held& held) const {
    using Want = Connection::Want;
    const bool paused = paused_.contains({held.pause_end, &held}), idle = held.idle_list != nullptr;
    if (held.want == Want::answer || held.want == Want::pause) return !idle && paused == (held.want == Want::pause);
    return idle && !paused && held.polled != 0 && *held.idle_place == &held;
}

void Reactor::set_polled(Held& held, int mode) {
    if (held.polled == mode) return;
    const Poco::Net::StreamSocket& socket = held.connection.socket();
    if (mode == 0)
        poll_set_.remove(socket);
    else if (held.polled == 0)
        poll_set_.add(socket, mode);
    else
        poll_set_.update(socket, mode);
    held.polled = mode;
}

void Reactor::pause(Held& held) {
    leave_idle_list(held);
    held.pause_end = Clock::now() + held.connection.session().pause();
    paused_.emplace(held.pause_end, &held);
}

void Reactor::touch(Held& held, std::chrono::milliseconds timeout) {
    IdleList& list = idle_[timeout];
    if (held.idle_list == &list) {
        list.splice(list.end(), list, held.idle_place);
        return;
    }
    leave_idle_list(held);
    held.idle_place = list.insert(list.end(), &held);
    held.idle_list = &list;
}

void Reactor::leave_idle_list(Held& held) {
    if (held.idle_list) held.idle_list->erase(held.idle_place);
    held.idle_list = nullptr;
}

void Reactor::destroy(Held& held) {
    set_polled(held, 0);
    leave_idle_list(held);
    std::ranges::replace(answered_, &held, nullptr);
    connections_.erase(held.connection.socket().impl());
}

void Reactor::expire() {
    for (auto& [timeout, list] : idle_)
        while (!list.empty() && list.front()->last_active + timeout <= now_) {
            Held& held = *list.front();
            held.last_active = now_;
            turn(held, [](Connection& connection, Time now) { return connection.timed_out(now); });
        }
    while (!paused_.empty() && paused_.begin()->first <= now_) {
        Held& held = *paused_.begin()->second;
        held.last_active = now_;
        turn(held, [](Connection& connection, Time now) { return connection.pause_over(now); });
    }
    if (!accepting_ && !stopping_ && accept_again_ <= now_) resume_accepting();
    if (stopping_ && stop_deadline_ <= now_) press_stop();
}

void Reactor::clear_wake_up() {
    std::uint64_t count;
    if (::read(wake_fd_, &count, sizeof count) < 0 && errno != EAGAIN) std::perror("postlab: eventfd");
}

void Reactor::run_posted() {
    std::vector<std::function<void()>> tasks;
    {
        std::lock_guard lock(posted_mutex_);
        tasks.swap(posted_);
    }
    for (auto& task : tasks) task();
}

void Reactor::run_answered() {
    for (std::size_t i = 0; i < answered_.size(); ++i) {
        Held* const held = std::exchange(answered_[i], nullptr);
        if (held == nullptr) continue;  // it has ended since
        held->last_active = now_;
        turn(*held, [](Connection& connection, Time now) { return connection.answered(now); });
    }
    answered_.clear();
}

void Reactor::begin_stop() {
    run_answered();  // whoever has its answer is not kept by the store any more, and may end below
    stopping_ = true;
    stop_deadline_ = now_ + stop_grace;
    for (auto& [key, listener] : listeners_)
        if (accepting_) poll_set_.remove(listener.socket);
    listeners_.clear();
    for_each_connection([](Connection& connection, Time now) { return connection.shut_down(now); });
}

/// Whoever is still here after the grace is told that it is over, and after another grace left alone.
void Reactor::press_stop() {
    stop_deadline_ = now_ + stop_grace;
    bool pressed = std::exchange(pressed_, true);
    for_each_connection([pressed](Connection& connection, Time now) {
        return pressed ? connection.drop(now) : connection.shut_down(now);
    });
}

void Reactor::time_out(const std::function<bool(Endpoint&)>& meant) {
    std::vector<Held*> all;
    for (auto& [key, held] : connections_)
        if (held->want != Connection::Want::linger && meant(held->connection.session())) all.push_back(held.get());
    for (Held* held : all)
        turn(*held, [](Connection& connection, Time now) {
            // The store still holds its question: the connection ends when that has been answered.
            return connection.session().waiting() ? connection.drop(now) : connection.timed_out(now);
        });
}

void Reactor::for_each_connection(const Call& call) {
    std::vector<Held*> all;
    for (auto& [key, held] : connections_) all.push_back(held.get());
    for (Held* held : all) turn(*held, call);
}

Poco::Timespan Reactor::until_next_deadline() const {
    auto next = now_ + 1h;
    for (const auto& [timeout, list] : idle_)
        if (!list.empty()) next = std::min(next, list.front()->last_active + timeout);
    if (!paused_.empty()) next = std::min(next, paused_.begin()->first);
    if (!accepting_ && !stopping_) next = std::min(next, accept_again_);
    if (stopping_) next = std::min(next, stop_deadline_);
    auto wait = std::chrono::ceil<std::chrono::milliseconds>(next - Clock::now());  // PollSet cuts off below 1 ms
    return Poco::Timespan(std::max<Poco::Int64>(0, wait.count()) * 1000);
}

}  // namespace postlab::net
