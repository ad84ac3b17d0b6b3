#include "labs/dialogue/dialogue.h"

#include <Poco/NumberFormatter.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <span>
#include <sstream>

#include "labs/dialogue/formula.h"
#include "labs/faults/fault_rule.h"
#include "labs/language/sentences.h"
#include "shared/system/file.h"
#include "shared/text/text.h"

namespace postlab::labs {

namespace {

using Kind = Step::Kind;

struct EventForm {
    std::string_view word;
    Kind kind;
    bool of_connection;
    const Sentence* argument = nullptr;  ///< what it looks like; null: there is none
};
constexpr std::array<EventForm, 10> event_forms{{
    {"closed", Kind::closed, true},
    {"drop", Kind::drop, true},
    {"end", Kind::end, true},
    {"starttls", Kind::starttls, true},
    {"connect", Kind::connect, true, &"script.protocol"_sentence},
    {"wait", Kind::wait, false, &"script.time"_sentence},
    {"shutdown", Kind::shutdown, false},
    {"set", Kind::set, false, &"script.assignment"_sentence},
    {"store", Kind::store, false, &"script.failure"_sentence},
    {"fault", Kind::fault, false, &"script.assignment"_sentence},
}};

bool well_formed_argument(Kind kind, std::string_view text) {
    switch (kind) {
        case Kind::connect:
            return names_protocol(text);
        case Kind::wait:
            return text.size() > 1 && text.size() < 9 && text.back() == 's' &&
                   all_digits(text.substr(0, text.size() - 1));
        case Kind::set:
        case Kind::fault:
            return text.find('=') != text.npos && text.front() != '=';
        case Kind::store:
            return text == "full" || text == "no_room" || text == "broken" || text == "no_mailbox" || text == "works";
        default:
            return text.empty();
    }
}

/// The name that a `{name}` at the front of `text` has; empty: there is none.
std::string_view braced_name(std::string_view text) {
    std::size_t end = 1;
    while (end < text.size() && (std::islower(static_cast<unsigned char>(text[end])) || text[end] == '_')) ++end;
    return end > 1 && end < text.size() && text[end] == '}' ? text.substr(1, end - 1) : std::string_view();
}

/// Reads one text line by line, always knowing where it is.
class Parser {
public:
    Parser(const std::string& name, Protocol protocol, int first_line)
        : dialogue_{name, protocol, {}}, line_number_(first_line - 1) {}

    Dialogue parse(std::string_view text) {
        while (!text.empty()) {
            std::size_t end = std::min(text.find('\n'), text.size());
            line(text.substr(0, end));
            text.remove_prefix(std::min(end + 1, text.size()));
        }
        if (!talks_) expected("script.lines"_sentence);
        return std::move(dialogue_);
    }

private:
    [[noreturn]] void expected(const Phrase& what) const { throw DialogueError(dialogue_.name, line_number_, what); }

    void line(std::string_view text) {
        ++line_number_;
        if (!text.empty() && text.back() == '\r') text.remove_suffix(1);
        if (text.empty() || text.front() == '#') return;
        switch (text.front()) {
            case 'C':
                return talk(Kind::client, text.substr(1));
            case 'S':
                return talk(Kind::server, text.substr(1));
            case '!':
                return event(text.substr(1));
            default:
                expected("script.line"_sentence);
        }
    }

    int connection_number(std::string_view& text) const {
        std::size_t end = std::min(text.find_first_not_of("0123456789"), text.size());
        if (end == 0) return 1;
        if (end > 3 || text.front() == '0') expected("script.number"_sentence);
        int number = std::stoi(std::string(text.substr(0, end)));
        text.remove_prefix(end);
        return number;
    }

    void talk(Kind kind, std::string_view text) {
        int connection = connection_number(text);
        if (!text.starts_with(':')) expected("script.colon"_sentence);
        text.remove_prefix(1);
        if (!text.empty() && text.front() != ' ') expected("script.space"_sentence);
        if (!text.empty()) text.remove_prefix(1);
        std::vector<Piece> said = pieces(kind, text);
        bool unfinished = kind == Kind::server && !line_ends_;
        dialogue_.steps.push_back({kind, line_number_, connection, std::move(said), {}, unfinished});
        talks_ = true;
    }

    std::vector<Piece> pieces(Kind kind, std::string_view text) {
        pieces_.clear();
        line_ends_ = true;
        while (!text.empty()) {
            if (text == "\\") {
                line_ends_ = false;
                text = {};
            } else if (text.front() == '\\') {
                literal(escaped(text));
            } else if (std::string_view name = braced_name(text); text.front() == '{' && !name.empty()) {
                use_name(kind, name);
                text.remove_prefix(name.size() + 2);
            } else if (kind == Kind::server && text.starts_with("...")) {
                pieces_.push_back({Piece::Kind::any, {}});
                text.remove_prefix(3);
            } else {
                literal(text.front());
                text.remove_prefix(1);
            }
        }
        if (kind == Kind::client && line_ends_) literal('\r'), literal('\n');
        return std::move(pieces_);
    }

    void literal(char c) {
        if (pieces_.empty() || pieces_.back().kind != Piece::Kind::literal)
            pieces_.push_back({Piece::Kind::literal, {}});
        pieces_.back().text += c;
    }

    void use_name(Kind kind, std::string_view name) {
        if (kind == Kind::server) captured_.insert(std::string(name));
        if (!captured_.contains(name)) expected({"script.captured"_sentence, {"{" + std::string(name) + "}"}});
        pieces_.push_back({Piece::Kind::name, std::string(name)});
    }

    char escaped(std::string_view& text) const {
        char what = text.size() > 1 ? text[1] : ' ';
        if (what == 'x' && text.size() > 3 && from_hex(text.substr(2, 2))) {
            const char byte = from_hex(text.substr(2, 2))->front();
            text.remove_prefix(4);
            return byte;
        }
        static constexpr std::array written = {R"(\r)", R"(\n)", R"(\t)", R"(\\)"};
        static constexpr std::string_view letters = "rnt\\", bytes = "\r\n\t\\";
        std::size_t at = letters.find(what);
        if (at == letters.npos)
            expected({"script.escape"_sentence, {{"text.or"_sentence, {list_of(written), R"(\xHH)"}}}});
        text.remove_prefix(2);
        return bytes[at];
    }

    void event(std::string_view text) {
        bool numbered = !text.empty() && is_digit(text.front());
        int connection = connection_number(text);
        std::size_t start = text.find_first_not_of(' ');
        if (start == 0 || start == text.npos) expected({"script.event"_sentence, {event_words()}});
        text = text.substr(start, text.find_last_not_of(' ') - start + 1);
        if (const std::string_view name = braced_name(text); text.front() == '{' && !name.empty())
            return formula(std::string(name), text.substr(name.size() + 2));
        std::size_t end = std::min(text.find(' '), text.size());
        std::string_view argument = text.substr(std::min(text.find_first_not_of(' ', end), text.size()));
        const EventForm& form = event_form(text.substr(0, end));
        if (numbered && !form.of_connection) expected("script.no_number"_sentence);
        if (!well_formed_argument(form.kind, argument)) expected(argument_of(form));
        if (form.kind == Kind::wait) argument.remove_suffix(1);
        if (form.kind == Kind::fault) check_fault(argument);
        dialogue_.steps.push_back({form.kind, line_number_, connection, {}, std::string(argument)});
    }

    void formula(std::string name, std::string_view text) {
        constexpr std::string_view equals = " = ";
        if (!text.starts_with(equals)) expected({"script.equals"_sentence, {"{" + name + "}"}});
        text.remove_prefix(equals.size());
        const std::string_view function = text.substr(0, text.find(' '));
        if (std::ranges::find(formulas, function) == formulas.end())
            expected({"script.formula"_sentence, {"{" + name + "}", list_of(formulas)}});
        text.remove_prefix(std::min(function.size() + 1, text.size()));
        Step step{Kind::formula, line_number_, 1, pieces(Kind::formula, text), std::string(function)};
        captured_.insert(name);
        step.name = std::move(name);
        dialogue_.steps.push_back(std::move(step));
    }

    void check_fault(std::string_view words) const {
        try {
            read_fault(fault_words(words));
        } catch (const BadFault& error) {
            expected({"script.fault"_sentence, {error.phrase()}});
        }
    }

    /// What has to stand behind the event's word.
    static Phrase argument_of(const EventForm& form) {
        if (form.argument) return {"script.argument"_sentence, {*form.argument, form.word}};
        return {"script.nothing"_sentence, {form.word}};
    }

    static Phrase event_words() { return list_of(event_forms, &EventForm::word); }

    const EventForm& event_form(std::string_view word) const {
        for (const EventForm& form : event_forms)
            if (form.word == word) return form;
        expected({"script.unknown_event"_sentence, {event_words()}});
    }

    Dialogue dialogue_;
    int line_number_;
    bool talks_ = false, line_ends_ = true;
    std::vector<Piece> pieces_;
    std::set<std::string, std::less<>> captured_;
};

std::string contents(const std::filesystem::path& file) {
    try {
        return read_text(file);
    } catch (const FileError& error) {
        throw DialogueError(error.phrase());
    }
}

/// The dialogue blocks of a handout.
std::vector<Dialogue> blocks(const std::string& text, const std::string& name) {
    static constexpr std::string_view fence = "```", opening = "```dialogue";
    std::vector<Dialogue> found;
    std::istringstream in(text);
    std::string line, block;
    int number = 0, first = 0;
    Protocol protocol{};
    while (std::getline(in, line)) {
        ++number;
        if (first == 0 && line.starts_with(opening)) {
            const std::string named = line.substr(std::min(opening.size() + 1, line.size()));
            if (line[std::min(opening.size(), line.size() - 1)] != ' ' || !names_protocol(named))
                throw DialogueError(name, number, "script.fence"_sentence);
            protocol = protocol_named(named);
            first = number + 1;
            block.clear();
        } else if (first != 0 && line.starts_with(fence)) {
            found.push_back(parse_dialogue(block, name, protocol, first));
            first = 0;
        } else if (first != 0) {
            block += line + "\n";
        }
    }
    if (first != 0) throw DialogueError(name, number, "script.end"_sentence);
    return found;
}

bool matches(std::span<const Piece> pieces, std::string_view line, Captures& captured) {
    if (pieces.empty()) return line.empty();
    const Piece& piece = pieces.front();
    auto known = captured.find(piece.text);
    bool fixed = piece.kind == Piece::Kind::literal || (piece.kind == Piece::Kind::name && known != captured.end());
    if (fixed) {
        const std::string& text = piece.kind == Piece::Kind::literal ? piece.text : known->second;
        return line.starts_with(text) && matches(pieces.subspan(1), line.substr(text.size()), captured);
    }
    for (std::size_t length = piece.kind == Piece::Kind::name; length <= line.size(); ++length) {
        Captures tried = captured;
        if (piece.kind == Piece::Kind::name) tried[piece.text] = line.substr(0, length);
        if (!matches(pieces.subspan(1), line.substr(length), tried)) continue;
        captured = std::move(tried);
        return true;
    }
    return false;
}

/// As the nearest part of the path says that names one.
Protocol protocol_named_by(const std::filesystem::path& file) {
    for (auto path = file; path.has_relative_path(); path = path.parent_path()) {
        const std::string part = path.filename().string();
        for (std::string_view protocol : protocol_names)
            if (part.find(protocol) != part.npos) return protocol_named(protocol);
    }
    return Protocol::smtp;
}

}  // namespace

DialogueError::DialogueError(const std::string& name, int line, const Phrase& expected)
    : SayableError(Phrase::list({name + ":" + std::to_string(line), {"script.expected"_sentence, {expected}}}, ": ")),
      line_(line),
      expected_("script.expected"_sentence, {expected}) {}

Dialogue parse_dialogue(std::string_view text, const std::string& name, Protocol protocol, int first_line) {
    return Parser(name, protocol, first_line).parse(text);
}

std::vector<Dialogue> read_dialogues(const std::filesystem::path& file) {
    std::string text = contents(file), name = file.string();
    if (file.extension() == ".md") return blocks(text, name);
    std::vector<Dialogue> one;
    one.push_back(parse_dialogue(text, name, protocol_named_by(file)));
    return one;
}

bool sendable(const Step& client, const Captures& captured) {
    for (const Piece& piece : client.pieces)
        if (piece.kind == Piece::Kind::name && !captured.contains(piece.text)) return false;
    return true;
}

std::string bytes_to_send(const Step& client, const Captures& captured) {
    std::string bytes;
    for (const Piece& piece : client.pieces)
        bytes += piece.kind == Piece::Kind::name ? captured.at(piece.text) : piece.text;
    return bytes;
}

bool matches(const Step& server, std::string_view line, Captures& captured) {
    return matches(std::span(server.pieces), line, captured);
}

std::string as_written(const Step& step) {
    std::string text;
    for (const Piece& piece : step.pieces) {
        if (piece.kind == Piece::Kind::literal) text += with_escapes(piece.text);
        if (piece.kind == Piece::Kind::any) text += "...";
        if (piece.kind == Piece::Kind::name) text += "{" + piece.text + "}";
    }
    if (step.unfinished) text += "\\";
    return text;
}

std::string with_escapes(std::string_view bytes) {
    std::string text;
    for (char c : bytes) {
        auto byte = static_cast<unsigned char>(c);
        if (c == '\r') {
            text += "\\r";
        } else if (c == '\n') {
            text += "\\n";
        } else if (c == '\t') {
            text += "\\t";
        } else if (c == '\\') {
            text += "\\\\";
        } else if (byte < ' ' || byte > '~') {
            text += "\\x" + Poco::NumberFormatter::formatHex(byte, 2);
        } else {
            text += c;
        }
    }
    return text;
}

}  // namespace postlab::labs
