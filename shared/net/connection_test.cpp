#include "shared/net/connection.h"

#include <Poco/Net/ServerSocket.h>
#include <gtest/gtest.h>

#include <array>
#include <optional>

namespace postlab::net::connection_test {

using Next = Endpoint::Next;
using Want = Connection::Want;

/// Somebody types without end, whatever the other side says; each time that it is asked it has a block of it.
class Caller : public Endpoint {
public:
    static constexpr std::size_t block = 64 * 1024;

    explicit Caller(std::size_t& taken) : taken_(taken) {}
    Next open(Time) override { return Next::read; }
    Next turn_away(Time) override { return Next::close; }
    Next receive(std::string_view, Time) override { return Next::read; }
    Next resume(Time) override { return Next::read; }
    Next end_of_input(Time) override { return Next::close; }
    Next timed_out(Time) override { return Next::close; }
    Next shut_down(Time) override { return Next::close; }
    void dropped(Time) override {}
    std::string take_output() override {
        taken_ += block;
        return std::string(block, 'x');
    }
    std::chrono::milliseconds idle_timeout() const override { return std::chrono::seconds(15); }
    bool is_hearing() const override { return false; }
    std::uint64_t lines_taken() const override { return 0; }

private:
    std::size_t& taken_;
};

struct ConnectionOfACaller : testing::Test {
    ConnectionOfACaller() {
        Poco::Net::StreamSocket caller(listener.address());
        caller.setBlocking(false);
        caller.setSendBufferSize(Caller::block);  // and no more, however it goes
        peer = listener.acceptConnection();
        connection.emplace(caller, std::make_unique<Caller>(taken));
    }
    /// What the peer reads of what is on its way.
    std::size_t read_some() {
        std::array<char, Caller::block> buffer;
        return static_cast<std::size_t>(peer.receiveBytes(buffer.data(), buffer.size()));
    }

    const Time now{};
    std::size_t taken = 0;
    Poco::Net::ServerSocket listener{Poco::Net::SocketAddress("127.0.0.1:0")};
    Poco::Net::StreamSocket peer;
    std::optional<Connection> connection;
};

TEST_F(ConnectionOfACaller, takes_no_more_than_its_peer_does) {
    Want want = connection->open(now);
    while (want == Want::input) want = connection->answered(now);
    ASSERT_EQ(want, Want::output) << "the peer doesn't read, and the kernel keeps no more for it";
    const std::size_t few = taken + 4 * Caller::block;
    for (int typed = 0; typed < 100; ++typed) {
        connection->answered(now);
        connection->writable(now);
    }
    EXPECT_LE(taken, few);
    for (std::size_t read = 0; read < few; connection->writable(now)) read += read_some();
    EXPECT_GT(taken, few) << "it goes on when the peer reads";
}

}  // namespace postlab::net::connection_test
