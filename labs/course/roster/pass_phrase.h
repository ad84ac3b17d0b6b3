#pragma once
#include <string>

namespace postlab::course {

/// A new pass phrase: five words that can be pronounced and typed on any keyboard, "bado kemi tuna rozi pefa". It
/// carries 62 bits of chance, all of them in its letters: verify_password() forgives case and blanks. And its spaces
/// show that PASS takes the rest of its line (RFC 1939 7). Any thread.
std::string new_pass_phrase();

}  // namespace postlab::course
