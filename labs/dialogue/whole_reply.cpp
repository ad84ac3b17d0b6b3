#include "labs/dialogue/whole_reply.h"

#include "labs/language/sentences.h"
#include "shared/text/text.h"
#include "shared/wire/telnet.h"

namespace postlab::labs {

namespace {

constexpr std::size_t most = 64 << 20;

bool is_last(std::string_view line, Protocol protocol) {
    if (protocol == Protocol::smtp) return line.size() <= 3 || line[3] != '-';
    return line == ".\r\n" || line == ".\n";
}

}  // namespace

bool goes_on_to_a_dot(std::string_view verb, bool with_argument) {
    if (verb == "LIST" || verb == "UIDL" || verb == "LANG") return !with_argument;
    return verb == "RETR" || verb == "TOP" || verb == "CAPA";
}

std::uint64_t octets_behind(std::string_view command) {
    const std::vector<std::string> words = split(command);
    const bool chunk = words.size() == 2 || (words.size() == 3 && equal_ignoring_case(words[2], "LAST"));
    if (!chunk || !equal_ignoring_case(words[0], "BDAT") || !all_digits(words[1])) return 0;
    return number_in<std::uint64_t>(words[1]).value_or(0);
}

std::size_t length_in(std::string_view reply) {
    if (!reply.starts_with('=')) return 0;
    reply.remove_prefix(1);
    return number_in<std::size_t>(reply.substr(0, reply.find_first_not_of("0123456789"))).value_or(0);
}

WholeReply hear_whole(const std::function<Heard()>& hear, Protocol protocol, std::string_view verb, bool with_argument,
                      std::size_t announced, const Language& language) {
    WholeReply reply;
    auto next_line = [&] {
        Heard heard = hear();
        if (heard.what == Heard::What::silence) reply.broke_off = language.say("dialogue.too_late"_sentence);
        if (heard.what == Heard::What::closed) reply.broke_off = language.say("dialogue.has_closed"_sentence);
        return heard.text;
    };
    std::string line = next_line();
    line.erase(0, telnet_refusals(line));
    reply.text = line;
    const bool counted = protocol == Protocol::pop2 && verb == "RETR";
    auto is_whole = [&](bool first) {
        if (counted) return reply.text.size() >= announced;
        if (protocol == Protocol::smtp || !first) return is_last(line, protocol);
        return protocol == Protocol::pop2 || !line.starts_with("+OK") || !goes_on_to_a_dot(verb, with_argument);
    };
    for (bool first = true; !is_whole(first) && reply.broke_off.empty(); first = false) {
        reply.text += line = next_line();
        if (reply.text.size() > most) reply.broke_off = language.say("dialogue.endless"_sentence);
    }
    return reply;
}

}  // namespace postlab::labs
