#include "shared/sasl/mechanism.h"

#include <algorithm>

#include "shared/text/text.h"

namespace postlab::sasl {

const Mechanism* mechanism_named(std::string_view name) {
    const auto found =
        std::ranges::find_if(mechanisms, [name](const Mechanism& m) { return equal_ignoring_case(m.name, name); });
    return found == mechanisms.end() ? nullptr : &*found;
}

std::string mechanism_names(bool plaintext) {
    std::string names;
    for (const Mechanism& mechanism : mechanisms)
        if (plaintext || !mechanism.plaintext) names.append(names.empty() ? "" : " ").append(mechanism.name);
    return names;
}

AuthArgument read_auth(std::string_view argument) {
    const std::size_t space = argument.find(' ');
    if (space == argument.npos) return {argument, std::nullopt};
    return {argument.substr(0, space), argument.substr(space + 1)};
}

std::string_view shown_of_auth(std::string_view line) {
    const std::size_t verb = std::min(line.find_first_of(" \t"), line.size());
    if (verb == line.size()) return line;
    const AuthArgument argument = read_auth(line.substr(verb + 1));
    const bool known = line[verb] == ' ' && mechanism_named(argument.mechanism) != nullptr;
    return line.substr(0, known ? verb + 1 + argument.mechanism.size() : verb);
}

}  // namespace postlab::sasl
