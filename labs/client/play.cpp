#include "labs/client/play.h"

#include <Poco/Exception.h>

#include <ostream>

#include "labs/dialogue/player.h"
#include "labs/dialogue/socket_wire.h"
#include "shared/text/text.h"

namespace postlab::labs {

namespace {

SocketWire::Addresses by_protocol(const std::vector<std::string>& arguments) {
    SocketWire::Addresses addresses;
    for (const std::string& argument : arguments) {
        const std::string name = argument.substr(0, argument.find('='));
        const bool named = name.size() < argument.size() && names_protocol(name);
        const bool two = !named && arguments.size() == 2, first_of_two = two && &argument == &arguments.front();
        const std::string address = named ? argument.substr(name.size() + 1) : argument;
        parse_address(address);
        for (const Protocol protocol : all_protocols) {
            const bool meant = two ? protocol == (first_of_two ? Protocol::smtp : Protocol::pop3) : true;
            if (named ? name == name_of(protocol) : meant) addresses.try_emplace(protocol, address);
        }
    }
    return addresses;
}

bool play_one(const Dialogue& dialogue, const SocketWire::Addresses& addresses, Secrecy secrecy, std::ostream& out) {
    std::optional<std::string> complaint;
    try {
        SocketWire wire(addresses, Poco::Timespan(5, 0), secrecy);
        complaint = play(dialogue, wire);
    } catch (const Poco::Exception& error) {
        complaint = dialogue.name + ": no connection: " + words_of(error);
    } catch (const std::invalid_argument& error) {
        complaint = dialogue.name + ": " + error.what();
    }
    if (complaint)
        out << *complaint << "\n";
    else
        out << dialogue.name << ":" << dialogue.steps.front().line << ": as written\n";
    return !complaint;
}

int play_file(const CommandLine& line, std::ostream& out, std::ostream&) {
    const std::string file = line.word(0);
    SocketWire::Addresses addresses = by_protocol({line.words().begin() + 1, line.words().end()});
    std::vector<Dialogue> dialogues;
    try {
        dialogues = read_dialogues(file);
    } catch (const DialogueError& error) {
        out << "postlab play: " << error.what() << "\n";
        return 2;
    }
    if (dialogues.empty()) out << "postlab play: " << file << " has no dialogue in it\n";
    int as_written = 0;
    for (const Dialogue& dialogue : dialogues) as_written += play_one(dialogue, addresses, secrecy_in(line), out);
    if (dialogues.empty()) return 2;
    return as_written == static_cast<int>(dialogues.size()) ? 0 : 1;
}

}  // namespace

ProgramCommand play_command() {
    return {"play",
            "FILE HOST:PORT [POP3-HOST:PORT]",
            "plays a dialogue against a running server",
            secrecy_options(),
            "postlab play README.md localhost:2525 localhost:2110",
            play_file,
            "Exit status 0 when everything went as written. Two addresses may also be named, as smtp=HOST:PORT and "
            "pop3=HOST:PORT, in any order."};
}

}  // namespace postlab::labs
