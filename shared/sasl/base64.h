#pragma once
#include <optional>
#include <string>
#include <string_view>

/// Base64 as an authentication exchange writes it, in one piece and without line ends (RFC 4648 4). Functions without
/// state: any thread.
namespace postlab::sasl {

std::string to_base64(std::string_view octets);

/// Strictly, as RFC 4954 4 and RFC 5034 4 want it: nothing for a character that is not of the alphabet, a length that
/// is no multiple of four, an equals sign elsewhere than at the end, or bits left over that are not zero. So no two
/// texts stand for the same octets. An empty text stands for none.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace postlab::sasl
