#include <ostream>
#include <span>

#include "labs/catalogue/in_language.h"
#include "labs/language/sentences.h"
#include "labs/record/export.h"
#include "labs/record/turns.h"
#include "labs/text/look.h"
#include "labs/text/visible.h"

namespace postlab::labs {

namespace {

constexpr Literal columns_of_table =
    "\n<colgroup><col class=\"time\"/><col class=\"who\"/><col/><col class=\"state\"/><col "
    "class=\"why\"/></colgroup>\n";

std::string state_change(const Utterance& utterance) {
    const std::string before(utterance.state_before), after(utterance.state_after);
    return before == after ? before : before + " → " + after;
}

Markup note_row(const std::string& text) {
    return element("tr", {{"class", "note"}}, element("td", {}) + element("td", {{"colspan", "4"}}, text)) + "\n";
}

/// The rows of the table, in a language.
class RecordTable {
public:
    RecordTable(Protocol protocol, const Language& language) : tables_(tables(protocol)), language_(language) {}

    Markup of(const Conversation& conversation) const {
        Markup rows = "\n";
        if (!conversation.flaw.empty()) rows += note_row(say("export.warning"_sentence, {conversation.flaw}));
        const Turns turns(conversation);
        for (const Utterance& utterance : turns.utterances()) rows += of(utterance);
        if (const std::uint64_t lost = conversation.lost_at_end()) rows += note_row(lost_note(lost, language_));
        return rows;
    }

    Markup head() const {
        Markup cells;
        for (const Sentence* title : {&"export.time"_sentence, &"export.from"_sentence, &"export.wire"_sentence,
                                      &"export.state"_sentence, &"export.why"_sentence})
            cells += element("th", say(*title));
        return Markup::raw(columns_of_table) + element("thead", element("tr", cells)) + "\n";
    }

private:
    std::string say(const Sentence& sentence, std::vector<Phrase> details = {}) const {
        return language_.say(sentence, std::move(details));
    }

    Markup of(const Utterance& utterance) const {
        Markup rows;
        if (utterance.lost != 0) rows += note_row(lost_note(utterance.lost, language_));
        const std::size_t together = utterance.content ? utterance.lines.size() : 1;
        for (auto rest = utterance.lines; !rest.empty(); rest = rest.subspan(together))
            rows += row(rest.first(together), utterance);
        if (!utterance.tls.empty()) rows += note_row(tls_note(utterance.tls, language_));
        if (!utterance.injected.empty()) rows += note_row(injected_note(utterance.injected, language_));
        if (utterance.left_out != 0) rows += note_row(left_out_note(utterance.left_out, language_));
        if (const std::string about = concern(utterance); !about.empty()) rows += note_row(about);
        return rows;
    }

    /// A row for lines that stand together: one, but a message is a run of many.
    Markup row(std::span<const Line> lines, const Utterance& utterance) const {
        const bool client = utterance.direction == Direction::client, last = &lines.back() == &utterance.lines.back();
        std::string shown;
        for (const Line& line : lines) shown.append(shown.empty() ? "" : "\n").append(visible(line.bytes, true));
        return element("tr",
                       {{"class", std::string(client ? "client" : "server") + (utterance.content ? " content" : "")}},
                       element("td", seconds(lines.front().at)) +
                           element("td", say(client ? "export.from_client"_sentence : "export.from_server"_sentence)) +
                           element("td", {{"class", "bytes"}}, shown) +
                           element("td", last ? state_change(utterance) : std::string(utterance.state_before)) +
                           element("td", last ? why_of(utterance) : Markup())) +
               "\n";
    }

    Markup why_of(const Utterance& utterance) const {
        const Reply* reply = reply_named(tables_, utterance.reply);
        if (!reply) return std::string(utterance.reply);
        return element("b", reply->id) + " · " + reply->section + Markup::raw("<br/>") +
               why(tables_, *reply, language_);
    }

    /// Which messages and mailboxes a reply is about.
    std::string concern(const Utterance& utterance) const {
        const std::string_view messages = utterance.messages, mailboxes = utterance.mailboxes;
        if (is_report(utterance)) return report_note(messages, mailboxes, language_);
        if (messages.empty()) return mailboxes.empty() ? "" : say("record.mailboxes"_sentence, {mailboxes});
        if (mailboxes.empty()) return say("record.messages"_sentence, {messages});
        return say("export.messages_in"_sentence, {messages, mailboxes});
    }

    const Tables& tables_;
    const Language& language_;
};

}  // namespace

void export_html(const Conversation& conversation, std::ostream& out, const Language& language) {
    const store::KeptConversation& about = conversation.about;
    const std::string title =
        language.say("export.title"_sentence, {std::to_string(about.id), about.protocol, about.peer});
    const Markup started =
        language.say("export.started"_sentence, {local_time(about.started), conversation.how_it_ended(language)});
    const RecordTable rows(conversation.protocol(), language);
    const Markup table = rows.head() + element("tbody", rows.of(conversation)) + "\n";
    out << html_page(language.code(), title, "record",
                     "\n" + element("h1", title) + "\n" + element("p", started) + "\n" + element("table", table) + "\n")
               .str();
}

}  // namespace postlab::labs
