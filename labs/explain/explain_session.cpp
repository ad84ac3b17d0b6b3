#include "labs/explain/explain_session.h"

#include <algorithm>
#include <ostream>
#include <utility>
#include <vector>

#include "labs/catalogue/tables.h"
#include "labs/dialogue/recognise.h"
#include "labs/text/paragraph.h"
#include "labs/text/visible.h"
#include "shared/text.h"

namespace postlab::labs {

namespace {

std::string without_line_end(std::string text) {
    while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
    return text;
}

/// Whether a word has the alphabet and the length of base64 (RFC 4648 4).
bool looks_like_base64(std::string_view word) {
    const std::size_t padding = word.size() - std::min(word.find_last_not_of('=') + 1, word.size());
    return word.size() >= 4 && word.size() % 4 == 0 && padding <= 2 &&
           std::ranges::all_of(word.substr(0, word.size() - padding),
                               [](char c) { return is_digit(c) || is_ascii_letter(c) || c == '+' || c == '/'; });
}

/// The states in which the verb may run, when it was its state that this reply refused; else nothing.
std::string states_needed(const Tables& tables, const RecordedLine& line) {
    const auto verb =
        std::ranges::find_if(tables.verbs, [&](const Verb& v) { return equal_ignoring_case(v.name, line.verb); });
    const auto state = std::ranges::find(tables.states, line.state_before);
    if (verb == tables.verbs.end() || state == tables.states.end()) return "";
    const Reply* refusal = verb->gate[static_cast<std::size_t>(state - tables.states.begin())];
    if (!refusal || refusal->id != line.reply) return "";
    std::string legal;
    for (std::size_t column = 0; column < tables.states.size(); ++column)
        if (!verb->gate[column]) legal.append(legal.empty() ? "" : " or ").append(tables.states[column]);
    return std::string(verb->name) + " would have needed the state " + legal + "; this was " + line.state_before;
}

class Annotator {
public:
    Annotator(const Tables& tables, std::ostream& out) : tables_(tables), out_(out) {}

    void line(const RecordedLine& line) {
        if (line.lost != 0) note(lost_note(line.lost));
        if (line.lost != 0) begins_line_ = false;  // it may be the rest of one
        if (!line.bytes.empty())
            out_ << (line.direction == Direction::client ? "C  " : "S  ") << visible(line.bytes, false) << "\n";
        if (!line.injected.empty()) note(injected_note(line.injected));
        if (line.content)
            content(line);
        else if (line.direction == Direction::client)
            command(line);
        else
            reply(line);
        if (line.last && line.state_after != line.state_before)
            note("state: " + line.state_before + " -> " + line.state_after);
        if (line.left_out != 0) note(left_out_note(line.left_out));
        begins_line_ = line.bytes.ends_with('\n') && line.left_out == 0;
    }

    void note(const std::string& text) { out_ << paragraph(text, "     # ", "       "); }

private:
    void content(const RecordedLine& line) {
        const bool smtp = tables_.protocol == Protocol::smtp;
        if (!begins_line_ || !line.bytes.starts_with('.')) return;
        const std::string text = without_line_end(line.bytes);
        if (text == "." && line.last)
            note(std::string("a dot alone: the content ends here (") + (smtp ? "RFC 5321 4.1.1.4)" : "RFC 1939 3)"));
        else
            note("the first dot is stuffing: whoever receives this line takes it off, and keeps \"" +
                 visible(text.substr(1), false) + "\" (" + (smtp ? "RFC 5321 4.5.2)" : "RFC 1939 3)"));
    }

    /// Lines that arrive together have one time; replies in between do not hold them up.
    void arrival(const RecordedLine& line) {
        pasted_ = line.at == heard_at_ ? pasted_ + 1 : 1;
        heard_at_ = line.at;
        if (equal_ignoring_case(line.verb, "EHLO") || equal_ignoring_case(line.verb, "CAPA")) may_pipeline_ = true;
        if (pasted_ == 3 && !may_pipeline_)
            note(
                "the third line that came at once, pasted or sent by a program that doesn't wait: right only where the "
                "server has announced PIPELINING and the client has asked (RFC 2920 3.1, RFC 2449 6.6)");
    }

    void command(const RecordedLine& line) {
        arrival(line);
        const std::string text = without_line_end(line.bytes);
        if (!starts_ignoring_case(text, "AUTH ")) return;
        if (looks_like_base64(std::string_view(text).substr(text.rfind(' ') + 1)))
            note(
                "the last word looks like base64: that is a way of writing octets, no secret writing; anyone can read "
                "it (RFC 4648 4, RFC 4954 4)");
    }

    void reply(const RecordedLine& line) {
        std::string text = line.bytes;
        if (++reply_lines_ == 1) remarks_ = take_notes(text);
        if (!line.last) return;
        if (const Reply* row = reply_named(tables_, line.reply))
            note(std::string(row->id) + " · " + std::string(row->section) + " · " + std::string(row->why));
        for (const Note* remark : remarks_)
            note(std::string(remark->id) + " · " + std::string(remark->section) + " · " + std::string(remark->why));
        const std::string needed = states_needed(tables_, line);
        if (!needed.empty()) note(needed);
        if (reply_lines_ > 1 && !std::exchange(told_of_lines_, true))
            note(tables_.protocol == Protocol::smtp
                     ? "one reply in several lines: a hyphen behind the code says that more follow, a space that this "
                       "is the last (RFC 5321 4.2.1)"
                     : "one reply in several lines: it goes on until a line with a dot alone (RFC 1939 3)");
        reply_lines_ = 0;
    }

    const Tables& tables_;
    std::ostream& out_;
    bool begins_line_ = true;
    std::chrono::microseconds heard_at_{-1};
    int pasted_ = 0;
    bool may_pipeline_ = false;
    std::size_t reply_lines_ = 0;
    std::vector<const Note*> remarks_;  ///< behind the first of them
    bool told_of_lines_ = false;
};

}  // namespace

void explain_session(const Conversation& conversation, std::ostream& out) {
    const store::KeptConversation& about = conversation.about;
    out << "Conversation " << about.id << ": " << about.protocol << " with " << about.peer << ", " << utc(about.started)
        << ", ended by: " << conversation.how_it_ended() << "\n\n";
    Annotator annotator(tables(conversation.protocol()), out);
    for (const RecordedLine& line : lines_of(conversation)) annotator.line(line);
    if (const std::uint64_t lost = conversation.lost_at_end()) annotator.note(lost_note(lost));
}

}  // namespace postlab::labs
