#pragma once
#include <span>
#include <string>
#include <string_view>

#include "labs/language/language.h"

namespace postlab::labs {

/// What a code itself says, before any text: the digits of "550" (RFC 5321 4.2.1), the parts of "5.1.1"
/// (RFC 3463), "+OK" and "-ERR" (RFC 1939), "[IN-USE]" (RFC 2449). Sentences; empty for what is no such code.
std::string meaning_of_code(std::string_view code, const Language& language = Language::english());
/// All that can be said of codes and their parts. Constant.
std::span<const Sentence> meanings_of_codes();

}  // namespace postlab::labs
