#pragma once
#include <array>
#include <iosfwd>
#include <string>
#include <string_view>

#include "labs/record/conversation.h"

/// The forms in which `postlab transcript export` writes one recorded conversation. None of them can fail but for the
/// stream, whose state the caller looks at. What explains is in that language; JSON and pcap say what was said alone.
namespace postlab::labs {

/// As the RFCs print theirs, C: and S:, in the dialogue format (labs/dialogue/dialogue.h), which parses it back to the
/// same octets. What was starred, left out or lost stays so; a comment says where octets are missing.
void export_text(const Conversation& conversation, std::ostream& out, const Language& language = Language::english());

/// JSON lines: an object for each event, keys session, seq, time (UTC, microseconds), direction, content, bytes
/// (base64), text (the same bytes; only where they are UTF-8), state_before, state_after, verb, reply, left_out; and
/// where there are any, mailboxes and messages (arrays), injected and tls.
void export_jsonl(const Conversation& conversation, std::ostream& out, const Language& = Language::english());

/// A sequence diagram as wide as a page of A4, in SVG: an arrow for each line, cut at 60 characters and without
/// its CRLF. Of each message it shows the first ten lines.
void export_svg(const Conversation& conversation, std::ostream& out, const Language& language = Language::english());

/// A page to print, without scripts: a table of all lines, and what the catalogue says about each reply.
void export_html(const Conversation& conversation, std::ostream& out, const Language& language = Language::english());

/// A classic pcap file of raw IP packets (LINKTYPE_RAW), made up so that Wireshark decodes the conversation. Times,
/// bytes and the client's address are those recorded. The client's port is invented; the server stands at port 25 or
/// 110, wherever it really listened, and at a documentation address (RFC 5737, RFC 3849), or at the client's own where
/// that is a loopback address. Octets that were left out are a gap in the sequence numbers; events that were lost are
/// none. What was on no wire, such as a lab's own entries, is an empty file. From where TLS begins it has what a
/// sniffer sees, the encrypted octets, as far as the record has them (`tls.teach`); the server then may stand at 465 or
/// 995.
void export_pcap(const Conversation& conversation, std::ostream& out, const Language& = Language::english());

/// The secrets that open TLS in that file: a key log as Wireshark reads it. Empty: none are in the record.
std::string key_log(const Conversation& conversation);

struct ExportForm {
    std::string_view name;  ///< as --as takes it
    void (*write)(const Conversation&, std::ostream&, const Language&);
    bool binary = false;              ///< nothing for a terminal
    bool can_follow_another = false;  ///< several conversations can stand one behind the other
};

inline constexpr std::array<ExportForm, 5> export_forms{{{"text", export_text, false, true},
                                                         {"jsonl", export_jsonl, false, true},
                                                         {"svg", export_svg},
                                                         {"html", export_html},
                                                         {"pcap", export_pcap, true}}};

/// Throws UsageError for a name that is none of them.
const ExportForm& export_form(const std::string& name);
/// "text|jsonl|...", what --as lets choose from.
std::string form_names();

}  // namespace postlab::labs
