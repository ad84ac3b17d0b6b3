#include "labs/client/play.h"

#include <Poco/Exception.h>

#include <ostream>

#include "labs/dialogue/socket_wire.h"

namespace postlab::labs {

namespace {

/// Empty when an address can't be used; the reason has been printed then.
SocketWire::Addresses by_protocol(const std::vector<std::string>& arguments, std::ostream& out) {
    SocketWire::Addresses addresses;
    for (const std::string& argument : arguments) {
        bool named = argument.starts_with("smtp=") || argument.starts_with("pop3=");
        bool first_of_two = !named && arguments.size() == 2 && &argument == &arguments.front();
        bool second_of_two = !named && arguments.size() == 2 && !first_of_two;
        bool smtp = !argument.starts_with("pop3=") && !second_of_two;
        bool pop3 = !argument.starts_with("smtp=") && !first_of_two;
        std::string address = named ? argument.substr(5) : argument;
        try {
            parse_address(address);
        } catch (const Poco::Exception& error) {
            out << "postlab play: " << error.displayText() << "\n";
            return {};
        }
        if (smtp) addresses.try_emplace(Protocol::smtp, address);
        if (pop3) addresses.try_emplace(Protocol::pop3, address);
    }
    if (addresses.empty()) out << "postlab play: expected FILE and HOST:PORT (or two of them, first SMTP, then POP3)\n";
    return addresses;
}

bool play_one(const Dialogue& dialogue, const SocketWire::Addresses& addresses, std::ostream& out) {
    std::optional<std::string> complaint;
    try {
        SocketWire wire(addresses);
        complaint = play(dialogue, wire);
    } catch (const Poco::Exception& error) {
        complaint = dialogue.name + ": no connection: " + error.displayText();
    } catch (const std::invalid_argument& error) {
        complaint = dialogue.name + ": " + error.what();
    }
    if (complaint)
        out << *complaint << "\n";
    else
        out << dialogue.name << ":" << dialogue.steps.front().line << ": as written\n";
    return !complaint;
}

}  // namespace

int play(const std::string& file, const std::vector<std::string>& arguments, std::ostream& out) {
    SocketWire::Addresses addresses = by_protocol(arguments, out);
    if (addresses.empty()) return 2;
    std::vector<Dialogue> dialogues;
    try {
        dialogues = read_dialogues(file);
    } catch (const DialogueError& error) {
        out << "postlab play: " << error.what() << "\n";
        return 2;
    }
    if (dialogues.empty()) out << "postlab play: " << file << " has no dialogue in it\n";
    int as_written = 0;
    for (const Dialogue& dialogue : dialogues) as_written += play_one(dialogue, addresses, out);
    if (dialogues.empty()) return 2;
    return as_written == static_cast<int>(dialogues.size()) ? 0 : 1;
}

}  // namespace postlab::labs
