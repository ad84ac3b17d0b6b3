#include <ostream>

#include "labs/catalogue/tables.h"
#include "labs/record/export.h"
#include "labs/text/markup.h"
#include "labs/text/visible.h"

namespace postlab::labs {

namespace {

constexpr Literal page_style = R"(h1 { font-size: 14pt; margin: 0 0 2mm }
thead { display: table-header-group }
tr { break-inside: avoid }
td.bytes { font: 8.5pt monospace; white-space: pre-wrap }
tr.server td.bytes { font-weight: bold }
tr.content td.bytes { font-weight: normal; border-left: 2pt solid #999 }
tr.note td { font-style: italic }
col.time { width: 13mm } col.who { width: 19mm } col.state { width: 26mm } col.why { width: 58mm }
)";

std::string state(const RecordedLine& line) {
    if (!line.last || line.state_before == line.state_after) return line.state_before;
    return line.state_before + " → " + line.state_after;
}

Markup why(const RecordedLine& line, Protocol protocol) {
    const Reply* reply = line.last ? reply_named(tables(protocol), line.reply) : nullptr;
    if (!reply) return line.last ? line.reply : "";
    return element("b", reply->id) + " · " + reply->section + Markup::raw("<br>") + reply->why;
}

/// Which messages and mailboxes a reply is about.
std::string concern(const RecordedLine& line) {
    std::string text = line.messages.empty() ? "" : "messages " + line.messages;
    if (!line.mailboxes.empty()) text += (text.empty() ? "mailboxes " : " in the mailboxes ") + line.mailboxes;
    return text;
}

Markup row(const RecordedLine& line, Protocol protocol) {
    const bool client = line.direction == Direction::client;
    const std::string kind = client ? "client" : "server";
    return element("tr", {{"class", kind + (line.content ? " content" : "")}},
                   element("td", seconds(line.at)) + element("td", client ? "client to server" : "server to client") +
                       element("td", {{"class", "bytes"}}, visible(line.bytes, true)) + element("td", state(line)) +
                       element("td", why(line, protocol))) +
           "\n";
}

Markup note_row(const std::string& text) {
    return element("tr", {{"class", "note"}}, element("td", {}) + element("td", {{"colspan", "4"}}, text)) + "\n";
}

Markup rows(const Conversation& conversation) {
    Markup rows = "\n";
    if (!conversation.flaw.empty()) rows += note_row("Warning: " + conversation.flaw);
    for (const RecordedLine& line : lines_of(conversation)) {
        if (line.lost != 0) rows += note_row(lost_note(line.lost));
        if (!line.bytes.empty()) rows += row(line, conversation.protocol());
        if (!line.injected.empty()) rows += note_row(injected_note(line.injected));
        if (line.left_out != 0) rows += note_row(left_out_note(line.left_out));
        if (!line.messages.empty() || !line.mailboxes.empty()) rows += note_row(concern(line));
    }
    if (const std::uint64_t lost = conversation.lost_at_end()) rows += note_row(lost_note(lost));
    return rows;
}

constexpr Literal table_head =
    "\n<colgroup><col class=\"time\"><col class=\"who\"><col><col class=\"state\"><col class=\"why\"></colgroup>\n"
    "<thead><tr><th>Time</th><th>From</th><th>On the wire</th><th>State</th><th>The reply, and why</th></tr></thead>\n";

}  // namespace

void export_html(const Conversation& conversation, std::ostream& out) {
    const store::KeptConversation& about = conversation.about;
    const std::string title =
        "Conversation " + std::to_string(about.id) + ": " + about.protocol + " with " + about.peer;
    const Markup started = "Started " + utc(about.started) + ", ended by: " + conversation.how_it_ended() +
                           ". Times are in seconds since the start; hidden characters are written as <CR>, <LF>, <HT> "
                           "and the like.";
    const Markup table = Markup::raw(table_head) + element("tbody", rows(conversation)) + "\n";
    out << html_page("en", title, page_style,
                     "\n" + element("h1", title) + "\n" + element("p", started) + "\n" + element("table", table) + "\n")
               .str();
}

}  // namespace postlab::labs
