#include "smtpd/parameters.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "shared/text/text.h"
#include "smtpd/replies.h"

namespace postlab::smtpd {

namespace {

/// size-value = 1*20DIGIT, of which some fit in no 64 bits: those mean "too big" just as well.
bool read_size(std::string_view value, std::uint64_t& size) {
    if (value.size() > 20 || !all_digits(value)) return false;
    auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), size);
    if (error != std::errc()) size = std::numeric_limits<std::uint64_t>::max();
    return true;
}

bool is_body(std::string_view value) {
    return equal_ignoring_case(value, "7BIT") || equal_ignoring_case(value, "8BITMIME");
}

/// xtext (RFC 4954 8): "+3D" is an equals sign. Nothing: it is none.
std::optional<std::string> from_xtext(std::string_view text) {
    std::string octets;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] < '!' || text[i] > '~' || text[i] == '=') return std::nullopt;
        if (text[i] != '+') {
            octets += text[i];
            continue;
        }
        const std::string_view digits = text.substr(i + 1, 2);
        const auto octet = upper_case(digits) == digits && digits.size() == 2 ? from_hex(digits) : std::nullopt;
        if (!octet) return std::nullopt;
        octets += *octet;
        i += 2;
    }
    return octets;
}

/// Who the letter is from in the first place, as the client says: an address or <>.
bool is_auth(std::string_view value) {
    const auto address = from_xtext(value);
    if (!address || address->empty() || *address == "<>") return address == "<>";
    const auto parsed = parse_mail("FROM:<" + *address + ">");
    const auto* mailbox = std::get_if<PathArgument>(&parsed);
    return mailbox && mailbox->parameters.empty() && mailbox->path.text == *address;
}

/// xtext that stands for printable ASCII alone, since a report has to repeat it (RFC 3461 4.2, 4.4).
std::optional<std::string> printable_from_xtext(std::string_view text) {
    auto octets = from_xtext(text);
    if (!octets || octets->empty() || !printable_ascii(*octets)) return std::nullopt;
    return octets;
}

constexpr std::size_t longest_envid = 100, longest_orcpt = 500;  // RFC 3461 4.4, 4.2

bool read_envid(std::string_view value, std::string& envelope_id) {
    const auto id = value.size() <= longest_envid ? printable_from_xtext(value) : std::nullopt;
    if (id) envelope_id = *id;
    return id.has_value();
}

/// atom of RFC 822, as addr-type is one.
bool is_atom(std::string_view text) {
    auto fits = [](unsigned char c) {
        return c > ' ' && c <= '~' &&
               std::string_view("()<>@,;:\\\".[]").find(static_cast<char>(c)) == std::string_view::npos;
    };
    return !text.empty() && std::ranges::all_of(text, fits);
}

bool read_orcpt(std::string_view value, std::string& original) {
    const std::size_t semicolon = value.find(';');
    if (value.size() > longest_orcpt || semicolon == value.npos || !is_atom(value.substr(0, semicolon))) return false;
    const auto address = printable_from_xtext(value.substr(semicolon + 1));
    if (address) original = std::string(value.substr(0, semicolon + 1)) + *address;
    return address.has_value();
}

/// NEVER, or some of the others with commas between.
bool read_notify(std::string_view value, bool& success) {
    if (equal_ignoring_case(value, "NEVER")) return true;
    for (;;) {
        const std::size_t comma = value.find(',');
        const std::string_view word = value.substr(0, comma);
        auto is = [word](std::string_view known) { return equal_ignoring_case(word, known); };
        if (!is("SUCCESS") && !is("FAILURE") && !is("DELAY")) return false;
        success = success || is("SUCCESS");
        if (comma == value.npos) return true;
        value.remove_prefix(comma + 1);
    }
}

bool is_ret(std::string_view value) { return equal_ignoring_case(value, "FULL") || equal_ignoring_case(value, "HDRS"); }

/// Whether its value is good; nothing: there is no such parameter.
std::optional<bool> read(const Parameter& parameter, MailParameters& result) {
    auto is = [&](std::string_view known) { return equal_ignoring_case(parameter.keyword, known); };
    if (is("SIZE")) return read_size(parameter.value, result.size);
    if (is("BODY")) return is_body(parameter.value);
    if (is("AUTH")) return is_auth(parameter.value);
    if (is("RET")) return is_ret(parameter.value);
    if (is("ENVID")) return read_envid(parameter.value, result.envelope_id);
    if (is("SMTPUTF8")) return result.smtputf8 = parameter.value.empty();
    return std::nullopt;
}

std::optional<bool> read(const Parameter& parameter, RcptParameters& result) {
    if (equal_ignoring_case(parameter.keyword, "NOTIFY")) return read_notify(parameter.value, result.notify_success);
    if (equal_ignoring_case(parameter.keyword, "ORCPT")) return read_orcpt(parameter.value, result.original);
    return std::nullopt;
}

struct Refusals {
    const Reply &unknown, &bad_value, &twice;
};

template <class Result>
std::variant<Result, BadParameter> read_all(std::span<const Parameter> parameters, const Refusals& refusals) {
    Result result;
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        std::string_view keyword = parameters[i].keyword;
        auto same = [&](const Parameter& other) { return equal_ignoring_case(other.keyword, keyword); };
        if (std::ranges::any_of(parameters.first(i), same)) return BadParameter{&refusals.twice, keyword};
        const auto good = read(parameters[i], result);
        if (!good) return BadParameter{&refusals.unknown, keyword};
        if (!*good) return BadParameter{&refusals.bad_value, keyword};
    }
    return result;
}

}  // namespace

std::variant<MailParameters, BadParameter> read_mail_parameters(std::span<const Parameter> parameters) {
    return read_all<MailParameters>(
        parameters, {"mail.unknown_parameter"_reply, "mail.bad_value"_reply, "mail.duplicate_parameter"_reply});
}

std::variant<RcptParameters, BadParameter> read_rcpt_parameters(std::span<const Parameter> parameters) {
    return read_all<RcptParameters>(
        parameters, {"rcpt.unknown_parameter"_reply, "rcpt.bad_value"_reply, "rcpt.duplicate_parameter"_reply});
}

}  // namespace postlab::smtpd
