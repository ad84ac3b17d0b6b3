#include "labs/dialogue/network_failure.h"

#include <Poco/Net/NetException.h>

#include <cerrno>

#include "labs/language/sentences.h"
#include "shared/text/sayable_error.h"
#include "shared/text/text.h"

namespace postlab::labs {

namespace {

template <class Kind>
bool is(const std::exception& error) {
    return dynamic_cast<const Kind*>(&error) != nullptr;
}

/// Without the address, which has been named already: "Connection refused: 127.0.0.1:25".
std::string without_address(const std::string& words) { return words.substr(0, words.find(": ")); }

}  // namespace

Phrase network_failure(const std::exception& error) {
    using namespace Poco::Net;
    if (is<ConnectionRefusedException>(error)) return "network.refused"_sentence;
    if (is<ConnectionResetException>(error) || is<ConnectionAbortedException>(error)) return "network.reset"_sentence;
    if (is<Poco::TimeoutException>(error)) return "network.late"_sentence;
    if (is<HostNotFoundException>(error) || is<NoAddressFoundException>(error)) return "network.no_host"_sentence;
    if (is<ServiceNotFoundException>(error)) return "network.no_port"_sentence;
    const auto* network = dynamic_cast<const NetException*>(&error);
    if (!network) return phrase_of(error);
    const std::string words = without_address(words_of(error));
    const bool unreachable = network->code() == ENETUNREACH || network->code() == EHOSTUNREACH;
    return {unreachable ? "network.no_way"_sentence : "network.other"_sentence, {words}};
}

}  // namespace postlab::labs
