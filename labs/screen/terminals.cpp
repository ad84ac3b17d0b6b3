#include "labs/screen/terminals.h"

#include <Poco/Exception.h>
#include <Poco/Net/SocketAddress.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "labs/screen/json.h"
#include "shared/system/crypto.h"

namespace postlab::screen {

namespace {

using http::Answer;
using http::Status;

/// A number that a page's script can hold, and nobody foresees: after a restart an old page must not meet a new one's.
std::int64_t new_id() {
    std::int64_t id = 0;
    std::memcpy(&id, random_octets(6).data(), 6);
    return id;
}

class GoneStream : public http::EventStream {
public:
    std::string next(Time) override { return std::exchange(told_, true) ? "" : http::event("gone", "", "{}"); }
    void on_news(std::function<void()>) override {}

private:
    bool told_ = false;
};

/// Where a client on this machine dials what is listened on.
std::string reachable(const std::string& listener) {
    const Poco::Net::SocketAddress address(listener);
    if (!address.host().isWildcard()) return listener;
    const bool v6 = address.family() == Poco::Net::SocketAddress::IPv6;
    return (v6 ? "[::1]:" : "127.0.0.1:") + std::to_string(address.port());
}

}  // namespace

Answer Terminals::open(const std::string& who, const std::string& address, const std::string& protocol, Time now) {
    const std::string port = protocol == "smtp" ? smtp_ : protocol == "pop3" ? pop3_ : "";
    if (port.empty() || !dial_) return trouble(Status::HTTP_NOT_FOUND, "no_port");
    forget_old(who, now);
    const auto stands = [](const auto& entry) { return entry.second.terminal->ended().empty(); };
    const auto theirs = [&](const auto& entry) { return stands(entry) && entry.second.who == who; };
    if (std::cmp_greater_equal(std::ranges::count_if(all_, theirs), most_of_one))
        return trouble(Status::HTTP_TOO_MANY_REQUESTS, "too_many");
    if (std::cmp_greater_equal(std::ranges::count_if(all_, stands), most))
        return trouble(Status::HTTP_SERVICE_UNAVAILABLE, "full");
    const auto terminal = std::make_shared<Terminal>(protocol, BrowserCalls::Call{address, next_call(now)});
    try {
        dial_(reachable(port), terminal->call(), std::make_unique<TerminalLine>(terminal));
    } catch (const Poco::Exception&) {
        return trouble(Status::HTTP_BAD_GATEWAY, "unreachable");
    }
    const std::int64_t id = new_id();
    all_.insert_or_assign(id, Owned{who, terminal});
    Poco::JSON::Object opened;
    opened.set("id", id);
    return json_answer(opened);
}

/// The record keeps microseconds.
Time Terminals::next_call(Time now) {
    const auto at = std::chrono::floor<std::chrono::microseconds>(now),
               last = std::chrono::floor<std::chrono::microseconds>(last_call_);
    return last_call_ = std::max(at, last + std::chrono::microseconds(1));
}

Answer Terminals::say(const std::string& who, std::int64_t id, std::string_view line) {
    const auto terminal = find(who, id);
    if (!terminal || !terminal->ended().empty()) return trouble(Status::HTTP_GONE, "gone");
    if (line.find_first_of("\r\n") != line.npos) return trouble(Status::HTTP_BAD_REQUEST, "no_line");
    return terminal->say(line) ? done() : trouble(Status::HTTP_TOO_MANY_REQUESTS, "slow");
}

Answer Terminals::hang_up(const std::string& who, std::int64_t id) {
    if (const auto terminal = find(who, id)) terminal->hang_up();
    return done();
}

std::unique_ptr<http::EventStream> Terminals::stream(const std::string& who, std::int64_t id, std::uint64_t from) {
    auto terminal = find(who, id);
    if (!terminal) return std::make_unique<GoneStream>();
    return std::make_unique<TerminalStream>(std::move(terminal), record_, from);
}

bool Terminals::has(const std::string& who, std::int64_t conversation) const {
    return conversation != 0 && std::ranges::any_of(all_, [&](const auto& entry) {
               return entry.second.who == who && entry.second.terminal->conversation() == conversation;
           });
}

std::shared_ptr<Terminal> Terminals::find(const std::string& who, std::int64_t id) const {
    const auto found = all_.find(id);
    return found == all_.end() || found->second.who != who ? nullptr : found->second.terminal;
}

/// What has ended stays until its page has gone, or whose it was opens the next one.
void Terminals::forget_old(const std::string& who, Time now) {
    std::erase_if(all_, [&](const auto& entry) {
        const auto& [owner, terminal] = entry.second;
        return !terminal->ended().empty() && (owner == who || terminal->is_forsaken(now));
    });
}

}  // namespace postlab::screen
