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

/// Null when the parameter is understood.
const Reply* read(const Parameter& parameter, MailParameters& result) {
    bool good = false;
    if (equal_ignoring_case(parameter.keyword, "SIZE"))
        good = read_size(parameter.value, result.size);
    else if (equal_ignoring_case(parameter.keyword, "BODY"))
        good = is_body(parameter.value);
    else if (equal_ignoring_case(parameter.keyword, "AUTH"))
        good = is_auth(parameter.value);
    else if (equal_ignoring_case(parameter.keyword, "SMTPUTF8"))
        good = result.smtputf8 = parameter.value.empty();
    else
        return &"mail.unknown_parameter"_reply;
    return good ? nullptr : &"mail.bad_value"_reply;
}

}  // namespace

std::variant<MailParameters, BadParameter> read_mail_parameters(std::span<const Parameter> parameters) {
    MailParameters result;
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        std::string_view keyword = parameters[i].keyword;
        auto same = [&](const Parameter& other) { return equal_ignoring_case(other.keyword, keyword); };
        if (std::ranges::any_of(parameters.first(i), same))
            return BadParameter{&"mail.duplicate_parameter"_reply, keyword};
        if (const Reply* refusal = read(parameters[i], result)) return BadParameter{refusal, keyword};
    }
    return result;
}

}  // namespace postlab::smtpd
