#include "test/simulation/line.h"

#include <algorithm>

namespace postlab::simulation {

Line::Line(std::unique_ptr<Session> session, std::unique_ptr<Client> client, Chance& chance, Trouble trouble, Time now)
    : session_(std::move(session)), client_(std::move(client)), chance_(chance), trouble_(trouble) {
    session_->on_answer([this] { answered_ = true; });
    carry_on(session_->open(now), now);
}

Line::~Line() = default;

bool Line::step(Time now) {
    if (over_) return false;
    if (meets_trouble(now)) return true;
    // In turn from any of them on, so that each comes first as often.
    const std::uint64_t first = chance_.below(4);
    for (std::uint64_t i = 0; i < 4; ++i) {
        const std::uint64_t which = (first + i) % 4;
        const bool done = which == 0   ? client_speaks()
                          : which == 1 ? server_hears(now)
                          : which == 2 ? client_hears()
                                       : server_goes_on(now);
        if (done) return true;
    }
    return false;
}

/// One octet, all, or anything between.
std::uint64_t Line::some_of(std::uint64_t octets) {
    if (octets < 2000 && chance_.one_in(4)) return std::min<std::uint64_t>(octets, 1);
    return chance_.one_in(2) ? octets : 1 + chance_.below(octets);
}

bool Line::client_speaks() {
    if (client_ended_) return false;
    const std::string said = client_->speak();
    to_server_ += said;
    if (said.empty() && client_->is_done() && to_server_.empty()) client_ended_ = true;
    return !said.empty() || client_ended_;
}

bool Line::server_hears(Time now) {
    if (want_ == Want::linger) {
        to_server_.clear();
        if (!client_ended_) return false;
        over_ = true;
        return true;
    }
    if (want_ != Want::input || input_ended_) return false;
    if (to_server_.empty()) {
        if (!client_ended_) return false;
        input_ended_ = true;
        carry_on(session_->end_of_input(now), now);
        return true;
    }
    std::uint64_t octets = some_of(to_server_.size());
    if (trouble_.kind != Trouble::Kind::none) octets = std::min(octets, trouble_.after - heard_);
    const std::string piece = to_server_.substr(0, octets);
    to_server_.erase(0, octets);
    heard_ += octets;
    carry_on(session_->receive(piece, now), now);
    return true;
}

bool Line::client_hears() {
    if (to_client_.empty()) {
        if (want_ != Want::linger || client_ended_ || !unsent_.empty()) return false;
        client_ended_ = true;  // the server has closed its side, and so does the client
        return true;
    }
    const std::uint64_t octets = some_of(to_client_.size());
    const std::string piece = to_client_.substr(0, octets);
    to_client_.erase(0, octets);
    if (!client_deaf_) client_->hear(piece);
    return true;
}

bool Line::server_goes_on(Time now) {
    if (answered_ && want_ == Want::answer) {
        answered_ = false;
        carry_on(unsent_.empty() ? session_->resume(now) : Endpoint::Next::write, now);
        return true;
    }
    if (want_ != Want::output || to_client_.size() >= trouble_.window) return false;
    carry_on(next_, now);
    return true;
}

bool Line::meets_trouble(Time now) {
    if (trouble_.kind == Trouble::Kind::none || heard_ < trouble_.after) return false;
    const auto kind = std::exchange(trouble_.kind, Trouble::Kind::none);
    to_server_.clear();
    client_ended_ = true;
    if (kind == Trouble::Kind::cut) {
        client_deaf_ = true;
        if (chance_.one_in(2)) drop(now);  // else it finds out by an end of input
    }
    if (kind == Trouble::Kind::silence && want_ != Want::linger && want_ != Want::answer)
        carry_on(session_->timed_out(now + session_->idle_timeout()), now);
    return true;
}

/// As net::Connection::carry_on.
void Line::carry_on(Endpoint::Next next, Time now) {
    for (int blocks = 0;; ++blocks) {
        next_ = next;
        if (unsent_.empty() || next != Endpoint::Next::write) unsent_ += session_->take_output();
        if (client_deaf_ && !unsent_.empty() && chance_.one_in(2)) return drop(now);
        if (!send()) {
            want_ = next == Endpoint::Next::wait ? Want::answer : Want::output;
            return;
        }
        if (next == Endpoint::Next::read) want_ = input_ended_ ? Want::nothing : Want::input;
        if (next == Endpoint::Next::wait) want_ = Want::answer;
        if (next == Endpoint::Next::close) {
            want_ = Want::linger;
            over_ = input_ended_;
        }
        demand(next != Endpoint::Next::pause && next != Endpoint::Next::start_tls, "nobody asked for that");
        if (next != Endpoint::Next::write) return;
        want_ = Want::output;
        if (blocks == 1) return;
        next = session_->resume(now);
    }
}

/// False: the client's window is full.
bool Line::send() {
    const std::uint64_t room = trouble_.window - std::min<std::uint64_t>(trouble_.window, to_client_.size());
    const std::uint64_t octets = std::min<std::uint64_t>(room, unsent_.size());
    to_client_.append(unsent_, 0, octets);
    unsent_.erase(0, octets);
    return unsent_.empty();
}

void Line::drop(Time now) {
    session_->dropped(now);
    over_ = true;
}

void Line::shut_down(Time now) {
    if (over_ || want_ == Want::linger) return;
    carry_on(session_->shut_down(now), now);
}

void Line::server_died(Time now) {
    if (!over_) drop(now);
    if (client_deaf_ || to_client_.empty() || chance_.one_in(2)) return;
    client_->hear(to_client_.substr(0, some_of(to_client_.size())));
}

}  // namespace postlab::simulation
