#include "labs/explain/annotator.h"

#include <algorithm>
#include <utility>

#include "labs/catalogue/in_language.h"
#include "labs/dialogue/recognise.h"
#include "labs/language/sentences.h"
#include "labs/text/visible.h"
#include "shared/sasl/base64.h"
#include "shared/text/text.h"

namespace postlab::labs {

namespace {

using About = Annotation::About;

/// Whether a word has the alphabet and the length of base64 (RFC 4648 4).
bool looks_like_base64(std::string_view word) {
    const std::size_t padding = word.size() - std::min(word.find_last_not_of('=') + 1, word.size());
    return word.size() >= 4 && word.size() % 4 == 0 && padding <= 2 &&
           std::ranges::all_of(word.substr(0, word.size() - padding),
                               [](char c) { return is_digit(c) || is_ascii_letter(c) || c == '+' || c == '/'; });
}

/// The states in which the verb may run, when it was its state that this reply refused; else nothing.
std::string states_needed(const Tables& tables, const Utterance& reply, const Language& language) {
    const auto verb =
        std::ranges::find_if(tables.verbs, [&](const Verb& v) { return equal_ignoring_case(v.name, reply.verb); });
    const auto state = std::ranges::find(tables.states, reply.state_before);
    if (verb == tables.verbs.end() || state == tables.states.end()) return "";
    const Reply* refusal = verb->gate[static_cast<std::size_t>(state - tables.states.begin())];
    if (!refusal || refusal->id != reply.reply) return "";
    std::string legal;
    for (std::size_t column = 0; column < tables.states.size(); ++column)
        if (!verb->gate[column])
            legal = legal.empty() ? std::string(tables.states[column])
                                  : language.say("explain.or"_sentence, {legal, tables.states[column]});
    if (legal.empty()) return language.say("explain.no_state"_sentence, {verb->name});
    return language.say("explain.needed"_sentence, {verb->name, legal, *state});
}

/// "<29591.17@post.example>", where a greeting has one (RFC 1939 7).
std::string timestamp_in(std::string_view greeting) {
    const std::size_t begin = greeting.find('<'), end = greeting.find('>', begin);
    return end == greeting.npos ? "" : std::string(greeting.substr(begin, end + 1 - begin));
}

template <class Row>
Annotation of_row(About about, const Row& row, std::string_view why) {
    return {.about = about, .text = std::string(why), .id = row.id, .section = row.section};
}

}  // namespace

std::string Annotation::sentence(const Language& language) const {
    if (about == About::state) return language.say("explain.state_change"_sentence, {before, after});
    if (id.empty()) return text;
    return std::string(id).append(" · ").append(section).append(" · ").append(text);
}

Annotated Annotator::annotate(const Utterance& said) {
    Annotated notes;
    if (said.lost != 0) notes.before.push_back({About::missing, lost_note(said.lost, language_)});
    if (said.lost != 0) begins_line_ = false;  // it may be the rest of one
    if (!said.content) counted_ = equal_ignoring_case(said.verb, "BDAT");
    for (const Line& line : said.lines) {
        notes.at_line.push_back(said.content ? content(line, &line == &said.lines.back()) : std::vector<Annotation>());
        begins_line_ = line.end != Line::End::none;
    }
    if (is_report(said)) {
        notes.behind.push_back({About::report, report_note(said.messages, said.mailboxes, language_)});
        return notes;
    }
    if (!said.tls.empty()) {
        notes.behind.push_back({About::tls, tls_note(said.tls, language_)});
        return notes;
    }
    if (!said.injected.empty()) notes.behind.push_back({About::fault, injected_note(said.injected, language_)});
    if (!said.content && said.direction == Direction::client) command(said, notes.behind);
    if (!said.content && said.direction == Direction::server) reply(said, notes.behind);
    if (said.state_after != said.state_before)
        notes.behind.push_back(
            {.about = About::state, .text = {}, .before = said.state_before, .after = said.state_after});
    if (said.left_out != 0) notes.behind.push_back({About::missing, left_out_note(said.left_out, language_)});
    if (said.left_out != 0) begins_line_ = false;
    return notes;
}

std::vector<Annotation> Annotator::content(const Line& line, bool last) {
    const bool smtp = tables_.protocol == Protocol::smtp;
    if (!begins_line_ || counted_ || !line.text.starts_with('.') || tables_.protocol == Protocol::pop2) return {};
    if (line.text == "." && last)
        return {{About::end, language_.say("explain.last_dot"_sentence, {smtp ? "RFC 5321 4.1.1.4" : "RFC 1939 3"})}};
    return {{About::stuffed, language_.say("explain.stuffing"_sentence, {visible(line.text.substr(1), false),
                                                                         smtp ? "RFC 5321 4.5.2" : "RFC 1939 3"})}};
}

/// Lines that arrive together have one time; replies in between do not hold them up.
void Annotator::arrival(const Utterance& command, std::vector<Annotation>& notes) {
    pasted_ = command.at == heard_at_ ? pasted_ + 1 : 1;
    heard_at_ = command.at;
    if (equal_ignoring_case(command.verb, "EHLO") || equal_ignoring_case(command.verb, "CAPA")) may_pipeline_ = true;
    if (pasted_ == 3 && !may_pipeline_) notes.push_back({About::line, language_.say("explain.at_once"_sentence)});
}

void Annotator::command(const Utterance& command, std::vector<Annotation>& notes) {
    arrival(command, notes);
    const std::string_view text = command.lines.empty() ? std::string_view() : command.lines.front().text;
    if (starts_ignoring_case(text, "AUTH ") && looks_like_base64(text.substr(text.rfind(' ') + 1)))
        notes.push_back({About::line, language_.say("explain.looks_base64"_sentence)});
    if (equal_ignoring_case(command.verb, "APOP") && !timestamp_.empty())
        notes.push_back({About::line, language_.say("explain.apop"_sentence, {timestamp_})});
}

/// What stands behind the code may be seen by anybody.
void Annotator::challenge(std::string_view line, std::vector<Annotation>& notes) {
    const auto octets = sasl::from_base64(line.substr(std::min(line.find(' ') + 1, line.size())));
    if (octets && !octets->empty())
        notes.push_back({About::line, language_.say("explain.base64"_sentence, {visible(*octets, false)})});
}

void Annotator::reply(const Utterance& reply, std::vector<Annotation>& notes) {
    if (const Reply* row = reply_named(tables_, reply.reply))
        notes.push_back(of_row(About::reply, *row, why(tables_, *row, language_)));
    if (reply.reply == "greeting.ready") timestamp_ = timestamp_in(reply.bytes);
    if (reply.reply == "auth.challenge" && !reply.lines.empty()) challenge(reply.lines.front().text, notes);
    std::string first(reply.lines.empty() ? std::string_view() : reply.lines.front().bytes);
    for (const Note* remark : take_notes(first))
        notes.push_back(of_row(About::remark, *remark, why(*remark, language_)));
    if (std::string needed = states_needed(tables_, reply, language_); !needed.empty())
        notes.push_back(
            {.about = About::needed, .text = std::move(needed), .before = reply.state_before, .verb = reply.verb});
    if (reply.lines.size() > 1 && !std::exchange(told_of_lines_, true))
        notes.push_back(
            {About::line, language_.say(tables_.protocol == Protocol::smtp ? "explain.smtp_lines"_sentence
                                                                           : "explain.pop3_lines"_sentence)});
}

}  // namespace postlab::labs
