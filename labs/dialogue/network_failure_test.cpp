#include "labs/dialogue/network_failure.h"

#include <Poco/Net/NetException.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/StreamSocket.h>
#include <gtest/gtest.h>

#include "labs/dialogue/socket_wire.h"
#include "labs/language/language.h"

namespace postlab::labs::network_failure_test {

std::string failure_of(const std::function<void()>& work) try {
    work();
    return "";
} catch (const std::exception& error) {
    return network_failure(error).in_english();
}

TEST(NetworkFailure, is_said_without_the_words_of_a_library) {
    const Poco::Net::SocketAddress free = [] {
        Poco::Net::ServerSocket closed(Poco::Net::SocketAddress("127.0.0.1", 0));
        return closed.address();
    }();
    EXPECT_EQ(failure_of([&] { Poco::Net::StreamSocket socket(free); }), "no program listens there");
    EXPECT_EQ(failure_of([] { throw Poco::TimeoutException(); }), "no answer has come in time");
    EXPECT_EQ(failure_of([] { throw Poco::Net::HostNotFoundException("x"); }), "no host has that name");
    EXPECT_EQ(failure_of([] { parse_address("localhost:70000"); }), "localhost:70000: there is no such port");
}

TEST(NetworkFailure, that_is_not_known_keeps_the_networks_words) {
    EXPECT_EQ(failure_of([] { throw Poco::Net::NetException("Network is unreachable", "192.0.2.1:25", ENETUNREACH); }),
              "no way leads there (Network is unreachable)");
    EXPECT_EQ(failure_of([] { throw Poco::Net::NetException("Too odd", 4711); }), "the network refuses it (Too odd)");
    EXPECT_EQ(failure_of([] { throw std::runtime_error("out of coffee"); }), "out of coffee");
}

TEST(NetworkFailure, is_said_in_every_language) {
    const Phrase refused = network_failure(Poco::Net::ConnectionRefusedException("127.0.0.1:25"));
    EXPECT_EQ(Language::of("ru").say(refused), "там не слушает ни одна программа");
}

}  // namespace postlab::labs::network_failure_test
