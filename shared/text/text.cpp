#include "shared/text/text.h"

#include <Poco/DigestEngine.h>
#include <Poco/Exception.h>

#include <iterator>
#include <sstream>

namespace postlab {

std::string lower_case(std::string_view text) {
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(), ascii_lower);
    return lower;
}

std::string upper_case(std::string_view text) {
    std::string upper(text);
    std::ranges::transform(upper, upper.begin(), ascii_upper);
    return upper;
}

std::string_view trimmed(std::string_view text) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
    return text.substr(0, text.find_last_not_of(" \t\r\n") + 1);
}

std::string words_of(const std::exception& error) {
    const auto* poco = dynamic_cast<const Poco::Exception*>(&error);
    const std::string text = poco ? poco->displayText() : error.what();
    for (std::string_view name : {"Net Exception: ", "Invalid argument: ", "Exception: ", "I/O error: "})
        if (poco && text.starts_with(name)) return text.substr(name.size());
    return text;
}

std::vector<std::string> split(std::string_view text) {
    std::istringstream in{std::string(text)};
    return {std::istream_iterator<std::string>(in), {}};
}

std::string hex(std::string_view octets) {
    return Poco::DigestEngine::digestToHex(Poco::DigestEngine::Digest(octets.begin(), octets.end()));
}

std::optional<std::string> from_hex(std::string_view digits) {
    std::string octets;
    if (digits.size() % 2 != 0) return std::nullopt;
    for (; !digits.empty(); digits.remove_prefix(2)) {
        const int high = hex_digit(digits[0]), low = hex_digit(digits[1]);
        if (high < 0 || low < 0) return std::nullopt;
        octets += static_cast<char>(high * 16 + low);
    }
    return octets;
}

std::string filled(std::string_view text, std::span<const std::string_view> details) {
    std::string all;
    std::size_t next = 0;
    for (std::size_t hole; (hole = text.find('{')) != text.npos;) {
        all += text.substr(0, hole);
        text.remove_prefix(hole);
        const bool in_order = text.starts_with("{}"), numbered = text.size() > 2 && is_digit(text[1]) && text[2] == '}';
        const std::size_t which = numbered ? static_cast<std::size_t>(text[1] - '1') : next;
        const bool known = (in_order || numbered) && which < details.size();
        all += known ? details[which] : text.substr(0, 1);
        text.remove_prefix(known ? 2 + numbered : 1);
        next += in_order;
    }
    return all.append(text);
}

}  // namespace postlab
