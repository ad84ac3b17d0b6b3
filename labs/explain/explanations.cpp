#include "labs/explain/explanations.h"

#include <algorithm>
#include <ostream>

#include "labs/catalogue/in_language.h"
#include "labs/catalogue/transitions.h"
#include "labs/language/sentences.h"
#include "labs/text/paragraph.h"
#include "shared/notes.h"
#include "shared/text/text.h"

namespace postlab::labs {

namespace {

using Replies = std::vector<const Reply*>;

constexpr std::size_t longest_full_list = 8;  // rows; longer lists show a line each

std::size_t widest(std::span<const std::string_view> names) {
    std::size_t width = 0;
    for (std::string_view name : names) width = std::max(width, name.size());
    return width;
}

/// "client, greeting".
std::vector<std::string_view> without_commas(std::string_view text) {
    std::vector<std::string_view> names;
    while (!text.empty()) {
        const std::size_t comma = std::min(text.find(", "), text.size());
        names.push_back(text.substr(0, comma));
        text.remove_prefix(std::min(comma + 2, text.size()));
    }
    return names;
}

/// How wide the verbs stand in a list of them.
std::size_t verb_width(const Tables& tables) {
    std::size_t width = 0;
    for (const Verb& verb : tables.verbs) width = std::max(width, verb.name.size());
    return width + 2;
}

/// The state behind this reply, or one of several; none: the one that it was said in.
std::vector<std::string_view> states_behind(const Tables& tables, const Reply& reply) {
    std::vector<std::string_view> states;
    for (const Transition& transition : transitions(tables.protocol))
        if (transition.reply == &reply && std::ranges::find(states, transition.to) == states.end())
            states.push_back(transition.to);
    return states;
}

std::vector<std::string_view> states_behind(const Tables& tables, const Verb& verb) {
    std::vector<std::string_view> states;
    for (std::size_t column = 0; column < tables.states.size(); ++column) {
        if (verb.gate[column]) continue;
        const std::string_view led = leads_to(tables, verb, tables.states[column]);
        const std::string_view state = led.empty() ? tables.states[column] : led;
        if (std::ranges::find(states, state) == states.end()) states.push_back(state);
    }
    return states;
}

/// Each refusal of the gate once.
Replies refusals_of(const Tables& tables) {
    Replies refusals;
    for (std::size_t column = 0; column < tables.states.size(); ++column)
        for (const Verb& verb : tables.verbs)
            if (verb.gate[column] && std::ranges::find(refusals, verb.gate[column]) == refusals.end())
                refusals.push_back(verb.gate[column]);
    return refusals;
}

Ink ink_of(const Reply& reply) { return reply.positive() ? Ink::server : Ink::refusal; }

struct WayOn {
    std::string_view typed;
    const Sentence& shows;
};
constexpr WayOn ways_on[] = {
    {"rcpt", "explain.go_verb"_sentence},
    {"TRANSACTION", "explain.go_state"_sentence},
    {"503", "explain.go_code"_sentence},
    {"rcpt.unknown_mailbox", "explain.go_id"_sentence},
    {"'550 5.1.1 No such user'", "explain.go_line"_sentence},
    {"envelope", "explain.go_word"_sentence},
    {"note", "explain.go_note"_sentence},
    {"--table smtp", "explain.go_table"_sentence},
    {"--compare", "explain.go_compare"_sentence},
    {"--diagram pop3", "explain.go_diagram"_sentence},
    {"--session 7", "explain.go_session"_sentence},
};

}  // namespace

void Explanations::paragraph(std::string_view text, std::string_view first, std::string_view others, Ink ink) const {
    out_ << inked(out_, ink, labs::paragraph(text, first, others, columns_of(out_)));
}

void Explanations::heading(const std::string& text) const { out_ << inked(out_, Ink::heading, text) << "\n\n"; }

void Explanations::block(std::string_view text, std::string_view indent) const { paragraph(text, indent, indent); }

// ---- what may follow

std::string Explanations::what_may_follow(const Tables& tables, std::string_view state) const {
    if (state == closed) return language_.say("explain.closes"_sentence);
    for (const PassingState& passing : passing_states(tables.protocol))
        if (passing.name == state) {
            const auto onward = std::ranges::find(transitions(tables.protocol), state, &Transition::from);
            return language_.say("explain.in_passing"_sentence,
                                 {state, purpose(tables, passing, language_), onward->to});
        }
    return language_.say("explain.in_state"_sentence, {state, list_of(legal_in(tables, state))});
}

void Explanations::what_may_follow(const Tables& tables, const Reply& reply) const {
    const std::vector<std::string_view> states = states_behind(tables, reply);
    out_ << language_.say("explain.what_may_follow"_sentence) << "\n";
    if (states.empty()) paragraph(language_.say("explain.stays"_sentence), "  ", "      ");
    for (std::string_view state : states) paragraph(what_may_follow(tables, state), "  ", "      ");
    out_ << "\n";
}

void Explanations::what_may_follow(const Tables& tables, const Verb& verb) const {
    const std::vector<std::string_view> states = states_behind(tables, verb);
    if (states.empty()) return;
    out_ << language_.say("explain.what_may_follow_yes"_sentence) << "\n";
    for (std::string_view state : states) paragraph(what_may_follow(tables, state), "  ", "      ");
    out_ << "\n";
}

// ---- replies

void Explanations::reply(const Tables& tables, const Reply& reply) const {
    std::string then;
    for (const std::string_view state : states_behind(tables, reply))
        then = then.empty() ? std::string(state) : language_.say("explain.or"_sentence, {then, state});
    if (!then.empty()) then = " · " + language_.say("explain.then"_sentence, {then});
    paragraph(as_said(reply), "  ", "      ", ink_of(reply));
    paragraph(std::string(reply.id) + " · " + std::string(tables.name) + " · " + std::string(reply.section) + then,
              "      ", "      ", Ink::aside);
    block(why(tables, reply, language_), "      ");
    out_ << "\n";
}

void Explanations::replies(const Tables& tables, const Replies& replies) const {
    if (replies.size() <= longest_full_list) {
        for (const Reply* one : replies) reply(tables, *one);
        if (replies.size() == 1) what_may_follow(tables, *replies.front());
        return;
    }
    out_ << language_.say("explain.more_by_id"_sentence, {tables.name}) << "\n\n";
    std::size_t width = 0;
    for (const Reply* one : replies) width = std::max(width, one->id.size());
    const std::string indent(width + 4, ' ');
    for (const Reply* one : replies) paragraph(as_said(*one), "  " + padded(one->id, width + 2), indent, ink_of(*one));
    out_ << "\n";
}

void Explanations::note(const Note& note) const {
    paragraph(as_said(note), "  ", "      ");
    paragraph(
        std::string(note.id) + " · " + language_.say("explain.remark"_sentence) + " · " + std::string(note.section),
        "      ", "      ", Ink::aside);
    block(why(note, language_), "      ");
    out_ << "\n";
}

void Explanations::word(const GlossaryEntry& entry) const {
    heading(std::string(entry.word) + " · " + language_.say("explain.word"_sentence) + " · " +
            std::string(entry.section));
    block(meaning_of(entry, language_), "  ");
    if (!entry.see.empty()) block(language_.say("explain.see"_sentence, {list_of(without_commas(entry.see))}), "  ");
    out_ << "\n";
}

// ---- verbs and states

std::string Explanations::refusal(const Reply& reply) const {
    return language_.say("explain.no"_sentence, {as_said(reply), reply.id});
}

void Explanations::gate(const Tables& tables, const Verb& verb) const {
    const std::size_t width = widest(tables.states);
    out_ << language_.say("explain.when"_sentence) << "\n";
    for (std::size_t column = 0; column < tables.states.size(); ++column) {
        const std::string first = "  " + padded(tables.states[column], width) + "  ";
        const Reply* no = verb.gate[column];
        const std::string_view then = no ? "" : leads_to(tables, verb, tables.states[column]);
        if (no)
            paragraph(refusal(*no), first, std::string(first.size() + 4, ' '), Ink::aside);
        else
            out_ << first
                 << (then.empty() ? language_.say("explain.yes"_sentence)
                                  : language_.say("explain.yes_then"_sentence, {then}))
                 << "\n";
    }
    out_ << "\n";
}

void Explanations::verb(const Tables& tables, const Verb& verb) const {
    heading(std::string(verb.name) + " · " + std::string(tables.name) + " · " + std::string(verb.section));
    out_ << "  " << inked(out_, Ink::client, verb.syntax) << "\n\n";
    block(purpose(tables, verb, language_), "  ");
    out_ << "\n";
    gate(tables, verb);
    what_may_follow(tables, verb);
    const Replies answers = replies_of(tables, verb);
    if (!answers.empty()) out_ << language_.say("explain.answers"_sentence) << "\n";
    for (const Reply* answer : answers) reply(tables, *answer);
    block(language_.say("explain.any_line"_sentence, {lower_case(tables.name)}), "  ");
    out_ << "\n";
}

void Explanations::state(const Tables& tables, std::size_t column) const {
    const std::size_t width = verb_width(tables);
    heading(std::string(tables.states[column]) + " · " + language_.say("explain.state_of"_sentence, {tables.name}));
    const std::string yes = padded(language_.say("explain.yes"_sentence), 6);
    for (const Verb& verb : tables.verbs) {
        const std::string first = "  " + padded(verb.name, width);
        const Reply* no = verb.gate[column];
        const std::string_view state = no ? "" : leads_to(tables, verb, tables.states[column]);
        const std::string then = state.empty() ? "" : " · " + language_.say("explain.then"_sentence, {state});
        if (no)
            paragraph(refusal(*no), first, std::string(width + 6, ' '), Ink::aside);
        else
            paragraph(yes + std::string(verb.syntax) + then, first, std::string(width + 8, ' '));
    }
    out_ << "\n";
}

void Explanations::passing(const Tables& tables, const PassingState& state) const {
    heading(std::string(state.name) + " · " + language_.say("explain.passing_of"_sentence, {tables.name}));
    block(purpose(tables, state, language_), "  ");
    out_ << "\n";
    for (const Transition& transition : transitions(tables.protocol))
        if (transition.reply && (transition.from == state.name || transition.to == state.name))
            reply(tables, *transition.reply);
}

// ---- overviews

void Explanations::overview(const Tables& tables) const {
    heading(std::string(tables.name) + ": " + std::string(task(tables, language_)));
    const std::size_t width = verb_width(tables);
    for (const Verb& verb : tables.verbs)
        paragraph(purpose(tables, verb, language_), "  " + padded(verb.name, width), std::string(width + 2, ' '));
    out_ << "\n";
    block(language_.say("explain.states"_sentence, {list_of(tables.states)}), "  ");
    std::vector<std::string_view> groups;
    for (const Reply& reply : tables.replies)
        if (std::ranges::find(groups, group(reply)) == groups.end()) groups.push_back(group(reply));
    block(language_.say("explain.groups"_sentence, {list_of(groups)}), "  ");
    out_ << "\n";
}

void Explanations::overview() const {
    block(language_.say("explain.overview"_sentence), "");
    out_ << "\n";
    for (const Protocol protocol : all_protocols) overview(tables(protocol));
    block(language_.say("explain.words"_sentence, {list_of(glossary(), &GlossaryEntry::word)}), "");
    out_ << "\n" << language_.say("explain.go_on"_sentence) << "\n";
    for (const WayOn& way : ways_on)
        paragraph(language_.say(way.shows), "  " + padded("postlab explain " + std::string(way.typed), 42),
                  std::string(44, ' '));
}

// ---- the gate matrix

void Explanations::transitions_of(const Tables& tables) const {
    out_ << language_.say("explain.transitions"_sentence) << "\n";
    for (const Transition& transition : transitions(tables.protocol)) {
        const std::string from =
            transition.from.empty() ? language_.say("explain.any_state"_sentence) : std::string(transition.from);
        out_ << "  " << padded(from, 14) << "-> " << padded(transition.to, 12) << "  "
             << (transition.reply          ? std::string(transition.reply->id)
                 : transition.verb.empty() ? language_.say("explain.by_itself"_sentence)
                                           : language_.say("explain.behind_content"_sentence, {transition.verb}))
             << "\n";
    }
}

void Explanations::matrix(const Tables& tables) const {
    const std::string yes = language_.say("explain.yes"_sentence);
    auto cell = [&](const Verb& verb, std::size_t column) {
        return verb.gate[column] ? verb.gate[column]->id : std::string_view(yes);
    };
    std::vector<std::size_t> widths;
    for (std::size_t column = 0; column < tables.states.size(); ++column) {
        widths.push_back(tables.states[column].size() + 2);
        for (const Verb& verb : tables.verbs)
            widths[column] = std::max(widths[column], columns(cell(verb, column)) + 2);
    }
    auto print_row = [&](std::string_view head, auto text_of) {
        std::string line = padded(head, verb_width(tables));
        for (std::size_t column = 0; column < widths.size(); ++column) line += padded(text_of(column), widths[column]);
        line.erase(line.find_last_not_of(' ') + 1);
        out_ << line << "\n";
    };
    out_ << language_.say("explain.matrix"_sentence, {tables.name}) << "\n\n";
    print_row("", [&](std::size_t column) { return tables.states[column]; });
    for (const Verb& verb : tables.verbs) print_row(verb.name, [&](std::size_t column) { return cell(verb, column); });
    out_ << "\n";
    for (const Reply* refusal : refusals_of(tables)) reply(tables, *refusal);
    transitions_of(tables);
}

}  // namespace postlab::labs
