#pragma once
#include <optional>
#include <string_view>

/// Where people type their passwords. Pure functions: any thread, any bytes.
namespace postlab {

/// Of a line that brings a password, as far as its words tell, what may be shown: all from its start to the end of the
/// verb PASS, LOGIN, AUTH or APOP. Nothing: it has no such verb.
///
/// The verb counts as it was meant: within a pasted "C: PASS x" or "NOOP PASS x", spaced out, in homoglyphs, on a
/// keyboard that was left in Cyrillic. Where it only comes close, as the first word of the line ("PSAS", "PASSsesame"),
/// "" may be shown, for the password may stick to it.
std::optional<std::string_view> before_credentials(std::string_view line);

}  // namespace postlab
