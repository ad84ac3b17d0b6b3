#pragma once
#include <string>

namespace postlab::course {

/// A new pass phrase: five words that can be pronounced and typed on any keyboard, "bado kemi tuna rozi pefa". It
/// carries 62 bits of chance, and its spaces show that PASS takes the rest of its line (RFC 1939 7). Any thread.
std::string new_pass_phrase();

}  // namespace postlab::course
