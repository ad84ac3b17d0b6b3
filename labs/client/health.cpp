#include "labs/client/health.h"

#include <Poco/Exception.h>

#include <ostream>

#include "labs/dialogue/socket_wire.h"

namespace postlab::labs {

namespace {

const Poco::Timespan patience_with_ourselves(3, 0);

/// What is wrong with the next reply; empty when it begins as it should.
std::string fault(LineSocket& socket, std::string_view begins) {
    Heard heard = socket.hear();
    if (heard.what == Heard::What::silence) return "says nothing";
    if (heard.what == Heard::What::closed) return "closes the connection";
    if (!heard.text.starts_with(begins)) return "says " + with_escapes(heard.text);
    return {};
}

std::string fault_of_smtp(LineSocket& socket) {
    socket.send("NOOP\r\n");
    if (std::string wrong = fault(socket, "250 "); !wrong.empty()) return wrong;
    socket.send("QUIT\r\n");
    return fault(socket, "221 ");
}

std::string fault_of_pop3(LineSocket& socket) {
    socket.send("QUIT\r\n");
    return fault(socket, "+OK");
}

/// What is wrong with the server; empty: nothing. `protocol` is what it speaks.
std::string fault_of(const Poco::Net::SocketAddress& address, std::string& protocol) {
    try {
        LineSocket socket(address, patience_with_ourselves);
        Heard greeting = socket.hear();
        if (greeting.what == Heard::What::line && greeting.text.starts_with("220 ")) {
            protocol = "smtp";
            return fault_of_smtp(socket);
        }
        if (greeting.what == Heard::What::line && greeting.text.starts_with("+OK")) {
            protocol = "pop3";
            return fault_of_pop3(socket);
        }
        if (greeting.what == Heard::What::line) return "greets with " + with_escapes(greeting.text);
        return greeting.what == Heard::What::silence ? "does not greet" : "closes the connection";
    } catch (const Poco::Exception& error) {
        return "does not answer: " + error.displayText();
    }
}

int health(const CommandLine& line, std::ostream& out, std::ostream&) {
    std::vector<std::string> addresses = line.words();
    if (addresses.empty()) addresses = {"127.0.0.1:2525", "127.0.0.1:2110"};
    int status = 0;
    for (const std::string& text : addresses) {
        Poco::Net::SocketAddress address;
        try {
            address = parse_address(text);
        } catch (const Poco::Exception& error) {
            out << "postlab health: " << error.displayText() << "\n";
            return 2;
        }
        std::string protocol, wrong = fault_of(address, protocol);
        if (wrong.empty())
            out << protocol << " " << text << " answers\n";
        else
            out << text << " " << wrong << "\n";
        if (!wrong.empty()) status = 1;
    }
    return status;
}

}  // namespace

ProgramCommand health_command() {
    return {"health",
            "[HOST:PORT...]",
            "speaks SMTP and POP3 to the running server",
            {},
            "postlab health",
            health,
            "Exit status 0 when it answers as it should. Without addresses it asks 127.0.0.1:2525 and 127.0.0.1:2110."};
}

}  // namespace postlab::labs
