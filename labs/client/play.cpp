#include "labs/client/play.h"

#include <Poco/Exception.h>

#include <ostream>

#include "labs/client/saved_dialogue.h"
#include "labs/dialogue/network_failure.h"
#include "labs/dialogue/player.h"
#include "labs/dialogue/socket_wire.h"
#include "labs/language/sentences.h"
#include "shared/program/password_prompt.h"
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

/// Calls it with each text in which a password may have been said, or something was worked out of it. Stars that stand
/// alone may have been anything, which nobody should say again.
template <class Texts>
void for_each_login(std::vector<Dialogue>& dialogues, Texts of) {
    for (Dialogue& dialogue : dialogues)
        for (Step& step : dialogue.steps)
            for (Piece& piece : step.pieces) {
                const bool login = piece.text.starts_with("PASS ") || piece.text.starts_with("HELO ");
                if ((step.kind == Step::Kind::client && login) || step.kind == Step::Kind::formula) of(piece.text);
            }
}

/// A conversation that was saved has stars in place of its password.
void put_in_password(std::vector<Dialogue>& dialogues, const std::string& command, const Language& language) {
    constexpr std::string_view stars = SavedDialogue::secret;
    bool has_stars = false;
    for_each_login(dialogues, [&](const std::string& text) { has_stars |= text.find(stars) != text.npos; });
    if (!has_stars) return;
    const std::string password = password_on_stdin(command, language.say("language.prompt"_sentence));
    for_each_login(dialogues, [&](std::string& text) {
        for (std::size_t at = 0; (at = text.find(stars, at)) != text.npos; at += password.size())
            text.replace(at, stars.size(), password);
    });
}

/// Plays dialogues, and says of each how it went.
class DialoguePlayer {
public:
    DialoguePlayer(const SocketWire::Addresses& addresses, const CommandLine& line, std::ostream& out)
        : addresses_(addresses), secrecy_(secrecy_in(line)), language_(language_in(line)), out_(out) {}

    bool play(const Dialogue& dialogue) const {
        const std::optional<std::string> complaint = complaint_of(dialogue);
        const std::string place = dialogue.name + ":" + std::to_string(dialogue.steps.front().line);
        out_ << complaint.value_or(language_.say("client.as_written"_sentence, {place})) << "\n";
        return !complaint;
    }

private:
    std::optional<std::string> complaint_of(const Dialogue& dialogue) const {
        try {
            SocketWire wire(addresses_, Poco::Timespan(5, 0), secrecy_, language_);
            return labs::play(dialogue, wire, Pace::lines, language_);
        } catch (const Poco::Exception& error) {
            return dialogue.name + ": " + language_.say("dialogue.no_connection"_sentence, {network_failure(error)});
        } catch (const SayableError& error) {
            return dialogue.name + ": " + language_.say(error);
        }
    }

    const SocketWire::Addresses& addresses_;
    const Secrecy secrecy_;
    const Language& language_;
    std::ostream& out_;
};

int play_file(const CommandLine& line, std::ostream& out, std::ostream&) {
    const std::string file = line.word(0);
    SocketWire::Addresses addresses = by_protocol({line.words().begin() + 1, line.words().end()});
    std::vector<Dialogue> dialogues;
    try {
        dialogues = read_dialogues(file);
    } catch (const DialogueError& error) {
        out << "postlab play: " << language_in(line).say(error) << "\n";
        return 2;
    }
    if (dialogues.empty()) {
        out << "postlab play: " << language_in(line).say("client.no_dialogue"_sentence, {file}) << "\n";
        return 2;
    }
    put_in_password(dialogues, "play " + joined(line.words(), " "), language_in(line));
    const DialoguePlayer player(addresses, line, out);
    bool as_written = true;
    for (const Dialogue& dialogue : dialogues) as_written = player.play(dialogue) && as_written;
    return as_written ? 0 : 1;
}

}  // namespace

ProgramCommand play_command() {
    return {"play",
            "FILE HOST:PORT [POP3-HOST:PORT]",
            "plays a dialogue against a running server",
            with_secrecy({language_option}),
            "postlab play README.md localhost:2525 localhost:2110",
            play_file,
            "Exit status 0 when everything went as written. Two addresses may also be named, as smtp=HOST:PORT and "
            "pop3=HOST:PORT, in any order. What stands for a password in a conversation that talk has saved, ****, is "
            "asked "
            "for."};
}

}  // namespace postlab::labs
