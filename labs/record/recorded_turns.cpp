#include "labs/record/recorded_turns.h"

#include "shared/command_line.h"
#include "shared/telnet.h"

namespace postlab::labs {

namespace {

void add(std::vector<Turn>& turns, store::KeptEvent event) {
    const bool server = event.direction == Direction::server;
    if (server && event.bytes.empty()) return;  // what a fault has done
    if (server && event.content && telnet_refusals(event.bytes) == event.bytes.size()) return;
    const bool follows = !turns.empty() && turns.back().who == event.direction && event.content;
    if (follows && (server || turns.back().content))
        turns.back().bytes += event.bytes;
    else
        turns.push_back({event.direction, event.content && !server, std::move(event.bytes), std::move(event.verb),
                         std::move(event.reply)});
}

}  // namespace

bool Turn::starred() const {
    const std::size_t end = bytes.find_last_not_of("\r\n");
    return who == Direction::client && !content && end != bytes.npos && bytes.substr(0, end + 1).ends_with("****");
}

std::vector<Turn> recorded_turns(store::TranscriptReader& reader, std::int64_t id) {
    const auto conversation = reader.conversation(id);
    if (!conversation)
        throw UsageError("there is no conversation " + std::to_string(id) +
                         "; postlab transcript list shows those there are");
    const std::string impossible = "conversation " + std::to_string(id) + " can't be played again: ";
    if (conversation->lost != 0)
        throw UsageError(impossible + std::to_string(conversation->lost) + " lines or blocks of it were not recorded");
    std::vector<Turn> turns;
    for (store::KeptEvent& event : reader.events(id)) {
        if (event.left_out != 0)
            throw UsageError(impossible + std::to_string(event.left_out) +
                             " octets of a message in it were not kept (transcript.max_content_bytes)");
        add(turns, std::move(event));
    }
    return turns;
}

}  // namespace postlab::labs
