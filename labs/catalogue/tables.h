#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "labs/dialogue/dialogue.h"
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

/// Every reply that the verb's own handling can bring about, in the catalogue's order: those named after it,
/// and those it shares with a few others. Not those of its gate, nor those that any line can get.
std::vector<const Reply*> replies_of(const Tables& tables, const Verb& verb);

/// The row with this id, or null.
const Reply* reply_named(const Tables& tables, std::string_view id);

/// Takes the classroom's remarks off the end of a reply's line; answers their rows, in the order they stood in.
std::vector<const Note*> take_notes(std::string& line);

/// A line without what a classroom says of a student's work behind a reply (`lab.inband`): " [L12 2/5]",
/// ", receipt L12-7Q4K-93XD".
std::string without_standing(const std::string& line);

/// The row that a reply's first line was made from, or null. Where several fit, one of the verb's own is
/// preferred (an empty verb: none is known), then the one with the most fixed text. Remarks behind it and a
/// student's standing are ignored.
const Reply* recognise(const Tables& tables, std::string_view line, std::string_view verb);

/// "550 5.1.1 No such user here: <...>": a row as on the wire, with dots where details go, "(s)" for a plural.
std::string as_said(const Reply& reply);
/// "(edited line: ...)": a remark likewise.
std::string as_said(const Note& note);

}  // namespace postlab::labs
