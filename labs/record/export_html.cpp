#include <ostream>
#include <span>

#include "labs/catalogue/tables.h"
#include "labs/record/export.h"
#include "labs/record/turns.h"
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
tr.content { break-inside: auto }
tr.note td { font-style: italic }
col.time { width: 13mm } col.who { width: 19mm } col.state { width: 26mm } col.why { width: 58mm }
@media screen and (max-width: 700px) {
  table, tbody, tr, td { display: block } thead, colgroup { display: none }
  tr { border-bottom: .5pt solid #999; padding: 1mm 0 } td { border: 0; padding: 0 1mm } td:empty { display: none }
}
)";

std::string state_change(const Utterance& utterance) {
    const std::string before(utterance.state_before), after(utterance.state_after);
    return before == after ? before : before + " → " + after;
}

Markup why(const Utterance& utterance, Protocol protocol) {
    const Reply* reply = reply_named(tables(protocol), utterance.reply);
    if (!reply) return std::string(utterance.reply);
    return element("b", reply->id) + " · " + reply->section + Markup::raw("<br>") + reply->why;
}

/// Which messages and mailboxes a reply is about.
std::string concern(const Utterance& utterance) {
    std::string text;
    if (!utterance.messages.empty()) text.append("messages ").append(utterance.messages);
    if (!utterance.mailboxes.empty())
        text.append(text.empty() ? "mailboxes " : " in the mailboxes ").append(utterance.mailboxes);
    return text;
}

/// A row for lines that stand together: one, but a message is a run of many.
Markup row(std::span<const Line> lines, const Utterance& utterance, Protocol protocol) {
    const bool client = utterance.direction == Direction::client, last = &lines.back() == &utterance.lines.back();
    const std::string kind = client ? "client" : "server";
    std::string shown;
    for (const Line& line : lines) shown.append(shown.empty() ? "" : "\n").append(visible(line.bytes, true));
    return element("tr", {{"class", kind + (utterance.content ? " content" : "")}},
                   element("td", seconds(lines.front().at)) +
                       element("td", client ? "client to server" : "server to client") +
                       element("td", {{"class", "bytes"}}, shown) +
                       element("td", last ? state_change(utterance) : std::string(utterance.state_before)) +
                       element("td", last ? why(utterance, protocol) : Markup())) +
           "\n";
}

Markup note_row(const std::string& text) {
    return element("tr", {{"class", "note"}}, element("td", {}) + element("td", {{"colspan", "4"}}, text)) + "\n";
}

Markup rows(const Conversation& conversation) {
    Markup rows = "\n";
    if (!conversation.flaw.empty()) rows += note_row("Warning: " + conversation.flaw);
    const Turns turns(conversation);
    for (const Utterance& utterance : turns.utterances()) {
        if (utterance.lost != 0) rows += note_row(lost_note(utterance.lost));
        const std::size_t together = utterance.content ? utterance.lines.size() : 1;
        for (auto rest = utterance.lines; !rest.empty(); rest = rest.subspan(together))
            rows += row(rest.first(together), utterance, conversation.protocol());
        if (!utterance.tls.empty()) rows += note_row(tls_note(utterance.tls));
        if (!utterance.injected.empty()) rows += note_row(injected_note(utterance.injected));
        if (utterance.left_out != 0) rows += note_row(left_out_note(utterance.left_out));
        if (const std::string about = concern(utterance); !about.empty()) rows += note_row(about);
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
    const Markup started = "Started " + local_time(about.started) + ", ended by: " + conversation.how_it_ended() +
                           ". Times are in seconds since the start; hidden characters are written as <CR>, <LF>, <HT> "
                           "and the like.";
    const Markup table = Markup::raw(table_head) + element("tbody", rows(conversation)) + "\n";
    out << html_page("en", title, page_style,
                     "\n" + element("h1", title) + "\n" + element("p", started) + "\n" + element("table", table) + "\n")
               .str();
}

}  // namespace postlab::labs
