#include "labs/client/health.h"

#include <Poco/Exception.h>

#include <ostream>

#include "labs/dialogue/network_failure.h"
#include "labs/dialogue/socket_wire.h"
#include "labs/language/sentences.h"

namespace postlab::labs {

namespace {

const Poco::Timespan patience_with_ourselves(3, 0);

/// What is wrong with the server; empty: nothing. `protocol` is what it speaks. Whoever hangs up without a word is in
/// no record.
Phrase fault_of(const Poco::Net::SocketAddress& address, bool tls, const Language& language, std::string& protocol) {
    try {
        LineSocket socket(address, patience_with_ourselves, language);
        if (tls)
            if (auto why_not = socket.start_tls()) return {"health.no_tls"_sentence, {*why_not}};
        Heard greeting = socket.hear();
        if (greeting.text.starts_with("220 ")) protocol = "smtp";
        if (greeting.text.starts_with("+OK")) protocol = "pop3";
        if (greeting.text.starts_with("+ POP2")) protocol = "pop2";
        if (!protocol.empty()) return {};
        if (greeting.what == Heard::What::line) return {"health.greets"_sentence, {with_escapes(greeting.text)}};
        return greeting.what == Heard::What::silence ? "health.silent"_sentence : "health.closes"_sentence;
    } catch (const Poco::Exception& error) {
        return {"health.no_answer"_sentence, {network_failure(error)}};
    }
}

int health(const CommandLine& line, std::ostream& out, std::ostream&) {
    std::vector<std::string> addresses = line.words();
    if (addresses.empty()) addresses = {"127.0.0.1:2525", "127.0.0.1:2110"};
    const Language& language = language_in(line);
    int status = 0;
    for (const std::string& text : addresses) {
        std::string protocol;
        const Phrase wrong = fault_of(parse_address(text), line.has("tls"), language, protocol);
        out << (wrong.empty() ? language.say("health.answers"_sentence, {protocol, text})
                              : language.say("health.wrong"_sentence, {text, wrong}))
            << "\n";
        if (!wrong.empty()) status = 1;
    }
    return status;
}

}  // namespace

ProgramCommand health_command() {
    return {"health",
            "[HOST:PORT...]",
            "whether the running server greets",
            {{"tls", "", "over TLS, from the first octet on; any certificate will do"}, language_option},
            "postlab health",
            health,
            "Exit status 0 when it greets as it should. The record keeps nothing of it. Without addresses it asks "
            "127.0.0.1:2525 and 127.0.0.1:2110."};
}

}  // namespace postlab::labs
