#pragma once
#include <Poco/Net/PollSet.h>
#include <Poco/Net/ServerSocket.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "shared/net/connection.h"
#include "shared/system/post.h"

namespace postlab::net {

/// One thread's share of the network: its connections, their timers, and the answers other threads post to
/// it. Sessions run inline, so nothing of a connection is ever touched by two threads. PollSet is used only
/// by this thread and only in its safe subset: every socket is removed before it is closed, a wake-up
/// descriptor is always in the set, and a connection that must not be heard is taken out of it.
class Reactor {
public:
    /// `longest_command`: how long a client may take for one command or message, or for taking the answer. Idle timers
    /// don't end who sends an octet a second.
    explicit Reactor(std::chrono::seconds longest_command);
    ~Reactor();

    /// Runs `task` on the reactor's thread. Any thread.
    void post(std::function<void()> task);
    Post poster() {
        return [this](std::function<void()> task) { post(std::move(task)); };
    }

    /// Accepts connections there and hands each to `accepted`, on this thread. Before run(), or on its thread. By
    /// pointer, as a socket of POCO's can only be copied: the accepting thread must keep none of what another serves.
    using Accepted =
        std::function<void(std::shared_ptr<Poco::Net::StreamSocket>, const Poco::Net::SocketAddress& peer)>;
    void listen(Poco::Net::ServerSocket listener, Accepted accepted);

    /// A connection's place among those that the server may have; given up when the last copy goes.
    using Place = std::shared_ptr<void>;
    /// Takes over an accepted connection and its place. On the reactor's thread.
    void adopt(Poco::Net::StreamSocket socket, std::unique_ptr<Endpoint> session, TlsUse tls, bool turn_away,
               Place place);

    /// Ends the connections whose sessions are `meant`, as if their clients had been silent for too long. On the
    /// reactor's thread.
    void time_out(const std::function<bool(Endpoint&)>& meant);

    /// Serves until stop() has been called and the connections have ended. The calling thread is the reactor's.
    void run();
    /// Stops accepting, lets each command under way end, then closes. Any thread.
    void stop();

private:
    using Clock = std::chrono::steady_clock;
    struct Held;
    using IdleList = std::list<Held*>;

    struct Listener {
        Poco::Net::ServerSocket socket;
        Accepted accepted;
    };
    /// A connection and its places in the reactor's lists.
    struct Held {
        Connection connection;
        Place place;
        Connection::Want want = Connection::Want::input;
        int polled = 0;  ///< the mode it is in the PollSet with; 0: it is not in it
        Clock::time_point last_active{};
        IdleList* idle_list = nullptr;
        IdleList::iterator idle_place{};
        Clock::time_point pause_end{};
        std::optional<Clock::time_point> begun{};        ///< the command that is not yet there as a whole
        std::uint64_t lines_before = 0;                  ///< that the session had taken when it began
        Time opened = std::chrono::system_clock::now();  ///< from here on its time is the steady clock's
        Clock::time_point opened_steady = Clock::now();

        Time now() const { return opened + std::chrono::duration_cast<Time::duration>(Clock::now() - opened_steady); }
    };

    using Call = std::function<Connection::Want(Connection&, Time now)>;

    void poll_once();
    void dispatch(const Poco::Net::Socket& socket);
    void accept_from(Listener& listener);
    void pause_accepting(const char* cause);
    void resume_accepting();
    void turn(Held& held, const Call& call);
    void settle(Held& held, Connection::Want want);
    void note_begin(Held& held);
    bool is_in_its_place(Held& held) const;
    void set_polled(Held& held, int mode);
    void pause(Held& held);
    void touch(Held& held, std::chrono::milliseconds timeout);
    void leave_idle_list(Held& held);
    void destroy(Held& held);
    void expire();
    void clear_wake_up();
    void run_posted();
    void run_answered();
    void begin_stop();
    void press_stop();
    void for_each_connection(const Call& call);
    Poco::Timespan until_next_deadline() const;

    Poco::Net::PollSet poll_set_;
    Poco::Net::StreamSocket wake_socket_;
    int wake_fd_;

    std::mutex posted_mutex_;
    std::vector<std::function<void()>> posted_;

    const std::chrono::seconds longest_command_;
    std::map<const Poco::Net::SocketImpl*, Listener> listeners_;
    std::map<std::chrono::milliseconds, IdleList> idle_;    ///< for each timeout, longest idle first
    std::set<std::pair<Clock::time_point, Held*>> paused_;  ///< by a fault, until then
    std::vector<Held*> answered_;                           ///< null: it has ended since
    std::unordered_map<const Poco::Net::SocketImpl*, std::unique_ptr<Held>> connections_;  ///< behind what they ring at
    std::vector<char> buffer_;
    Clock::time_point now_{}, accept_again_{}, stop_deadline_{};
    bool accepting_ = true, stopping_ = false, pressed_ = false;
};

}  // namespace postlab::net
