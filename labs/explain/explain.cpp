#include "labs/explain/explain.h"

#include <algorithm>
#include <ostream>
#include <span>

#include "labs/catalogue/codes.h"
#include "labs/catalogue/tables.h"
#include "labs/catalogue/transitions.h"
#include "labs/compare/compare.h"
#include "labs/dialogue/recognise.h"
#include "labs/explain/diagram.h"
#include "labs/explain/explain_session.h"
#include "labs/record/conversation.h"
#include "labs/text/out_file.h"
#include "labs/text/paragraph.h"
#include "shared/notes.h"
#include "shared/text/text.h"

namespace postlab::labs {

namespace {

using Words = std::span<const std::string>;
using Replies = std::vector<const Reply*>;

constexpr std::size_t longest_full_list = 8;  // rows; longer lists show a line each

std::size_t widest(std::span<const std::string_view> names) {
    std::size_t width = 0;
    for (std::string_view name : names) width = std::max(width, name.size());
    return width;
}

// ---- what may follow

/// The state behind this reply, or one of several; none: the one that it was said in.
std::vector<std::string_view> states_behind(const Tables& tables, const Reply& reply) {
    std::vector<std::string_view> states;
    for (const Transition& transition : transitions(tables.protocol))
        if (transition.reply == &reply && std::ranges::find(states, transition.to) == states.end())
            states.push_back(transition.to);
    return states;
}

std::string what_may_follow(const Tables& tables, std::string_view state) {
    if (state == closed) return "Nothing: the server closes the connection.";
    for (const PassingState& passing : passing_states(tables.protocol))
        if (passing.name == state) {
            const auto onward = std::ranges::find(transitions(tables.protocol), state, &Transition::from);
            return "In " + std::string(state) + ": " + std::string(passing.purpose) +
                   " Then: " + std::string(onward->to) + ".";
        }
    return "In " + std::string(state) + ": " + joined(legal_in(tables, state), ", ") + ".";
}

void print_what_may_follow(const Tables& tables, const Reply& reply, std::ostream& out) {
    const std::vector<std::string_view> states = states_behind(tables, reply);
    out << "What may follow\n";
    if (states.empty())
        out << paragraph("Whatever may be said in the state that it came in; it stays the same.", "  ", "      ");
    for (std::string_view state : states) out << paragraph(what_may_follow(tables, state), "  ", "      ");
    out << "\n";
}

void print_what_may_follow(const Tables& tables, const Verb& verb, std::ostream& out) {
    std::vector<std::string_view> states;
    for (std::size_t column = 0; column < tables.states.size(); ++column) {
        if (verb.gate[column]) continue;
        const std::string_view led = leads_to(tables, verb, tables.states[column]);
        const std::string_view state = led.empty() ? tables.states[column] : led;
        if (std::ranges::find(states, state) == states.end()) states.push_back(state);
    }
    if (states.empty()) return;
    out << "What may follow when the server agrees; behind a no, what was legal before\n";
    for (std::string_view state : states) out << paragraph(what_may_follow(tables, state), "  ", "      ");
    out << "\n";
}

// ---- replies

void print(const Tables& tables, const Reply& reply, std::ostream& out) {
    const std::string then = joined(states_behind(tables, reply), " or ");
    out << paragraph(as_said(reply), "  ", "      ")
        << paragraph(std::string(reply.id) + " · " + std::string(tables.name) + " · " + std::string(reply.section) +
                         (then.empty() ? "" : " · then " + then),
                     "      ", "      ")
        << paragraph(reply.why, "      ", "      ") << "\n";
}

void print(const Tables& tables, const Replies& replies, std::ostream& out) {
    if (replies.size() <= longest_full_list) {
        for (const Reply* reply : replies) print(tables, *reply, out);
        return;
    }
    out << tables.name << " (`postlab explain ID` says more)\n\n";
    std::size_t width = 0;
    for (const Reply* reply : replies) width = std::max(width, reply->id.size());
    std::string indent(width + 4, ' ');
    for (const Reply* reply : replies) out << paragraph(as_said(*reply), "  " + padded(reply->id, width + 2), indent);
    out << "\n";
}

void print(const Note& note, std::ostream& out) {
    out << paragraph(as_said(note), "  ", "      ")
        << paragraph(std::string(note.id) + " · a remark behind a reply · " + std::string(note.section), "      ",
                     "      ")
        << paragraph(note.why, "      ", "      ") << "\n";
}

// ---- verbs and states

void print_gate(const Tables& tables, const Verb& verb, std::ostream& out) {
    std::size_t width = widest(tables.states);
    out << "When it may be said, by state\n";
    for (std::size_t column = 0; column < tables.states.size(); ++column) {
        const Reply* refusal = verb.gate[column];
        std::string first = "  " + padded(tables.states[column], width) + "  ";
        const std::string_view then = refusal ? "" : leads_to(tables, verb, tables.states[column]);
        if (!refusal)
            out << first << "yes" << (then.empty() ? "" : ", then ") << then << "\n";
        else
            out << paragraph("no: " + as_said(*refusal) + " (" + std::string(refusal->id) + ")", first,
                             std::string(first.size() + 4, ' '));
    }
    out << "\n";
}

void print(const Tables& tables, const Verb& verb, std::ostream& out) {
    out << verb.name << " · " << tables.name << " · " << verb.section << "\n\n  " << verb.syntax << "\n\n"
        << paragraph(verb.purpose, "  ", "  ") << "\n";
    print_gate(tables, verb, out);
    print_what_may_follow(tables, verb, out);
    Replies replies = replies_of(tables, verb);
    if (!replies.empty()) out << "What the server may answer\n";
    for (const Reply* reply : replies) print(tables, *reply, out);
    out << "  Any line may also be answered by what `postlab explain " << lower_case(tables.name)
        << " command` shows.\n\n";
}

/// How wide the verbs stand in a list of them.
std::size_t verb_width(const Tables& tables) {
    std::size_t width = 0;
    for (const Verb& verb : tables.verbs) width = std::max(width, verb.name.size());
    return width + 2;
}

void print_state(const Tables& tables, std::size_t column, std::ostream& out) {
    const std::size_t width = verb_width(tables);
    out << tables.states[column] << " · a state of " << tables.name << "\n\n";
    for (const Verb& verb : tables.verbs) {
        const Reply* refusal = verb.gate[column];
        std::string first = "  " + padded(verb.name, width);
        const std::string_view then = refusal ? "" : leads_to(tables, verb, tables.states[column]);
        if (refusal)
            out << paragraph("no: " + as_said(*refusal) + " (" + std::string(refusal->id) + ")", first,
                             std::string(width + 6, ' '));
        else
            out << paragraph("yes   " + std::string(verb.syntax) + (then.empty() ? "" : " · then " + std::string(then)),
                             first, std::string(width + 8, ' '));
    }
    out << "\n";
}

void print_passing(const Tables& tables, const PassingState& state, std::ostream& out) {
    out << state.name << " · a state of " << tables.name << " that reads no verbs\n\n"
        << paragraph(state.purpose, "  ", "  ") << "\n";
    for (const Transition& transition : transitions(tables.protocol))
        if (transition.reply && (transition.from == state.name || transition.to == state.name))
            print(tables, *transition.reply, out);
}

// ---- overviews

void print_overview(const Tables& tables, std::ostream& out) {
    out << tables.name << ": " << tables.task << "\n\n";
    const std::size_t width = verb_width(tables);
    for (const Verb& verb : tables.verbs)
        out << paragraph(verb.purpose, "  " + padded(verb.name, width), std::string(width + 2, ' '));
    out << "\n" << paragraph("States: " + joined(tables.states, ", ") + ".", "  ", "  ");
    std::vector<std::string_view> groups;
    for (const Reply& reply : tables.replies)
        if (std::ranges::find(groups, group(reply)) == groups.end()) groups.push_back(group(reply));
    out << paragraph("Replies, by group: " + joined(groups, ", ") + ".", "  ", "  ") << "\n";
}

void print_overview(std::ostream& out) {
    out << paragraph(
               "Two protocols carry the mail, and an older one is kept in the museum. Each line that a client sends "
               "begins with a verb, and each one is "
               "answered.",
               "", "")
        << "\n";
    for (const Protocol protocol : all_protocols) print_overview(tables(protocol), out);
    out << "How to go on\n"
           "  postlab explain rcpt                   a verb; `explain smtp noop` for one protocol\n"
           "  postlab explain TRANSACTION            a state\n"
           "  postlab explain 503                    a reply code, also +OK, -ERR, 5.1.1, [IN-USE]\n"
           "  postlab explain rcpt.unknown_mailbox   a reply by its name, or a group like `login`\n"
           "  postlab explain 550 5.7.1 Relaying denied: only mail for post.example is taken here\n"
           "                                         a whole reply, as it came\n"
           "  postlab explain note                   the remarks in parentheses behind a classroom server's replies\n"
           "  postlab explain --table smtp           which verb may be said in which state\n"
           "  postlab explain --compare              SMTP and POP3 side by side\n"
           "  postlab explain --diagram pop3         the states as a picture (SVG); --out FILE writes it\n"
           "  postlab explain --session 7            a recorded conversation, line by line\n";
}

// ---- the gate matrix

void print_transitions(const Tables& tables, std::ostream& out) {
    out << "Which replies lead to another state; behind all others it stays\n";
    for (const Transition& transition : transitions(tables.protocol)) {
        const std::string from(transition.from.empty() ? "any" : transition.from);
        out << "  " << padded(from, 14) << "-> " << padded(transition.to, 12) << (transition.reply ? "  " : "")
            << (transition.reply          ? std::string(transition.reply->id)
                : transition.verb.empty() ? "  (by itself)"
                                          : "  (behind what " + std::string(transition.verb) + " sends)")
            << "\n";
    }
}

void print_matrix(const Tables& tables, std::ostream& out) {
    auto cell = [](const Verb& verb, std::size_t column) {
        return verb.gate[column] ? verb.gate[column]->id : std::string_view("yes");
    };
    std::vector<std::size_t> widths;
    std::size_t head_width = 0;
    for (const Verb& verb : tables.verbs) head_width = std::max(head_width, verb.name.size() + 2);
    Replies refusals;
    for (std::size_t column = 0; column < tables.states.size(); ++column) {
        widths.push_back(tables.states[column].size() + 2);
        for (const Verb& verb : tables.verbs) {
            widths[column] = std::max(widths[column], cell(verb, column).size() + 2);
            const Reply* refusal = verb.gate[column];
            if (refusal && std::ranges::find(refusals, refusal) == refusals.end()) refusals.push_back(refusal);
        }
    }
    auto print_row = [&](std::string_view head, auto text_of) {
        std::string line = padded(head, head_width);
        for (std::size_t column = 0; column < widths.size(); ++column) line += padded(text_of(column), widths[column]);
        line.erase(line.find_last_not_of(' ') + 1);
        out << line << "\n";
    };
    out << tables.name << ": may this verb be said in this state? If not, the reply that refuses it.\n\n";
    print_row("", [&](std::size_t column) { return tables.states[column]; });
    for (const Verb& verb : tables.verbs) print_row(verb.name, [&](std::size_t column) { return cell(verb, column); });
    out << "\n";
    for (const Reply* reply : refusals) print(tables, *reply, out);
    print_transitions(tables, out);
}

// ---- what a word means

/// "IN-USE" of "[IN-USE]"; nothing of others.
std::string_view in_brackets(std::string_view code) {
    return code.starts_with('[') ? code.substr(1, code.size() - 2) : std::string_view();
}

/// Prints all that has this name in one protocol; false: nothing has.
bool explain_word(const Tables& tables, std::string_view word, std::ostream& out) {
    for (const Verb& verb : tables.verbs)
        if (equal_ignoring_case(verb.name, word)) return print(tables, verb, out), true;
    for (std::size_t column = 0; column < tables.states.size(); ++column)
        if (equal_ignoring_case(tables.states[column], word)) return print_state(tables, column, out), true;
    for (const PassingState& state : passing_states(tables.protocol))
        if (equal_ignoring_case(state.name, word)) return print_passing(tables, state, out), true;
    Replies found;
    for (const Reply& reply : tables.replies)
        for (std::string_view name : {reply.id, group(reply), reply.code, reply.enhanced, in_brackets(reply.enhanced)})
            if (!name.empty() && equal_ignoring_case(name, word)) {
                found.push_back(&reply);
                break;
            }
    if (found.empty()) return false;
    print(tables, found, out);
    if (found.size() == 1) print_what_may_follow(tables, *found.front(), out);
    return true;
}

std::vector<std::string> all_names(std::span<const Protocol> protocols) {
    std::vector<std::string> names;
    for (Protocol protocol : protocols) {
        const Tables& all = tables(protocol);
        for (const Verb& verb : all.verbs) names.push_back(lower_case(verb.name));
        for (std::string_view state : all.states) names.push_back(lower_case(state));
        for (const PassingState& state : passing_states(protocol)) names.push_back(lower_case(state.name));
        for (const Reply& reply : all.replies)
            for (std::string_view name : {group(reply), reply.id, reply.code, reply.enhanced})
                names.push_back(lower_case(name));
    }
    for (const Note& note : notes) names.emplace_back(note.id);
    names.emplace_back("note");
    names.insert(names.end(), protocol_names.begin(), protocol_names.end());
    return names;
}

int not_found(std::string_view word, std::span<const Protocol> protocols, std::ostream& out) {
    std::string meant = nearest(lower_case(word), all_names(protocols));
    out << "postlab explain: nothing here is called \"" << word << "\"";
    if (!meant.empty()) out << "; did you mean " << meant << "?\n";
    if (meant.empty()) out << "; `postlab explain` alone lists what there is\n";
    return 2;
}

int explain_word(std::string_view word, std::span<const Protocol> protocols, std::ostream& out) {
    std::string meaning = meaning_of_code(word);
    if (!meaning.empty()) out << paragraph(meaning, "", "") << "\n";
    bool found = !meaning.empty();
    for (Protocol protocol : protocols) found |= explain_word(tables(protocol), word, out);
    for (const Note& note : notes)
        if (equal_ignoring_case(note.id, word) || equal_ignoring_case(word, "note")) print(note, out), found = true;
    return found ? 0 : not_found(word, protocols, out);
}

/// A reply as a server said it; false: no row is worded like that.
bool explain_line(Words words, std::span<const Protocol> protocols, std::ostream& out) {
    std::string line = joined(words, " ");
    if (meaning_of_code(std::string_view(line).substr(0, line.find(' '))).empty()) return false;
    for (Protocol protocol : protocols)
        if (const Reply* reply = recognise(tables(protocol), line, "")) {
            print(tables(protocol), {reply}, out);
            print_what_may_follow(tables(protocol), *reply, out);
            for (const Note* note : take_notes(line)) print(*note, out);
            return true;
        }
    return false;
}

int explain_words(Words words, std::ostream& out) {
    std::span<const Protocol> protocols = all_protocols;
    if (words.empty()) return print_overview(out), 0;
    if (names_protocol(words[0])) {
        protocols = protocols.subspan(static_cast<std::size_t>(protocol_named(words[0])), 1);
        words = words.subspan(1);
        if (words.empty()) return print_overview(tables(protocols[0]), out), 0;
    }
    bool several = words.size() > 1 || words[0].find(' ') != std::string::npos;  // it may have been quoted
    if (several && explain_line(words, protocols, out)) return 0;
    int status = 0;
    for (const std::string& word : words) status = std::max(status, explain_word(word, protocols, out));
    return status;
}

// ---- the pages that options ask for

/// The one option that asks for a page; empty: none does.
std::string page_asked_for(const CommandLine& line) {
    std::string page;
    for (const char* option : {"table", "diagram", "compare", "session"}) {
        if (!line.has(option)) continue;
        if (!page.empty()) throw UsageError("explain shows --" + page + " or --" + option + ", not both at once");
        page = option;
    }
    if (!page.empty() && !line.words().empty())
        throw UsageError("explain takes --" + page + " or words, not both: \"" + line.word(0) + "\"");
    if (line.has("data") && page != "session") throw UsageError("--data belongs to --session");
    if (line.has("as") && page != "compare") throw UsageError("--as belongs to --compare");
    if (line.has("out") && page != "compare" && page != "diagram")
        throw UsageError("--out belongs to --diagram and --compare");
    return page;
}

int explain(const CommandLine& line, std::ostream& out, std::ostream&) {
    auto protocol = [&](const char* option) { return protocol_named(line.value(option, "")); };
    const std::string page = page_asked_for(line), file = line.value("out", "");
    if (page.empty()) return explain_words(line.words(), out);
    if (page == "table") print_matrix(tables(protocol("table")), out);
    if (page == "diagram") write_out(file, state_diagram(protocol("diagram")), out);
    if (page == "compare") write_out(file, compare_in_memory(line.value("as", "text")), out);
    if (page == "session") explain_session(read_conversation(data_directory(line), line.value("session", "")), out);
    return 0;
}

}  // namespace

ProgramCommand explain_command() {
    return {"explain",
            "[WORD...]",
            "what a verb, a state, a code or a reply means, and why",
            {{"table", "smtp|pop3|pop2", "which verb may be said in which state"},
             {"diagram", "smtp|pop3|pop2", "the states as a picture, in SVG"},
             {"compare", "", "SMTP and POP3 side by side; postlab compare does it with the running server"},
             {"session", "ID", "a recorded conversation, line by line; postlab transcript list shows their numbers"},
             {"as", "text|md|html", "with --compare: the form of the page (text)"},
             {"out", "FILE", "with --diagram and --compare: the file to write (standard output)"},
             data_option},
            "postlab explain 503",
            explain,
            "WORD is a verb, a state, a reply code, the id of a reply, or note for the remarks behind the replies of a "
            "classroom's server. Without anything it gives an overview; smtp, pop3 or pop2 in front keeps to one "
            "protocol."};
}

}  // namespace postlab::labs
