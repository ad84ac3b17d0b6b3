#pragma once
#include <Poco/Net/SocketAddress.h>
#include <Poco/Net/StreamSocket.h>

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "shared/time.h"

namespace postlab::screen {

/// The connections that the page's terminals dial, so that the listener where one arrives knows whose it is: the record
/// shows a browser there and not the server itself. Any thread; nobody waits in it.
class BrowserCalls {
public:
    struct Call {
        std::string browser;  ///< its IP address
        Time at;              ///< when it was dialled; no two calls have the same
        /// As the record calls the peer.
        std::string recorded_as() const { return browser + " by browser"; }
    };

    /// Begins to connect the socket. Throws Poco::Exception.
    void dial(Poco::Net::StreamSocket& socket, const Poco::Net::SocketAddress& to, Call call);
    /// Whose call it is that comes from there; nothing: no terminal's. It is given out once.
    std::optional<Call> take(const std::string& address, std::uint16_t port);

private:
    using End = std::pair<std::string, std::uint16_t>;  ///< our end of a connection
    std::mutex mutex_;                                  ///< guards the next line
    std::map<End, Call> calls_;                         ///< that have not arrived yet
};

}  // namespace postlab::screen
