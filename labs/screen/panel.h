#pragma once
#include <Poco/JSON/Object.h>

#include "labs/record/turns.h"

namespace postlab::screen {

/// What stands beside a conversation, as far as its record tells:
///     {"states": ["fresh", ...], "path": ["fresh", "ready"], "state": "ready"}
/// of SMTP the envelope and the letter under way, or the last ones:
///     {"envelope": {"from": "a@b", "to": ["c@d"]}, "letter": {"From": "...", "Subject": "..."}, "stored": "12"}
/// and of POP3 the maildrop as the session has it:
///     {"maildrop": [{"number": 1, "id": "7", "marked": true, "fetched": true}], "mailbox": "alice", "opened": 31.2}
/// with "unique_id" of a message, once UIDL has said it, and "opened" in seconds since the conversation began.
Poco::JSON::Object panel_of(const labs::Conversation& conversation, const labs::Turns& turns);

}  // namespace postlab::screen
