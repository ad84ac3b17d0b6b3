#include <ostream>
#include <utility>

#include "labs/dialogue/dialogue.h"
#include "labs/record/export.h"
#include "labs/record/turns.h"

namespace postlab::labs {

namespace {

/// Bytes that mean themselves: what the dialogue format would take for a name or for `...` is escaped too.
std::string literal(std::string_view bytes) {
    std::string text = with_escapes(bytes);
    for (std::size_t at = 0; (at = text.find('{', at)) != text.npos;) text.replace(at, 1, "\\x7B");
    for (std::size_t at = 0; (at = text.find("...", at)) != text.npos;) text.replace(at, 1, "\\x2E");
    return text;
}

void write_line(char who, const std::string& text, std::ostream& out) {
    out << who << (text.empty() ? ":" : ": ") << text << "\n";
}

void write_client(std::string_view bytes, std::ostream& out) {
    if (bytes.ends_with("\r\n"))
        write_line('C', literal(bytes.substr(0, bytes.size() - 2)), out);
    else
        write_line('C', literal(bytes) + "\\", out);
}

/// How the connection ended, as far as the dialogue format has an event for it.
std::string_view end_event(const store::KeptConversation& about) {
    if (!about.ended) return "";
    return about.how == "drop" ? "! drop\n" : "! closed\n";
}

}  // namespace

void export_text(const Conversation& conversation, std::ostream& out, const Language& language) {
    out << "# " << heading_of(conversation, language) << "\n";
    std::string unfinished;  // what the server has said of a line so far
    auto cut = [&](const char* rest) {
        if (!unfinished.empty()) write_line('S', literal(std::exchange(unfinished, {})) + rest, out);
    };
    const Turns turns(conversation);
    for (const Utterance& utterance : turns.utterances()) {
        if (utterance.lost != 0) out << "# " << lost_note(utterance.lost, language) << "\n";
        for (const Line& line : utterance.lines) {
            if (utterance.direction == Direction::client) {
                write_client(line.bytes, out);
                continue;
            }
            unfinished += line.bytes;
            if (!unfinished.ends_with("\r\n")) continue;
            unfinished.resize(unfinished.size() - 2);
            write_line('S', literal(std::exchange(unfinished, {})), out);
        }
        if (is_report(utterance)) out << "# " << report_note(utterance.messages, utterance.mailboxes, language) << "\n";
        if (!utterance.tls.empty()) out << "# " << tls_note(utterance.tls, language) << "\n";
        if (begins_tls(utterance) && &utterance != &turns.utterances().front()) out << "! starttls\n";
        if (!utterance.injected.empty()) out << "# " << injected_note(utterance.injected, language) << "\n";
        if (utterance.left_out == 0) continue;
        cut("...");
        out << "# " << left_out_note(utterance.left_out, language) << "\n";
    }
    const std::uint64_t lost = conversation.lost_at_end();
    cut(lost == 0 ? "\\" : "...");  // a line that a fault has cut, or the last of what is known
    if (lost != 0) out << "# " << lost_note(lost, language) << "\n";
    out << end_event(conversation.about);
}

}  // namespace postlab::labs
