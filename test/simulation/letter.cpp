#include "test/simulation/letter.h"

#include <charconv>

namespace postlab::simulation {
namespace {

constexpr std::string_view field = "X-Letter: ";

std::string line_of(Chance& chance) {
    switch (chance.below(8)) {
        case 0:
            return ".\r\n";
        case 1:
            return "..\r\n";
        case 2:
            return "\r\n";
        case 3:
            return "." + std::string(chance.below(4), '.') + "x\r\n";
        default:
            return std::string(1 + chance.below(70), static_cast<char>('a' + chance.below(26))) + "\r\n";
    }
}

/// Mostly short; else about as long as one piece of content, or beyond what a session holds in memory.
std::uint64_t octets_wanted(Chance& chance) {
    if (chance.one_in(600)) return chance.between(250'000, 350'000);
    if (chance.one_in(60)) return chance.between(65'000, 66'000);
    return chance.below(600);
}

}  // namespace

std::string write_letter(std::uint64_t number, Chance& chance) {
    std::string text =
        std::string(field) + std::to_string(number) + "\r\nSubject: number " + std::to_string(number) + "\r\n\r\n";
    const std::uint64_t octets = octets_wanted(chance);
    const bool dots_alone = octets > 1000 && chance.one_in(2);  // so one stands at every third octet
    while (text.size() < octets) text += dots_alone ? ".\r\n" : line_of(chance);
    return text + "end of " + std::to_string(number) + "\r\n";
}

std::optional<std::uint64_t> number_of_letter(std::string_view content) {
    const auto at = content.find(field);
    if (at == content.npos) return std::nullopt;
    content.remove_prefix(at + field.size());
    std::uint64_t number = 0;
    if (std::from_chars(content.data(), content.data() + content.size(), number).ec != std::errc{}) return std::nullopt;
    return number;
}

std::string stuffed(std::string_view letter) {
    std::string wire;
    while (!letter.empty()) {
        const std::size_t end = letter.find('\n') + 1;
        if (letter[0] == '.') wire += '.';
        wire += letter.substr(0, end);
        letter.remove_prefix(end);
    }
    return wire + ".\r\n";
}

std::string unstuffed(std::string_view lines) {
    std::string letter;
    while (!lines.empty()) {
        const std::size_t end = lines.find('\n') + 1;
        letter += lines.substr(lines[0] == '.' ? 1 : 0, end - (lines[0] == '.' ? 1 : 0));
        lines.remove_prefix(end);
    }
    return letter;
}

}  // namespace postlab::simulation
