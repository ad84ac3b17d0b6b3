#include "labs/screen/browser_calls.h"

namespace postlab::screen {

namespace {

constexpr std::chrono::minutes longest_way{1};  // later its port may be another's

}  // namespace

/// The listener may accept before connect has returned, so it has to wait for the entry.
void BrowserCalls::dial(Poco::Net::StreamSocket& socket, const Poco::Net::SocketAddress& to, Call call) {
    const std::lock_guard guard(mutex_);
    std::erase_if(calls_, [&](const auto& entry) { return entry.second.at + longest_way < call.at; });
    socket.connectNB(to);
    const Poco::Net::SocketAddress own = socket.address();
    calls_.insert_or_assign({own.host().toString(), own.port()}, std::move(call));
}

std::optional<BrowserCalls::Call> BrowserCalls::take(const std::string& address, std::uint16_t port) {
    const std::lock_guard guard(mutex_);
    auto call = calls_.extract({address, port});
    return call ? std::optional(std::move(call.mapped())) : std::nullopt;
}

}  // namespace postlab::screen
