#pragma once
#include <array>
#include <string_view>

#include "shared/counter.h"

namespace postlab {

/// What a server has to do with one protocol since it started, for whoever watches it. Sessions count
/// (Session::count_in), on as many threads as there are; it outlives them.
struct Traffic {
    /// Of replies: how they begin. "+" and "-" are POP3's.
    static constexpr std::array<std::string_view, 6> reply_classes{"2", "3", "4", "5", "+", "-"};

    Counter connections, ended;     ///< the difference is there now
    Counter octets_in, octets_out;  ///< as the session hears and says them: inside TLS
    Counter tls_begun, tls_failed;
    Counter logins, failed_logins;
    std::array<Counter, reply_classes.size()> replies;

    void count_reply(std::string_view code) {
        for (std::size_t i = 0; i < reply_classes.size(); ++i)
            if (code.starts_with(reply_classes[i])) replies[i].add();
    }
};

}  // namespace postlab
