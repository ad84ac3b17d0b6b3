#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "labs/dialogue/dialogue.h"

namespace postlab::labs {

/// What came next from the server.
struct Heard {
    enum class What {
        line,     ///< a line, with its line end
        silence,  ///< no (more) line comes; text is what came of an unfinished one
        closed,   ///< the server has closed; text as above
    } what;
    std::string text;
};

/// The client's ends of a dialogue's connections, known by their numbers. MemoryWire plays against sessions
/// in memory, SocketWire against any server. A wire belongs to one player at a time.
class Wire {
public:
    virtual ~Wire() = default;
    virtual void open(int connection, Protocol protocol) = 0;
    virtual void send(int connection, std::string_view bytes) = 0;
    virtual Heard hear(int connection) = 0;
    virtual void end(int connection) = 0;  ///< half-close
    /// TLS begins, as STARTTLS has agreed on it. Empty when it stands, else why it doesn't.
    virtual std::optional<std::string> start_tls(int connection) = 0;
    virtual void drop(int connection) = 0;  ///< also to be called once the server has closed
    /// What has been said and not been heard, as far as it is known without waiting.
    virtual std::string unheard(int connection) const = 0;
    /// An event of the whole server (wait, shutdown, set, store, fault). Empty when done, else why not.
    virtual std::optional<std::string> happen(const Step& event) = 0;
};

}  // namespace postlab::labs
