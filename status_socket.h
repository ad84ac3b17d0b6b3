#pragma once
#include <filesystem>
#include <functional>
#include <string>

#include "shared/net/server.h"

namespace postlab {

/// Where a running server tells how it is, for this machine's `postlab status`: a socket in the file system that says
/// one text to whoever connects, and closes. It takes no order, and only the data folder's owner may connect. A thread
/// of its own serves it, so that it answers when the others are busy. Owned by the process; made and destroyed on its
/// main thread.
class StatusSocket {
public:
    /// `tell` is called on that thread. What stood at the path goes. Throws Poco::Exception when it can't be bound.
    StatusSocket(std::filesystem::path path, std::function<std::string()> tell);
    ~StatusSocket();
    StatusSocket(const StatusSocket&) = delete;
    StatusSocket& operator=(const StatusSocket&) = delete;

private:
    const std::filesystem::path path_;
    net::Server server_;
};

}  // namespace postlab
