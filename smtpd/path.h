#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// The grammar of MAIL's and RCPT's arguments: RFC 5321 4.1.2 and 4.1.3, with the UTF-8 of RFC 6531 3.3.
/// Pure functions: any thread, any bytes.
namespace postlab::smtpd {

/// An address. A source route before it has been checked and left out (RFC 5321 4.1.1.3).
struct Path {
    std::string text;        ///< as it was written, without angle brackets; empty: the null reverse-path <>
    std::string local_part;  ///< without its quotes, so that all ways to quote a name are equal
    std::string domain;      ///< or an address literal with its brackets; empty: <postmaster>
    bool ascii = true;       ///< false: good only with SMTPUTF8
};

/// One parameter behind an address; the views show the argument.
struct Parameter {
    std::string_view keyword, value;  ///< an empty value: it has none
};

struct PathArgument {
    Path path;
    std::vector<Parameter> parameters;
};

/// Why a text is no such argument.
struct SyntaxError {
    enum class Kind {
        argument,  ///< outside the path: `what` was expected at column `number`
        path,      ///< in the path: `what` was expected at column `number`
        too_long,  ///< `what` has more than `number` octets (RFC 5321 4.5.3.1)
    } kind;
    std::string_view what;
    std::size_t number;  ///< columns count from 1, at the verb's first letter
};

/// What follows "MAIL ": FROM:<reverse-path> and parameters.
std::variant<PathArgument, SyntaxError> parse_mail(std::string_view argument);

/// What follows "RCPT ": TO:<forward-path> and parameters.
std::variant<PathArgument, SyntaxError> parse_rcpt(std::string_view argument);

/// Where such an argument begins in its line: columns count from 1, and "MAIL " stands in front.
inline constexpr std::size_t argument_column = 6;

/// What people make of such an argument, put right: no blank in front of the path, and brackets around it.
struct Mended {
    std::string argument;
    bool blank = false;     ///< blanks were left out,
    std::size_t moved = 0;  ///< so many
    /// The columns of the brackets that were put in; 0: none were.
    std::size_t opening = 0, closing = 0;

    bool brackets() const { return opening > 0; }
    /// The column that this one of `argument` has in the line as it was typed.
    std::size_t typed_column(std::size_t column) const {
        if (brackets()) column -= (column > opening) + (column > closing);
        return column + moved;
    }
};

/// An argument without the one slip or both, where it has one; `keyword` is "FROM" or "TO". Whether it can then be
/// parsed is another question.
std::optional<Mended> mend(std::string_view argument, std::string_view keyword);

/// Whether a client may call itself so in EHLO: a domain of at most 255 octets or an address literal, in ASCII.
bool names_a_host(std::string_view text);

}  // namespace postlab::smtpd
