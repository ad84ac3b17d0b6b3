#include "labs/course/lab/fixture.h"

#include "labs/language/sentences.h"
#include "shared/text/sayable_error.h"

namespace postlab::course {

namespace {

using labs::operator""_sentence;

constexpr std::uint64_t most_fixture_letters = 200, most_octets_of_letter = 30'000'000;

[[noreturn]] void expected(const std::string& place, const Phrase& what) {
    throw SayableError(Phrase::list({place, {"script.expected"_sentence, {what}}}, ": "));
}

std::uint64_t bounded(const Number& number, std::uint64_t from, std::uint64_t to, const std::string& what) {
    if (number.value() < from || number.value() > to)
        expected("fixture." + what,
                 {"lab.range"_sentence, {std::to_string(from), std::to_string(to), std::to_string(number.value())}});
    return number.value();
}

std::string with_crlf(std::string_view text) {
    std::string out;
    for (char c : text) {
        if (c == '\n' && !out.ends_with('\r')) out += '\r';
        out += c;
    }
    if (!out.ends_with("\r\n")) out += "\r\n";
    return out;
}

/// Lines of 76 characters, and a last one that fits: exactly so many octets.
std::string padding(std::uint64_t octets) {
    static const std::string line = std::string(76, '=') + "\r\n";
    std::string text;
    text.reserve(octets);
    while (octets >= 2 * line.size()) text += line, octets -= line.size();
    if (octets > line.size() + 1) text += std::string(38, '=') + "\r\n", octets -= 40;
    if (octets >= 2) text += std::string(octets - 2, '=') + "\r\n";
    return text;
}

struct Written {
    std::string from, subject, body;
};

std::string letter(const Written& written, std::uint64_t n, const Values& values) {
    const std::string number = std::to_string(n), minute = std::to_string(n % 60);
    return with_crlf("From: " + written.from + "\nTo: <" + values.at("me") + ">\nSubject: " + written.subject +
                     "\nDate: Mon, 05 Jan 2026 08:" + (minute.size() < 2 ? "0" : "") + minute +
                     ":00 +0000\nMessage-ID: <" + values.at("lab") + "." + number + "." + values.at("student") + "@" +
                     values.at("domain") + ">\n\n" + written.body);
}

}  // namespace

std::vector<std::string> letters(const Fixture& fixture, const Values& values) {
    const std::uint64_t count = bounded(fixture.letters.resolved(values), 0, most_fixture_letters, "letters");
    std::vector<const SpecialLetter*> special(count, nullptr);
    for (const SpecialLetter& one : fixture.special)
        special[bounded(one.at.resolved(values), 1, count, "special.at") - 1] = &one;
    std::vector<std::string> all;
    for (std::uint64_t n = 1; n <= count; ++n) {
        Values own = values;
        own["n"] = std::to_string(n);
        const SpecialLetter* differs = special[n - 1];
        auto text = [&](const std::string& usual, std::string SpecialLetter::*other) {
            return substituted(differs != nullptr && !(differs->*other).empty() ? differs->*other : usual, own);
        };
        all.push_back(letter({text(fixture.from, &SpecialLetter::from), text(fixture.subject, &SpecialLetter::subject),
                              text(fixture.body, &SpecialLetter::body)},
                             n, own));
        if (differs == nullptr || !differs->octets) continue;
        const std::uint64_t octets =
            bounded(differs->octets->resolved(own), 0, most_octets_of_letter, "special.octets");
        if (octets < all.back().size() + 2)
            expected("fixture.special.octets", {"lab.octets"_sentence, {std::to_string(all.back().size() + 2)}});
        all.back() += padding(octets - all.back().size());
    }
    return all;
}

std::vector<std::string> planted_letters(const Planted& planted, Values values) {
    values["student"] = values.at("planted");
    values["me"] = values.at("planted") + "@" + values.at("domain");
    return letters(planted.fixture, values);
}

}  // namespace postlab::course
