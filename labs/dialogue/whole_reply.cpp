#include "labs/dialogue/whole_reply.h"

#include "shared/wire/telnet.h"

namespace postlab::labs {

namespace {

constexpr std::size_t most = 64 << 20;

/// Whether a POP3 reply that begins with +OK goes on to a line with one dot.
bool has_content(std::string_view verb, bool with_argument) {
    if (verb == "LIST" || verb == "UIDL") return !with_argument;
    return verb == "RETR" || verb == "TOP" || verb == "CAPA";
}

bool is_last(std::string_view line, Protocol protocol) {
    if (protocol == Protocol::smtp) return line.size() <= 3 || line[3] != '-';
    return line == ".\r\n" || line == ".\n";
}

}  // namespace

WholeReply hear_whole(const std::function<Heard()>& hear, Protocol protocol, std::string_view verb,
                      bool with_argument) {
    WholeReply reply;
    auto next_line = [&] {
        Heard heard = hear();
        if (heard.what == Heard::What::silence) reply.broke_off = "nothing more has come in time";
        if (heard.what == Heard::What::closed) reply.broke_off = "the server has closed the connection";
        return heard.text;
    };
    std::string line = next_line();
    line.erase(0, telnet_refusals(line));
    reply.text = line;
    bool more = protocol == Protocol::smtp ? !is_last(line, protocol)
                                           : line.starts_with("+OK") && has_content(verb, with_argument);
    while (more && reply.broke_off.empty()) {
        reply.text += line = next_line();
        more = !is_last(line, protocol);
        if (reply.text.size() > most) reply.broke_off = "it does not end";
    }
    return reply;
}

}  // namespace postlab::labs
