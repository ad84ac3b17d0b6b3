#pragma once
#include <cstdint>
#include <memory>
#include <string_view>

#include "shared/time.h"

namespace postlab {

enum class Direction { client, server };

/// One thing that crossed the wire: a command line, a reply, or a block of content. The views live only
/// as long as the call to record(); secrets are starred before they get here. Without bytes it is something that
/// only a fault does: a reply that was not sent, a line that was cut.
struct Event {
    Direction direction;
    Time at;
    std::string_view bytes;         ///< as on the wire, line ends included
    std::string_view state_before;  ///< the session's state when the bytes came or were said
    std::string_view state_after;   ///< ... and after them; a command changes the state through its reply
    std::string_view verb;          ///< the verb of a command line, and of all that is said to it; empty: none known
    std::string_view reply;         ///< server: the catalogue row, "mail.nested"; empty for content
    /// A piece of a message, cut anywhere; neither a command nor a reply. One of the server's without bytes is a
    /// message that it has made and stored itself, a report (RFC 3461): `messages` and `mailboxes` say which one and
    /// where.
    bool content = false;
    /// What a reply is about, beyond its words. SMTP: the mailboxes a message was stored in, separated by spaces, or,
    /// without a message, the account that AUTH has shown the client to be; POP3: the one whose maildrop a login
    /// opened, or would have opened with its right password if it were not in use. Lower case.
    std::string_view mailboxes = {};
    /// The messages that a reply is about, by store::Message::id, as message_ranges() writes them: stored, found at
    /// the login (none where there are too many to be listed then), listed, fetched, marked, freed of their marks or
    /// removed, as the verb says. What a message holds
    /// never changes, and no id is given twice: behind the reply to RETR the same id is the same content.
    std::string_view messages = {};
    std::string_view injected = {};  ///< what a fault has done here, "cut after 12 octets"; empty: nothing
    /// A command line as the session took it: what the keys of a terminal rubbed out is out, telnet's bytes too, spare
    /// blanks and the line end as well. Empty: `bytes` without their line end are just that, or nothing was left. A
    /// line whose secret is starred in `bytes` has none.
    std::string_view taken = {};
    /// TLS has begun, and hides what follows from everybody on the way: what it speaks, "TLSv1.3
    /// TLS_AES_256_GCM_SHA384". Or it has not: "failed: no shared cipher". Such an event has no bytes.
    std::string_view tls = {};
    /// Nearly always what was said. Where `tls.teach` is set, `bytes` may also be octets as they have crossed the wire,
    /// encrypted, or a line of the key log that opens them: neither a command nor a reply.
    enum class Layer : std::uint8_t { said, wire, secret } layer = Layer::said;
};

/// The record of one conversation. A session owns it, calls it on its own thread, and destroys it at the
/// end. Recording never waits and never fails: what cannot be kept is dropped and counted.
class Transcript {
public:
    virtual ~Transcript() = default;
    virtual void record(const Event& event) = 0;
    /// How it ended: "quit", "drop", "timeout", "shutdown", "refused", "failed", "fault" (a fault has cut the line),
    /// "released" (a teacher has let the maildrop go that it held).
    /// Said once, before destruction.
    virtual void ended(std::string_view how, Time at) = 0;
};

/// Where conversations are kept. Begins them from any thread.
class Recorder {
public:
    virtual ~Recorder() = default;
    virtual std::unique_ptr<Transcript> begin(std::string_view protocol, std::string_view peer, Time at) = 0;
};

}  // namespace postlab
