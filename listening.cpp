#include "listening.h"

#include <Poco/Exception.h>
#include <Poco/Net/IPAddress.h>

#include <cerrno>

#include "labs/dialogue/network_failure.h"
#include "labs/language/sentences.h"
#include "shared/program/command_line.h"

namespace postlab {

namespace {

Phrase why_not(const Poco::Exception& error) {
    using labs::operator""_sentence;
    if (error.code() == EADDRINUSE) return "serve.taken"_sentence;
    if (error.code() == EADDRNOTAVAIL) return "serve.not_ours"_sentence;
    if (error.code() == EACCES) return "serve.low_port"_sentence;
    return labs::network_failure(error);
}

}  // namespace

Poco::Net::SocketAddress listening_address(const std::string& text) {
    using labs::operator""_sentence;
    try {
        return Poco::Net::SocketAddress(text);
    } catch (const Poco::InvalidArgumentException&) {
        throw UsageError("serve.address"_sentence, {text});
    } catch (const Poco::Exception& error) {
        throw UsageError(Phrase::list({text, labs::network_failure(error)}, ": "));
    }
}

Poco::Net::SocketAddress listening_at(const std::string& text,
                                      const std::function<Poco::Net::SocketAddress()>& listen) try {
    return listen();
} catch (const Poco::Exception& error) {
    using labs::operator""_sentence;
    throw SayableError("serve.listen"_sentence, {text, why_not(error)});
}

bool is_loopback(const std::string& host) {
    Poco::Net::IPAddress address;
    return host == "localhost" || (Poco::Net::IPAddress::tryParse(host, address) && address.isLoopback());
}

}  // namespace postlab
