#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "test/simulation/chance.h"

namespace postlab::simulation {

/// A letter as RETR should give it behind its trace lines: CRLF, no dot stuffed. It says its number, and is like no
/// other. Many have dots where they hurt, and some are as long as the pieces in which they are kept.
std::string write_letter(std::uint64_t number, Chance& chance);

/// The number that a letter says; nothing: it is none of these.
std::optional<std::uint64_t> number_of_letter(std::string_view content);

/// With each line's leading dot doubled, and the lone dot behind (RFC 5321 4.5.2).
std::string stuffed(std::string_view letter);
/// The other way (RFC 1939 3): what stood between "+OK" and the lone dot.
std::string unstuffed(std::string_view lines);

}  // namespace postlab::simulation
