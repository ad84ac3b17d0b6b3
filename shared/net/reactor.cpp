#include "shared/net/reactor.h"

#include <Poco/Exception.h>
#include <Poco/Net/StreamSocketImpl.h>
#include <fcntl.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
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

Time wall_clock() { return std::chrono::system_clock::now(); }

}  // namespace

Reactor::Reactor()
    : wake_socket_(new Poco::Net::StreamSocketImpl(make_wake_fd())),
      wake_fd_(wake_socket_.impl()->sockfd()),
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

void Reactor::adopt(Poco::Net::StreamSocket socket, std::unique_ptr<Session> session, bool turn_away,
                    std::atomic<unsigned>& count) {
    const Poco::Net::SocketImpl* key = socket.impl();
    auto& place = connections_[key];
    place = std::make_unique<Held>(Held{Connection(std::move(socket), std::move(session)), count});
    Held& held = *place;
    held.connection.session().on_answer([this, &held] { answered_.push_back(&held); });
    held.last_active = now_;
    settle(held, turn_away || stopping_ ? held.connection.turn_away(wall_clock()) : held.connection.open(wall_clock()));
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
    if (held.want == Connection::Want::answer) return set_polled(held, 0);  // not to be heard before the answer
    held.last_active = now_;
    if (held.want == Connection::Want::output)
        settle(held, held.connection.writable(wall_clock()));
    else
        settle(held, held.connection.readable(buffer_, wall_clock()));
}

void Reactor::accept_from(Listener& listener) {
    try {
        for (int i = 0; i < connections_per_event; ++i) {
            Poco::Net::SocketAddress peer;
            Poco::Net::StreamSocket socket = listener.socket.acceptConnection(peer);
            ::fcntl(socket.impl()->sockfd(), F_SETFD, FD_CLOEXEC);
            socket.setBlocking(false);
            listener.accepted(std::move(socket), peer);
        }
    } catch (const Poco::Exception& error) {
        if (error.code() == EMFILE || error.code() == ENFILE || error.code() == ENOBUFS || error.code() == ENOMEM)
            pause_accepting();
    }
}

void Reactor::pause_accepting() {
    accepting_ = false;
    accept_again_ = now_ + accept_pause;
    for (auto& [key, listener] : listeners_) poll_set_.remove(listener.socket);
    std::fprintf(stderr, "postlab: no descriptors left for new connections; trying again in a second (ulimit -n)\n");
}

void Reactor::resume_accepting() {
    accepting_ = true;
    for (auto& [key, listener] : listeners_) poll_set_.add(listener.socket, PollSet::POLL_READ);
}

/// Puts a connection where it belongs after a call.
void Reactor::settle(Held& held, Connection::Want want) {
    using Want = Connection::Want;
    held.want = want;
    switch (want) {
        case Want::nothing:
            return destroy(held);
        case Want::answer:
            return leave_idle_list(held);  // its readiness is looked at only if the peer speaks meanwhile
        case Want::output:
            set_polled(held, PollSet::POLL_WRITE);
            return touch(held, held.connection.session().idle_timeout());
        case Want::input:
            set_polled(held, PollSet::POLL_READ);
            return touch(held, held.connection.session().idle_timeout());
        case Want::linger:
            set_polled(held, PollSet::POLL_READ);
            if (stopping_) return destroy(held);
            return touch(held, linger_timeout);
    }
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

void Reactor::touch(Held& held, std::chrono::seconds timeout) {
    IdleList& list = idle_[timeout];
    if (held.idle_list == &list) {
        list.splice(list.end(), list, held.idle_place);
        return;
    }
    leave_idle_list(held);
    held.idle_list = &list;
    held.idle_place = list.insert(list.end(), &held);
}

void Reactor::leave_idle_list(Held& held) {
    if (held.idle_list) held.idle_list->erase(held.idle_place);
    held.idle_list = nullptr;
}

void Reactor::destroy(Held& held) {
    set_polled(held, 0);
    leave_idle_list(held);
    --held.count;
    connections_.erase(held.connection.socket().impl());
}

void Reactor::expire() {
    for (auto& [timeout, list] : idle_)
        while (!list.empty() && list.front()->last_active + timeout <= now_) {
            Held& held = *list.front();
            held.last_active = now_;
            settle(held, held.connection.timed_out(wall_clock()));
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
        Held& held = *answered_[i];
        held.last_active = now_;
        settle(held, held.connection.answered(wall_clock()));
    }
    answered_.clear();
}

void Reactor::begin_stop() {
    stopping_ = true;
    stop_deadline_ = now_ + stop_grace;
    for (auto& [key, listener] : listeners_)
        if (accepting_) poll_set_.remove(listener.socket);
    listeners_.clear();
    for_each_connection([](Held& held) { return held.connection.shut_down(wall_clock()); });
}

/// Whoever is still here after the grace is told that it is over, and after another grace left alone: all but
/// those the store holds a question of.
void Reactor::press_stop() {
    stop_deadline_ = now_ + stop_grace;
    bool pressed = std::exchange(pressed_, true);
    for_each_connection([pressed](Held& held) {
        if (!pressed || held.want == Connection::Want::answer) return held.connection.shut_down(wall_clock());
        held.connection.drop(wall_clock());
        return Connection::Want::nothing;
    });
}

void Reactor::for_each_connection(const std::function<Connection::Want(Held&)>& act) {
    std::vector<Held*> all;
    for (auto& [key, held] : connections_) all.push_back(held.get());
    for (Held* held : all) settle(*held, act(*held));
}

Poco::Timespan Reactor::until_next_deadline() const {
    auto next = now_ + 1h;
    for (const auto& [timeout, list] : idle_)
        if (!list.empty()) next = std::min(next, list.front()->last_active + timeout);
    if (!accepting_) next = std::min(next, accept_again_);
    if (stopping_) next = std::min(next, stop_deadline_);
    auto wait = std::chrono::ceil<std::chrono::milliseconds>(next - Clock::now());  // PollSet cuts off below 1 ms
    return Poco::Timespan(std::max<Poco::Int64>(0, wait.count()) * 1000);
}

}  // namespace postlab::net
