#pragma once
#include <Poco/Net/SocketAddress.h>

#include <functional>
#include <string>

namespace postlab {

/// An address to listen on, as it is typed: HOST:PORT. Throws UsageError.
Poco::Net::SocketAddress listening_address(const std::string& text);
/// What `listen` answers; where it can't have the address, a SayableError says why and what to do.
Poco::Net::SocketAddress listening_at(const std::string& text, const std::function<Poco::Net::SocketAddress()>& listen);
/// Whether only programs on this machine reach that host; names are not looked up.
bool is_loopback(const std::string& host);

}  // namespace postlab
