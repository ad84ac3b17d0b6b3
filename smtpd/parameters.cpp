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

/// Null when the parameter is understood.
const Reply* read(const Parameter& parameter, MailParameters& result) {
    bool good = false;
    if (equal_ignoring_case(parameter.keyword, "SIZE"))
        good = read_size(parameter.value, result.size);
    else if (equal_ignoring_case(parameter.keyword, "BODY"))
        good = is_body(parameter.value);
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
