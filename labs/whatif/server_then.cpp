#include "labs/whatif/server_then.h"

#include <algorithm>
#include <optional>

#include "shared/text/text.h"

namespace postlab::labs {

namespace {

/// What stands in front of the first `back`, up to the last `front` before it; empty: they are not there.
std::string text_between(std::string_view text, char front, char back) {
    const std::size_t end = text.find(back), start = end == text.npos ? text.npos : text.rfind(front, end);
    return start == text.npos ? "" : std::string(text.substr(start + 1, end - start - 1));
}

/// The server's domains, as its greeting and its yes to recipients show them.
void find_domains(const Recorded& recorded, ServerThen& server) {
    Settings& settings = server.settings;
    const bool smtp = recorded.conversation.protocol() == Protocol::smtp;
    const auto& greeting = recorded.turns[0].reply;
    const std::vector<std::string> words = split(greeting.empty() ? "" : greeting[0].text);
    const std::string name = smtp && words.size() > 1 ? words[1] : text_between(server.timestamp, '@', '>');
    if (!name.empty()) settings.domain = name;
    for (const Turn& turn : recorded.turns) {
        if (!has_row(turn, "rcpt.ok") || turn.reply.empty()) continue;
        const std::string domain = text_between(turn.reply[0].text, '@', '>');
        if (domain.starts_with('['))
            server.address = domain.substr(domain.starts_with("[IPv6:") ? 6 : 1, domain.find(']') - 1);
        else if (!domain.empty() && !settings.is_own(domain))
            settings.more_domains.push_back(domain);
    }
}

/// Where it listed what it can do, it said so; nothing: the record doesn't tell.
std::optional<bool> offered_tls(const Turn& turn) {
    if (has_row(turn, "starttls.unavailable") || has_row(turn, "stls.unavailable")) return false;
    if (has_row(turn, "starttls.go") || has_row(turn, "stls.go")) return true;
    if (!has_row(turn, "ehlo.ok") && !has_row(turn, "capa.list")) return std::nullopt;
    return std::ranges::any_of(turn.reply, [](const Line& line) {
        return line.text == "STLS" || line.text.ends_with("-STARTTLS") || line.text.ends_with(" STARTTLS");
    });
}

}  // namespace

ServerThen server_then(const Recorded& recorded, const Settings& settings) {
    ServerThen server{settings, "", "", settings.tls.offer};
    const auto& greeting = recorded.turns[0].reply;
    if (!greeting.empty()) server.timestamp = "<" + text_between(greeting[0].text, '<', '>') + ">";
    find_domains(recorded, server);
    for (const Turn& turn : recorded.turns)
        if (const auto offered = offered_tls(turn)) {
            server.offers_tls = *offered;
            break;
        }
    return server;
}

bool has_row(const Turn& turn, std::string_view row) {
    const auto rows = rows_of(turn);
    return std::ranges::find(rows, row) != rows.end();
}

}  // namespace postlab::labs
