#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "labs/catalogue/protocol.h"
#include "shared/note.h"
#include "shared/reply.h"

namespace postlab::labs {

/// A row of a command table, the same for both protocols.
struct Verb {
    std::string_view name, syntax, section, purpose;
    std::vector<const Reply*> gate;  ///< a column for each state; null: the verb may run there
};

/// One protocol as the server itself runs it: its verbs, its states, and all it can say. Made once from the
/// session's command table and the reply catalogue; constant, any thread.
struct Tables {
    Protocol protocol;
    std::string_view name;  ///< "SMTP"
    std::string_view task;  ///< what it is for, in a few words
    std::vector<std::string_view> states;
    std::vector<Verb> verbs;
    std::span<const Reply> replies;
};

const Tables& tables(Protocol protocol);

/// The part of an id before its dot: "rcpt".
std::string_view group(const Reply& reply);

/// Whether the verb's own handling can bring the reply about; any case of the verb.
bool can_bring(const Tables& tables, const Reply& reply, std::string_view verb);

/// Every reply that the verb's own handling can bring about, in the catalogue's order: those named after it,
/// and those it shares with a few others. Not those of its gate, nor those that any line can get.
std::vector<const Reply*> replies_of(const Tables& tables, const Verb& verb);

/// The row with this id, or null.
const Reply* reply_named(const Tables& tables, std::string_view id);

/// The row as it starts on the wire, its holes ("{}") still open.
std::string with_holes(const Reply& reply);
/// "550 5.1.1 No such user here: <...>": a row as on the wire, with dots where details go, "(s)" for a plural.
std::string as_said(const Reply& reply);
/// "(edited line: ...)": a remark likewise.
std::string as_said(const Note& note);

}  // namespace postlab::labs
