#include "labs/course/lab/pattern.h"

#include <algorithm>
#include <map>
#include <utility>

#include "labs/course/lab/words.h"
#include "labs/language/sentences.h"
#include "shared/text/text.h"

namespace postlab::course {

using labs::DialogueError;
using labs::operator""_sentence;
using labs::Piece;
using labs::Protocol;

namespace {

using Exchange = Pattern::Exchange;
using LineForm = Pattern::LineForm;

class PatternParser {
public:
    PatternParser(const std::string& name, Protocol protocol, int first_line, std::vector<Exchange>& exchanges,
                  std::vector<std::pair<int, Protocol>>& protocols)
        : name_(name),
          protocol_(protocol),
          line_number_(first_line - 1),
          exchanges_(exchanges),
          protocols_(protocols) {}

    void parse(std::string_view text) {
        while (!text.empty()) {
            const std::size_t end = std::min(text.find('\n'), text.size());
            line(text.substr(0, end));
            text.remove_prefix(std::min(end + 1, text.size()));
        }
        if (exchanges_.empty()) expected("script.pattern"_sentence);
    }

private:
    [[noreturn]] void expected(const Phrase& what) const { throw DialogueError(name_, line_number_, what); }

    void line(std::string_view text) {
        ++line_number_;
        if (text.empty() || text.front() == '#') return;
        const char kind = text.front();
        if (kind != 'C' && kind != 'S' && kind != '!') expected("script.line"_sentence);
        text.remove_prefix(1);
        const int connection = number(text);
        if (kind == '!') return event(connection, text);
        if (!text.starts_with(':')) expected("script.colon"_sentence);
        LineForm form{pieces(text.substr(1))};
        if (kind == 'C')
            command(connection, std::move(form));
        else
            reply(connection, std::move(form));
    }

    int number(std::string_view& text) const {
        int value = 0;
        while (!text.empty() && is_digit(text.front()) && value < 100) {
            value = value * 10 + (text.front() - '0');
            text.remove_prefix(1);
        }
        return std::max(value, 1);
    }

    /// The dialogue format's own parser reads what stands behind the colon; in a pattern C lines have its S lines'
    /// forms.
    std::vector<Piece> pieces(std::string_view behind_colon) const {
        return labs::parse_dialogue("S:" + std::string(behind_colon), name_, protocol_, line_number_)
            .steps.at(0)
            .pieces;
    }

    void add(Exchange exchange) {
        if (std::ranges::find(protocols_, exchange.connection, &std::pair<int, Protocol>::first) == protocols_.end())
            protocols_.emplace_back(exchange.connection, protocol_);
        exchanges_.push_back(std::move(exchange));
    }

    Exchange* last_of(int connection) {
        for (auto exchange = exchanges_.rbegin(); exchange != exchanges_.rend(); ++exchange)
            if (exchange->connection == connection) return &*exchange;
        return nullptr;
    }

    void command(int connection, LineForm form) {
        const Exchange* before = last_of(connection);
        const bool content = before != nullptr && announces_content(*before);
        form.any_case = !content;
        if (!content) counted_[connection] = begins_with_bdat(form);
        add({connection, content ? Exchange::Kind::content : Exchange::Kind::command, std::move(form), {}, {}});
    }

    static bool is(const LineForm& form, std::string_view text) {
        return form.pieces.size() == 1 && form.pieces[0].kind == Piece::Kind::literal &&
               lower_case(form.pieces[0].text) == text;
    }

    static bool begins_with_bdat(const LineForm& form) {
        return !form.pieces.empty() && form.pieces[0].kind == Piece::Kind::literal &&
               starts_ignoring_case(form.pieces[0].text, "bdat ");
    }

    /// Whether C lines behind it are lines of a message. A dot ends what DATA announces, the reply what BDAT does.
    bool announces_content(const Exchange& before) {
        if (counted_[before.connection]) return before.reply.empty() && before.kind != Exchange::Kind::end;
        if (before.kind == Exchange::Kind::content) return !is(before.command, ".");
        if (before.kind != Exchange::Kind::command || !is(before.command, "data")) return false;
        if (before.reply.empty()) return true;
        const auto& pieces = before.reply[0].pieces;
        return pieces.empty() || pieces[0].kind != Piece::Kind::literal || pieces[0].text.starts_with('3');
    }

    void reply(int connection, LineForm form) {
        Exchange* before = last_of(connection);
        if (before == nullptr || before->kind == Exchange::Kind::end || before->kind == Exchange::Kind::tls) {
            add({connection, Exchange::Kind::reply, {}, {}, {}});
            before = &exchanges_.back();
        }
        before->reply.push_back(std::move(form));
    }

    void event(int connection, std::string_view text) {
        static constexpr std::string_view ends[] = {"quit", "drop", "timeout", "shutdown", "any"};
        text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
        text = text.substr(0, text.find_last_not_of(" \r") + 1);
        if (text.starts_with("connect ") && labs::names_protocol(text.substr(8))) {
            if (last_of(connection) != nullptr) expected("script.connect"_sentence);
            protocols_.emplace_back(connection, labs::protocol_named(text.substr(8)));
        } else if (std::ranges::find(ends, text) != std::end(ends)) {
            add({connection, Exchange::Kind::end, {}, {}, std::string(text)});
        } else if (text == "starttls") {
            add({connection, Exchange::Kind::tls, {}, {}, {}});
        } else {
            expected("script.how_it_ended"_sentence);
        }
    }

    const std::string& name_;
    Protocol protocol_;
    int line_number_;
    std::vector<Exchange>& exchanges_;
    std::vector<std::pair<int, Protocol>>& protocols_;
    std::map<int, bool> counted_;  ///< connections whose last command is a BDAT
};

/// Whether that changed anything.
bool put_in(LineForm& form, const Values& values) {
    bool changed = false;
    for (Piece& piece : form.pieces) {
        if (piece.kind != Piece::Kind::literal) continue;
        const std::string before = std::exchange(piece.text, substituted(piece.text, values));
        changed = changed || piece.text != before;
    }
    return changed;
}

}  // namespace

Pattern::Pattern(std::string_view text, const std::string& name, Protocol protocol, int first_line) {
    PatternParser(name, protocol, first_line, exchanges_, protocols_).parse(text);
}

Pattern Pattern::with(const Values& values) const {
    Pattern ready = *this;
    for (Exchange& exchange : ready.exchanges_) {
        put_in(exchange.command, values);
        for (LineForm& line : exchange.reply) line.any_case = put_in(line, values) || line.any_case;
    }
    return ready;
}

Protocol Pattern::protocol(int connection) const {
    return std::ranges::find(protocols_, connection, &std::pair<int, Protocol>::first)->second;
}

}  // namespace postlab::course
