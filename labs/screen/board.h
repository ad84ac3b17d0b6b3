#pragma once
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "labs/screen/record.h"
#include "store/maildrop_lock.h"

namespace postlab::screen {

/// Who is connected, and what was just said: the last conversations, the newest first.
///     {"conversations": [{"id", "protocol", "peer", "account", "started", "began_us", "ended", "how", "lines",
///                         "state", "heard", "heard_at", "said", "refusals", "letter"}],
///      "locks": [{"mailbox", "since", "conversation"}]}
/// "heard" and "said": the parts of the client's and the server's last line; "refusals": how many noes in a row came
/// last; "letter": the number of the one that it was about last; "locks": who has a maildrop open, the longest first.
/// Times are milliseconds since 1970, "began_us" the start in microseconds; without an end it is under way. One thread.
class Board {
public:
    using Held = std::function<std::vector<store::HeldMaildrop>()>;
    explicit Board(Record& record, Held held = {}) : record_(record), held_(std::move(held)) {}
    Poco::JSON::Object now();

private:
    struct Kept {
        std::uint64_t events = 0;
        bool ended = false;
        Poco::JSON::Object shown;
    };
    const Poco::JSON::Object& shown(const store::KeptConversation& about);

    Poco::JSON::Array locks();

    Record& record_;
    const Held held_;
    std::map<std::pair<std::string, Time>, std::int64_t>
        holding_;                        ///< the conversations of the locks of the last board
    std::map<std::int64_t, Kept> kept_;  ///< of those that the last board had: most have not changed since
};

/// What a conversation's page and the board say of a conversation as such.
Poco::JSON::Object about_of(const store::KeptConversation& about);

}  // namespace postlab::screen
