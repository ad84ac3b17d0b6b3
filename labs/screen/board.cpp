#include "labs/screen/board.h"

#include <set>

#include "labs/record/turns.h"
#include "labs/screen/json.h"
#include "labs/screen/rows.h"
#include "shared/text/text.h"

namespace postlab::screen {

namespace {

using Poco::JSON::Array;
using Poco::JSON::Object;

constexpr std::uint32_t on_the_board = 40;
constexpr std::size_t longest_shown = 200;  // octets of a line

/// The last lines of both sides, and what tells a teacher that somebody is stuck: since when they are silent, and how
/// many noes they have heard in a row.
void add_last_lines(const labs::Conversation& conversation, Object& shown) {
    std::string_view heard, said;
    int refusals = 0;
    for (const store::KeptEvent& event : conversation.events) {
        if (event.bytes.empty()) continue;
        const bool client = event.direction == Direction::client;
        (client ? heard : said) = event.bytes;
        if (client) shown.set("heard_at", milliseconds(conversation.about.started + event.at));
        if (!client && !event.content) refusals = labs::says_no(event.bytes) ? refusals + 1 : 0;
        if (!event.state_after.empty()) shown.set("state", event.state_after);
        if (all_digits(event.messages)) shown.set("letter", event.messages);
    }
    if (refusals > 0) shown.set("refusals", refusals);
    for (auto [name, bytes] : {std::pair("heard", heard), std::pair("said", said)}) {
        if (bytes.empty()) continue;
        const std::size_t line = bytes.size() < 2 ? 0 : bytes.rfind('\n', bytes.size() - 2) + 1;  // npos + 1 is 0
        shown.set(name, parts_of(bytes.substr(line, longest_shown)));
    }
}

}  // namespace

Object about_of(const store::KeptConversation& about) {
    Object shown;
    shown.set("id", about.id);
    shown.set("protocol", about.protocol);
    shown.set("peer", about.peer);
    if (!about.account.empty()) shown.set("account", about.account);
    shown.set("started", milliseconds(about.started));
    shown.set("began_us", microseconds_of(about.started));
    if (about.ended) shown.set("ended", milliseconds(*about.ended));
    if (about.ended) shown.set("how", about.how);
    shown.set("lines", about.lines);
    return shown;
}

Object Board::now() {
    Array list;
    std::set<std::int64_t> there;
    for (const store::KeptConversation& about : record_.conversations(on_the_board)) {
        list.add(shown(about));
        there.insert(about.id);
    }
    std::erase_if(kept_, [&](const auto& entry) { return !there.contains(entry.first); });
    Object board;
    board.set("conversations", list);
    board.set("locks", locks());
    return board;
}

Array Board::locks() {
    Array locks;
    decltype(holding_) before = std::exchange(holding_, {});
    for (const auto& [mailbox, since] : held_ ? held_() : std::vector<store::HeldMaildrop>()) {
        std::int64_t& conversation = holding_[{mailbox, since}] = before[{mailbox, since}];
        if (conversation == 0) conversation = record_.holding(mailbox);
        Object lock;
        lock.set("mailbox", mailbox);
        lock.set("since", milliseconds(since));
        if (conversation != 0) lock.set("conversation", conversation);
        locks.add(lock);
    }
    return locks;
}

const Object& Board::shown(const store::KeptConversation& about) {
    Kept& kept = kept_[about.id];
    if (kept.events == about.events && kept.ended == about.ended.has_value() && kept.shown.size() > 0)
        return kept.shown;
    Object shown = about_of(about);
    if (const auto conversation = record_.conversation(about.id)) add_last_lines(*conversation, shown);
    kept = {about.events, about.ended.has_value(), shown};
    return kept.shown;
}

}  // namespace postlab::screen
