#include "labs/explain/explain.h"

#include <algorithm>
#include <ostream>
#include <span>

#include "labs/catalogue/codes.h"
#include "labs/catalogue/tables.h"
#include "labs/catalogue/transitions.h"
#include "labs/compare/compare.h"
#include "labs/dialogue/recognise.h"
#include "labs/explain/all_texts.h"
#include "labs/explain/diagram.h"
#include "labs/explain/explain_session.h"
#include "labs/explain/explanations.h"
#include "labs/explain/glossary.h"
#include "labs/language/sentences.h"
#include "labs/record/conversation.h"
#include "labs/text/out_file.h"
#include "labs/text/paragraph.h"
#include "shared/notes.h"
#include "shared/text/text.h"

namespace postlab::labs {

namespace {

using Words = std::span<const std::string>;
using Protocols = std::span<const Protocol>;

// ---- what a word means

/// "IN-USE" of "[IN-USE]"; nothing of others.
std::string_view in_brackets(std::string_view code) {
    return code.starts_with('[') ? code.substr(1, code.size() - 2) : std::string_view();
}

std::vector<const Reply*> replies_called(const Tables& tables, std::string_view word) {
    std::vector<const Reply*> found;
    for (const Reply& reply : tables.replies)
        for (std::string_view name : {reply.id, group(reply), reply.code, reply.enhanced, in_brackets(reply.enhanced)})
            if (!name.empty() && equal_ignoring_case(name, word)) {
                found.push_back(&reply);
                break;
            }
    return found;
}

/// Of whose line this is the beginning, with its codes or without them: "550 5.1.1 No such user", "no such user".
std::vector<const Reply*> replies_beginning(const Tables& tables, std::string_view line) {
    std::vector<const Reply*> found;
    for (const Reply& reply : tables.replies) {
        const std::string whole = with_holes(reply),
                          without_enhanced = std::string(reply.code) + " " + std::string(reply.text);
        if (starts_ignoring_case(whole, line) || starts_ignoring_case(without_enhanced, line) ||
            starts_ignoring_case(reply.text, line))
            found.push_back(&reply);
    }
    return found;
}

std::vector<std::string> all_names(Protocols protocols) {
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
    for (const GlossaryEntry& entry : glossary()) names.push_back(lower_case(entry.word));
    names.emplace_back("note");
    names.insert(names.end(), protocol_names.begin(), protocol_names.end());
    return names;
}

/// Finds what is asked for by a word or a line, and has it printed.
class Lookup {
public:
    Lookup(const Language& language, std::ostream& out)
        : language_(language), out_(out), explanations_(language, out) {}

    int words(Words words) {
        if (words.empty()) return explanations_.overview(), 0;
        if (names_protocol(words[0])) {
            protocols_ = protocols_.subspan(static_cast<std::size_t>(protocol_named(words[0])), 1);
            words = words.subspan(1);
            if (words.empty()) return explanations_.overview(tables(protocols_[0])), 0;
        }
        const std::string line = joined(words, " ");
        if (line.find(' ') != line.npos && (whole_line(line) || everyday(line))) return 0;  // it may have been quoted
        int status = 0;
        for (const std::string& one : words) status = std::max(status, word(one));
        return status;
    }

private:
    int word(std::string_view word) {
        const std::string meaning = meaning_of_code(word, language_);
        if (!meaning.empty()) out_ << paragraph(meaning, "", "", columns_of(out_)) << "\n";
        bool found = everyday(word) || !meaning.empty();
        for (Protocol protocol : protocols_) found |= in_tables(tables(protocol), word);
        for (const Note& note : notes)
            if (equal_ignoring_case(note.id, word) || equal_ignoring_case(word, "note"))
                explanations_.note(note), found = true;
        return found ? 0 : not_found(word);
    }

    /// Prints all that has this name in one protocol; false: nothing has.
    bool in_tables(const Tables& tables, std::string_view word) {
        for (const Verb& verb : tables.verbs)
            if (equal_ignoring_case(verb.name, word)) return explanations_.verb(tables, verb), true;
        for (std::size_t column = 0; column < tables.states.size(); ++column)
            if (equal_ignoring_case(tables.states[column], word)) return explanations_.state(tables, column), true;
        for (const PassingState& state : passing_states(tables.protocol))
            if (equal_ignoring_case(state.name, word)) return explanations_.passing(tables, state), true;
        const std::vector<const Reply*> found = replies_called(tables, word);
        if (!found.empty()) explanations_.replies(tables, found);
        return !found.empty();
    }

    bool everyday(std::string_view word) {
        const GlossaryEntry* entry = glossary_entry(word, language_);
        if (entry) explanations_.word(*entry);
        return entry != nullptr;
    }

    /// A reply as a server said it, or as somebody remembers its beginning; false: no row is worded like that.
    bool whole_line(std::string line) {
        const std::string code = line.substr(0, line.find(' '));
        for (Protocol protocol : protocols_)
            if (const Reply* reply = meaning_of_code(code).empty() ? nullptr : recognise(tables(protocol), line, "")) {
                explanations_.replies(tables(protocol), {reply});
                for (const Note* note : take_notes(line)) explanations_.note(*note);
                return true;
            }
        bool found = false;
        for (Protocol protocol : protocols_) {
            const std::vector<const Reply*> replies = replies_beginning(tables(protocol), line);
            if (!replies.empty()) explanations_.replies(tables(protocol), replies);
            found |= !replies.empty();
        }
        return found;
    }

    int not_found(std::string_view word) {
        const std::string meant = nearest(lower_case(word), all_names(protocols_));
        out_ << "postlab explain: "
             << (meant.empty() ? language_.say("explain.nothing"_sentence, {word})
                               : language_.say("explain.meant"_sentence, {word, meant}))
             << "\n";
        return 2;
    }

    const Language& language_;
    std::ostream& out_;
    const Explanations explanations_;
    Protocols protocols_ = all_protocols;
};

// ---- the pages that options ask for

/// The one option that asks for a page; empty: none does.
std::string page_asked_for(const CommandLine& line) {
    std::string page;
    for (const char* option : {"table", "diagram", "compare", "session", "texts"}) {
        if (!line.has(option)) continue;
        if (page == "diagram" && option == std::string_view("session")) continue;  // drawn into it
        if (!page.empty()) throw UsageError("explain.two_pages"_sentence, {page, option});
        page = option;
    }
    if (!page.empty() && !line.words().empty())
        throw UsageError("explain.page_and_words"_sentence, {page, line.word(0)});
    auto belongs = [&](const char* option, bool fits, const char* to) {
        if (line.has(option) && !fits) throw UsageError("explain.belongs"_sentence, {option, to});
    };
    belongs("data", line.has("session"), "--session");
    belongs("as", page == "compare", "--compare");
    belongs("out", page == "compare" || page == "diagram" || page == "texts", "--diagram, --compare, --texts");
    return page;
}

/// The states of a protocol; with --session the way through them that a conversation took.
std::string diagram(const CommandLine& line, const Language& language) {
    const Protocol protocol = protocol_named(line.value("diagram", ""));
    if (!line.has("session")) return state_diagram(protocol, language);
    const std::string id = line.value("session", "");
    const Conversation conversation = read_conversation(data_directory(line), id);
    if (conversation.about.protocol != name_of(protocol))
        throw UsageError("diagram.other_protocol"_sentence,
                         {id, conversation.about.protocol, std::string(name_of(protocol))});
    const StatePath way = path_of(conversation);
    return state_diagram(protocol, language, &way);
}

int explain(const CommandLine& line, std::ostream& out, std::ostream&) {
    const Language& language = language_in(line);
    auto protocol = [&](const char* option) { return protocol_named(line.value(option, "")); };
    const std::string page = page_asked_for(line), file = line.value("out", "");
    if (page.empty()) return Lookup(language, out).words(line.words());
    if (page == "table") Explanations(language, out).matrix(tables(protocol("table")));
    if (page == "diagram") write_out(file, diagram(line, language), out);
    if (page == "compare") write_out(file, compare_in_memory(line.value("as", "text"), language), out);
    if (page == "texts") write_out(file, translation_file(line.value("texts", "")), out);
    if (page == "session")
        explain_session(read_conversation(data_directory(line), line.value("session", "")), out, language);
    return 0;
}

}  // namespace

ProgramCommand explain_command() {
    return {
        "explain",
        "[WORD...]",
        "what a verb, a state, a code or a reply means, and why",
        {{"table", "smtp|pop3|pop2", "which verb may be said in which state"},
         {"diagram", "smtp|pop3|pop2", "the states as a picture, in SVG; with --session, the way that one took"},
         {"compare", "", "SMTP and POP3 side by side; postlab compare does it with the running server"},
         {"session", "ID", "a recorded conversation, line by line; postlab transcript list shows their numbers"},
         {"texts", "LANG", "all that the program says to people, to be translated: labs/texts.LANG.po"},
         {"as", "text|md|html", "with --compare: the form of the page (text)"},
         {"out", "FILE", "with --diagram, --compare and --texts: the file to write (standard output)"},
         language_option,
         data_option},
        "postlab explain 503",
        explain,
        "WORD is a verb, a state, a reply code, the id of a reply, a whole reply in quotes, an everyday word of mail "
        "such as envelope, or note for the remarks behind the replies of a classroom's server. Without anything it "
        "gives an overview; smtp, pop3 or pop2 in front keeps to one "
        "protocol."};
}

}  // namespace postlab::labs
