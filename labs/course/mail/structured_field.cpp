#include "labs/course/mail/structured_field.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "labs/course/mail/encodings.h"
#include "shared/text/text.h"
#include "shared/text/text_encoding.h"

namespace postlab::course {

namespace {

std::string shortened(std::string_view text) { return std::string(beginning(text, 60)); }

struct Token {
    enum class Kind { word, quoted, special, end } kind;
    std::string text;  ///< of a quoted string: what it means
    bool closed = true;

    bool is(char c) const { return kind == Kind::special && text[0] == c; }
};

/// Cuts a field into tokens; comments and blanks are none.
class Lexer {
public:
    explicit Lexer(std::string_view text) : rest_(text) {}

    Token next() {
        skip_blanks();
        if (rest_.empty()) return {Token::Kind::end, {}};
        if (rest_.front() == '"') return quoted();
        const std::size_t length = std::min(rest_.find_first_of(" \t\r\n()<>@,;:\\\"/[]?="), rest_.size());
        return length > 0 ? Token{Token::Kind::word, take(length)} : Token{Token::Kind::special, take(1)};
    }

    /// Where a value goes on that should have been quoted: up to a semicolon or a blank.
    std::string rest_of_value() { return take(std::min(rest_.find_first_of("; \t(\""), rest_.size())); }
    bool at_value_end() const { return rest_.empty() || rest_.find_first_of("; \t(\"") == 0; }
    bool open_comment() const { return open_comment_; }

private:
    std::string take(std::size_t length) {
        std::string text(rest_.substr(0, length));
        rest_.remove_prefix(length);
        return text;
    }

    void skip_blanks() {
        int depth = 0;
        for (; !rest_.empty(); rest_.remove_prefix(1)) {
            const char c = rest_.front();
            if (depth > 0 && c == '\\' && rest_.size() > 1)
                rest_.remove_prefix(1);  // with what it quotes
            else if (c == '(')
                ++depth;
            else if (c == ')' && depth > 0)
                --depth;
            else if (depth == 0 && c != ' ' && c != '\t' && c != '\r' && c != '\n')
                return;
        }
        open_comment_ = open_comment_ || depth > 0;
    }

    Token quoted() {
        Token token{Token::Kind::quoted, {}, false};
        rest_.remove_prefix(1);
        while (!rest_.empty() && !token.closed) {
            if (rest_.front() == '\\' && rest_.size() > 1)
                rest_.remove_prefix(1);
            else if (rest_.front() == '"')
                token.closed = true;
            if (!token.closed) token.text += rest_.front();
            rest_.remove_prefix(1);
        }
        return token;
    }

    std::string_view rest_;
    bool open_comment_ = false;
};

/// A parameter as it stands: all of it, or a piece (RFC 2231 3), perhaps with octets as %XX (RFC 2231 4).
struct ParameterPiece {
    std::string text;
    bool encoded = false;
};

/// "name*1*" taken apart.
struct PieceName {
    std::string name;
    std::optional<std::size_t> number;
    bool encoded = false;
};

PieceName piece_name(std::string name) {
    PieceName piece{lower_case(name), {}, false};
    if (piece.name.ends_with('*')) piece.encoded = true, piece.name.pop_back();
    const std::size_t star = piece.name.rfind('*');
    const std::string digits = star == std::string::npos ? "" : piece.name.substr(star + 1);
    if (!all_digits(digits) || digits.size() > 3 || (digits.size() > 1 && digits[0] == '0')) return piece;
    piece.number = std::stoul(digits);
    piece.name.resize(star);
    return piece;
}

class FieldParser {
public:
    explicit FieldParser(std::string_view text) : lexer_(text) {}

    StructuredField parse() {
        for (Token token = value(); token.kind != Token::Kind::end;) {
            if (!token.is(';')) {
                complain({"mail.no_semicolon", {{"text", shortened(token.text)}}});
                token = next_semicolon();
            } else {
                token = parameter();
            }
        }
        for (auto& [name, pieces] : pieces_) put_together(name, pieces);
        if (lexer_.open_comment()) complain({"mail.open_comment"});
        return std::move(field_);
    }

private:
    void complain(Note what) {
        if (field_.wrong.empty()) field_.wrong = std::move(what);
    }
    void remark(Note what) {
        if (field_.remark.empty()) field_.remark = std::move(what);
    }

    Token next_semicolon() {
        Token token = lexer_.next();
        while (token.kind != Token::Kind::end && !token.is(';')) token = lexer_.next();
        return token;
    }

    /// In front of all parameters; gives the token behind it.
    Token value() {
        Token token = lexer_.next();
        for (; token.kind == Token::Kind::word || token.is('/'); token = lexer_.next()) field_.value += token.text;
        field_.value = lower_case(field_.value);
        return token;
    }

    /// Behind a semicolon; gives the token behind it.
    Token parameter() {
        const Token name = lexer_.next();
        if (name.is(';') || name.kind == Token::Kind::end) {
            remark({"mail.lone_semicolon"});
            return name;
        }
        const Token equals = lexer_.next();
        if (name.kind != Token::Kind::word || !equals.is('=')) {
            complain({"mail.no_parameter", {{"text", shortened(name.text)}}});
            return equals.is(';') ? equals : next_semicolon();
        }
        keep(piece_name(name.text), value_of(name.text));
        return lexer_.next();
    }

    std::string value_of(const std::string& name) {
        Token token = lexer_.next();
        if (token.kind == Token::Kind::quoted) {
            if (!token.closed) complain({"mail.open_quote", {{"parameter", name}}});
            return token.text;
        }
        if (token.kind == Token::Kind::word && lexer_.at_value_end()) return token.text;
        token.text += lexer_.rest_of_value();
        complain({"mail.not_quoted", {{"text", shortened(token.text)}, {"parameter", name}}});
        return token.text;
    }

    void keep(const PieceName& name, std::string text) {
        ParameterPiece piece{std::move(text), name.encoded};
        auto& pieces = pieces_[name.name];
        const auto [known, is_new] = pieces.emplace(name.number ? *name.number + 1 : 0, piece);
        if (is_new) return;
        if (known->second.encoded == piece.encoded)
            complain({"mail.twice", {{"parameter", name.name}}});
        else if (piece.encoded)
            known->second = std::move(piece);  // beside a plain one for old readers
    }

    /// Pieces by their numbers, from 1 on; 0 is a parameter that stands whole.
    void put_together(const std::string& name, const std::map<std::size_t, ParameterPiece>& pieces) {
        const bool whole = pieces.begin()->first == 0, encoded = pieces.begin()->second.encoded;
        std::string octets, charset;
        std::size_t next = whole ? 0 : 1;
        for (const auto& [number, piece] : pieces) {
            if (number != next++ || (whole && number > 0)) {
                complain({"mail.pieces", {{"parameter", name}}});
                break;
            }
            std::string_view text = piece.text;
            if (encoded && number == pieces.begin()->first) charset = take_charset(name, text);
            const auto decoded = piece.encoded ? from_hex_escapes(text, '%') : std::string(text);
            if (!decoded) complain({"mail.bad_percent", {{"parameter", name}}});
            octets += decoded.value_or(std::string(text));
        }
        const auto text = encoded ? to_utf8(octets, charset) : octets;
        if (!text) complain({"mail.parameter_charset", {{"parameter", name}, {"charset", charset}}});
        field_.parameters[name] = text.value_or(octets);
    }

    /// charset'language' in front of an encoded value.
    std::string take_charset(const std::string& name, std::string_view& text) {
        const std::size_t language = text.find('\'');
        const std::size_t end = language == text.npos ? text.npos : text.find('\'', language + 1);
        if (end == text.npos) {
            complain({"mail.no_language", {{"parameter", name}}});
            return "us-ascii";
        }
        const std::string charset = lower_case(text.substr(0, language));
        text.remove_prefix(end + 1);
        return charset.empty() ? "us-ascii" : charset;
    }

    Lexer lexer_;
    StructuredField field_;
    std::map<std::string, std::map<std::size_t, ParameterPiece>> pieces_;
};

}  // namespace

const std::string& StructuredField::parameter(const std::string& name) const {
    static const std::string none;
    const auto found = parameters.find(name);
    return found == parameters.end() ? none : found->second;
}

StructuredField structured_field(std::string_view text) { return FieldParser(text).parse(); }

}  // namespace postlab::course
