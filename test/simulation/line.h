#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "shared/session.h"
#include "test/simulation/chance.h"
#include "test/simulation/client.h"

namespace postlab::simulation {

/// What befalls a connection.
struct Trouble {
    enum class Kind {
        none,
        half_close,  ///< the client ends its input, and goes on hearing
        cut,         ///< neither hears of the other any more
        silence,     ///< the client says no more, until the server loses patience
    } kind = Kind::none;
    std::uint64_t after = 0;     ///< octets that the server has heard
    std::uint64_t window = ~0u;  ///< octets on their way to a client who reads so slowly
};

/// A client, a server's session, and the network between: octets in both directions, given on in pieces of any size and
/// at any time. It treats the session as net::Connection does.
class Line {
public:
    Line(std::unique_ptr<Session> session, std::unique_ptr<Client> client, Chance& chance, Trouble trouble, Time now);
    ~Line();

    /// One of the things that can happen now; false: nothing can.
    bool step(Time now);
    bool is_over() const { return over_ && !session_->waiting(); }
    const Session& session() const { return *session_; }

    void shut_down(Time now);  ///< the server is told to stop
    /// The server's process is gone. What it had sent may still arrive.
    void server_died(Time now);

private:
    enum class Want { input, output, answer, linger, nothing };

    bool client_speaks();
    bool server_hears(Time now);
    bool client_hears();
    bool server_goes_on(Time now);
    bool meets_trouble(Time now);
    void carry_on(Endpoint::Next next, Time now);
    void drop(Time now);
    bool send();
    std::uint64_t some_of(std::uint64_t octets);

    std::unique_ptr<Session> session_;
    std::unique_ptr<Client> client_;
    Chance& chance_;
    Trouble trouble_;
    std::string to_server_, to_client_, unsent_;
    std::uint64_t heard_ = 0;  ///< by the server
    Want want_ = Want::nothing;
    Endpoint::Next next_ = Endpoint::Next::read;
    bool answered_ = false, input_ended_ = false, client_ended_ = false, client_deaf_ = false, over_ = false;
};

}  // namespace postlab::simulation
