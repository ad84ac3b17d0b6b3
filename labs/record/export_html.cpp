#include <ostream>

#include "labs/catalogue/tables.h"
#include "labs/record/export.h"
#include "labs/text/markup.h"
#include "labs/text/visible.h"

namespace postlab::labs {

namespace {

constexpr const char* page_style = R"(@page { size: A4; margin: 15mm }
body { font: 10pt sans-serif; color: #000; background: #fff; max-width: 180mm; margin: 5mm auto }
h1 { font-size: 14pt; margin: 0 0 2mm }
table { border-collapse: collapse; width: 100%; table-layout: fixed }
th, td { border-bottom: .5pt solid #999; padding: 1mm; text-align: left; vertical-align: top; overflow-wrap: anywhere }
thead { display: table-header-group }
th { border-bottom: 1pt solid #000 }
tr { break-inside: avoid }
td.bytes { font: 8.5pt monospace; white-space: pre-wrap }
tr.server td.bytes { font-weight: bold }
tr.content td.bytes { font-weight: normal; border-left: 2pt solid #999 }
tr.note td { font-style: italic }
col.time { width: 13mm } col.who { width: 19mm } col.state { width: 26mm } col.why { width: 58mm })";

std::string state(const RecordedLine& line) {
    if (!line.last || line.state_before == line.state_after) return line.state_before;
    return line.state_before + " → " + line.state_after;
}

std::string why(const RecordedLine& line, Protocol protocol) {
    const Reply* reply = line.last ? reply_named(tables(protocol), line.reply) : nullptr;
    if (!reply) return escaped(line.last ? line.reply : "");
    return "<b>" + escaped(reply->id) + "</b> · " + escaped(reply->section) + "<br>" + escaped(reply->why);
}

/// Which messages and mailboxes a reply is about.
std::string concern(const RecordedLine& line) {
    std::string text = line.messages.empty() ? "" : "messages " + line.messages;
    if (!line.mailboxes.empty()) text += (text.empty() ? "mailboxes " : " in the mailboxes ") + line.mailboxes;
    return text;
}

void write_row(const RecordedLine& line, Protocol protocol, std::ostream& out) {
    const bool client = line.direction == Direction::client;
    out << "<tr class=\"" << (client ? "client" : "server") << (line.content ? " content" : "") << "\"><td>"
        << seconds(line.at) << "</td><td>" << (client ? "client to server" : "server to client")
        << "</td><td class=\"bytes\">" << escaped(visible(line.bytes, true)) << "</td><td>" << escaped(state(line))
        << "</td><td>" << why(line, protocol) << "</td></tr>\n";
}

void write_note(const std::string& text, std::ostream& out) {
    out << "<tr class=\"note\"><td></td><td colspan=\"4\">" << escaped(text) << "</td></tr>\n";
}

}  // namespace

void export_html(const Conversation& conversation, std::ostream& out) {
    const store::KeptConversation& about = conversation.about;
    const std::string title =
        "Conversation " + std::to_string(about.id) + ": " + about.protocol + " with " + about.peer;
    out << "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>" << escaped(title)
        << "</title>\n<style>\n"
        << page_style << "\n</style>\n</head>\n<body>\n<h1>" << escaped(title) << "</h1>\n<p>Started "
        << utc(about.started) << ", ended by: " << escaped(conversation.how_it_ended())
        << ". Times are in seconds since the start; hidden characters are "
        << "written as &lt;CR&gt;, &lt;LF&gt;, &lt;HT&gt; and the like.</p>\n"
        << "<table>\n<colgroup><col class=\"time\"><col class=\"who\"><col><col class=\"state\"><col class=\"why\">"
        << "</colgroup>\n<thead><tr><th>Time</th><th>From</th><th>On the wire</th><th>State</th><th>The reply, and why"
        << "</th></tr></thead>\n<tbody>\n";
    if (!conversation.flaw.empty()) write_note("Warning: " + conversation.flaw, out);
    for (const RecordedLine& line : lines_of(conversation)) {
        if (line.lost != 0) write_note(lost_note(line.lost), out);
        if (!line.bytes.empty()) write_row(line, conversation.protocol(), out);
        if (!line.injected.empty()) write_note(injected_note(line.injected), out);
        if (line.left_out != 0) write_note(left_out_note(line.left_out), out);
        if (!line.messages.empty() || !line.mailboxes.empty()) write_note(concern(line), out);
    }
    if (const std::uint64_t lost = conversation.lost_at_end()) write_note(lost_note(lost), out);
    out << "</tbody>\n</table>\n</body>\n</html>\n";
}

}  // namespace postlab::labs
