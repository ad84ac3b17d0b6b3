#include "labs/explain/explain_session.h"

#include <algorithm>
#include <ostream>
#include <utility>

#include "labs/catalogue/tables.h"
#include "labs/dialogue/recognise.h"
#include "labs/record/turns.h"
#include "labs/text/paragraph.h"
#include "labs/text/visible.h"
#include "shared/sasl/base64.h"
#include "shared/text/text.h"

namespace postlab::labs {

namespace {

/// Whether a word has the alphabet and the length of base64 (RFC 4648 4).
bool looks_like_base64(std::string_view word) {
    const std::size_t padding = word.size() - std::min(word.find_last_not_of('=') + 1, word.size());
    return word.size() >= 4 && word.size() % 4 == 0 && padding <= 2 &&
           std::ranges::all_of(word.substr(0, word.size() - padding),
                               [](char c) { return is_digit(c) || is_ascii_letter(c) || c == '+' || c == '/'; });
}

/// The states in which the verb may run, when it was its state that this reply refused; else nothing.
std::string states_needed(const Tables& tables, const Utterance& reply) {
    const auto verb =
        std::ranges::find_if(tables.verbs, [&](const Verb& v) { return equal_ignoring_case(v.name, reply.verb); });
    const auto state = std::ranges::find(tables.states, reply.state_before);
    if (verb == tables.verbs.end() || state == tables.states.end()) return "";
    const Reply* refusal = verb->gate[static_cast<std::size_t>(state - tables.states.begin())];
    if (!refusal || refusal->id != reply.reply) return "";
    std::string legal;
    for (std::size_t column = 0; column < tables.states.size(); ++column)
        if (!verb->gate[column]) legal.append(legal.empty() ? "" : " or ").append(tables.states[column]);
    if (legal.empty()) return std::string(verb->name) + ": no state allows it";
    return std::string(verb->name) + " would have needed the state " + legal + "; this was " + std::string(*state);
}

class Annotator {
public:
    Annotator(const Tables& tables, std::ostream& out) : tables_(tables), out_(out) {}

    void utterance(const Utterance& said) {
        if (said.lost != 0) note(lost_note(said.lost));
        if (said.lost != 0) begins_line_ = false;  // it may be the rest of one
        for (const Line& line : said.lines) {
            out_ << (said.direction == Direction::client ? "C  " : "S  ") << visible(line.bytes, false) << "\n";
            if (said.content) content(line, &line == &said.lines.back());
            begins_line_ = line.end != Line::End::none;
        }
        if (!said.tls.empty()) note(tls_note(said.tls));
        if (!said.tls.empty()) return;
        if (!said.injected.empty()) note(injected_note(said.injected));
        if (!said.content && said.direction == Direction::client) command(said);
        if (!said.content && said.direction == Direction::server) reply(said);
        if (said.state_after != said.state_before)
            note(std::string("state: ").append(said.state_before).append(" -> ").append(said.state_after));
        if (said.left_out != 0) note(left_out_note(said.left_out));
        if (said.left_out != 0) begins_line_ = false;
    }

    void note(const std::string& text) { out_ << paragraph(text, "     # ", "       "); }

private:
    void content(const Line& line, bool last) {
        const bool smtp = tables_.protocol == Protocol::smtp;
        if (!begins_line_ || !line.text.starts_with('.') || tables_.protocol == Protocol::pop2) return;
        if (line.text == "." && last)
            note(std::string("a dot alone: the content ends here (") + (smtp ? "RFC 5321 4.1.1.4)" : "RFC 1939 3)"));
        else
            note("the first dot is stuffing: whoever receives this line takes it off, and keeps \"" +
                 visible(line.text.substr(1), false) + "\" (" + (smtp ? "RFC 5321 4.5.2)" : "RFC 1939 3)"));
    }

    /// Lines that arrive together have one time; replies in between do not hold them up.
    void arrival(const Utterance& command) {
        pasted_ = command.at == heard_at_ ? pasted_ + 1 : 1;
        heard_at_ = command.at;
        if (equal_ignoring_case(command.verb, "EHLO") || equal_ignoring_case(command.verb, "CAPA"))
            may_pipeline_ = true;
        if (pasted_ == 3 && !may_pipeline_)
            note(
                "the third line that came at once, pasted or sent by a program that doesn't wait: right only where the "
                "server has announced PIPELINING and the client has asked (RFC 2920 3.1, RFC 2449 6.6)");
    }

    void command(const Utterance& command) {
        arrival(command);
        const std::string_view text = command.lines.empty() ? std::string_view() : command.lines.front().text;
        if (!starts_ignoring_case(text, "AUTH ")) return;
        if (looks_like_base64(text.substr(text.rfind(' ') + 1)))
            note(
                "the last word looks like base64: that is a way of writing octets, no secret writing; anyone can read "
                "it (RFC 4648 4, RFC 4954 4)");
    }

    /// Behind the code; what it stands for may be seen by anybody.
    void challenge(std::string_view line) {
        const auto octets = sasl::from_base64(line.substr(std::min(line.find(' ') + 1, line.size())));
        if (octets && !octets->empty())
            note("base64, which anyone can read: \"" + visible(*octets, false) + "\" (RFC 4648 4)");
    }

    void reply(const Utterance& reply) {
        if (const Reply* row = reply_named(tables_, reply.reply))
            note(std::string(row->id) + " · " + std::string(row->section) + " · " + std::string(row->why));
        if (reply.reply == "auth.challenge" && !reply.lines.empty()) challenge(reply.lines.front().text);
        std::string first(reply.lines.empty() ? std::string_view() : reply.lines.front().bytes);
        for (const Note* remark : take_notes(first))
            note(std::string(remark->id) + " · " + std::string(remark->section) + " · " + std::string(remark->why));
        const std::string needed = states_needed(tables_, reply);
        if (!needed.empty()) note(needed);
        if (reply.lines.size() > 1 && !std::exchange(told_of_lines_, true))
            note(tables_.protocol == Protocol::smtp
                     ? "one reply in several lines: a hyphen behind the code says that more follow, a space that this "
                       "is the last (RFC 5321 4.2.1)"
                     : "one reply in several lines: it goes on until a line with a dot alone (RFC 1939 3)");
    }

    const Tables& tables_;
    std::ostream& out_;
    bool begins_line_ = true;
    std::chrono::microseconds heard_at_{-1};
    int pasted_ = 0;
    bool may_pipeline_ = false;
    bool told_of_lines_ = false;
};

}  // namespace

void explain_session(const Conversation& conversation, std::ostream& out) {
    const store::KeptConversation& about = conversation.about;
    out << "Conversation " << about.id << ": " << about.protocol << " with " << about.peer << ", "
        << local_time(about.started) << ", ended by: " << conversation.how_it_ended() << "\n\n";
    Annotator annotator(tables(conversation.protocol()), out);
    const Turns turns(conversation);
    for (const Utterance& utterance : turns.utterances()) annotator.utterance(utterance);
    if (const std::uint64_t lost = conversation.lost_at_end()) annotator.note(lost_note(lost));
}

}  // namespace postlab::labs
