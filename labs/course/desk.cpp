#include "labs/course/desk.h"

#include <Poco/String.h>

#include <algorithm>
#include <optional>

namespace postlab::course {

namespace {

/// The act that a letter's subject names.
std::optional<Act> act_in(std::string_view content) {
    while (!content.empty()) {
        const std::size_t end = std::min(content.find('\n'), content.size());
        const std::string line = Poco::toLower(Poco::trim(std::string(content.substr(0, end))));
        content.remove_prefix(std::min(end + 1, content.size()));
        if (line.empty()) break;
        if (!line.starts_with("subject:")) continue;
        const std::string subject = Poco::trim(line.substr(8));
        if (subject == "start") return Act::start;
        if (subject == "reset") return Act::reset;
        break;
    }
    return std::nullopt;
}

/// The desk's address among the recipients of the letter that the reply `seq` has accepted.
std::optional<TokenOwner> desk_of(const EndedSession& session, std::uint32_t seq, const TokenReader& tokens) {
    std::optional<TokenOwner> desk;
    for (const Turn& turn : session.turns) {
        const bool accepted = !turn.reply.empty() && turn.code.starts_with('2');
        if (turn.kind == Turn::Kind::content && !turn.reply.empty() && turn.reply.front().seq == seq) return desk;
        if (turn.kind != Turn::Kind::command || turn.said.empty()) continue;
        TokenOwner owner;
        if (turn.verb == "MAIL") desk.reset();
        if (turn.verb == "RCPT" && accepted && tokens.find(turn.said[0].text, owner) && owner.desk) desk = owner;
    }
    return std::nullopt;
}

}  // namespace

std::vector<DeskOrder> desk_orders(const EndedSession& session, const TokenReader& tokens) {
    std::vector<DeskOrder> orders;
    for (const Accepted& letter : session.accepted) {
        const auto act = act_in(letter.content);
        if (!act) continue;
        if (const auto owner = desk_of(session, letter.where.seq, tokens))
            orders.push_back({*act, owner->student, owner->lab});
    }
    return orders;
}

}  // namespace postlab::course
