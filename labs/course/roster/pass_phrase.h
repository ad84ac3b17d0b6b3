#pragma once
#include <string>

namespace postlab::course {

/// A new pass phrase: five words that can be pronounced and typed on any keyboard, "bado kemi tuna rozi pefa". It
/// carries 62 bits of chance, all of them in its letters: verify_password() forgives case and blanks. And its spaces
/// show that PASS takes the rest of its line (RFC 1939 7). Any thread.
std::string new_pass_phrase();

/// A new PIN for the pages, "4821 9036": eight digits, 27 bits of chance. Nothing but a login that gets slower with
/// each wrong guess stands behind it, and it opens nothing but pages. See pin_in(). Any thread.
std::string new_pin();

}  // namespace postlab::course
