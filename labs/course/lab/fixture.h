#pragma once
#include <string>
#include <vector>

#include "labs/course/lab/lab.h"

namespace postlab::course {

/// The letters that a lab's maildrop begins with, in their order, ready to be stored: RFC 5322 with CRLF line ends. The
/// same values make the same octets. Throws std::runtime_error when the fixture makes no sense with these values (a
/// number that is none, a letter 9 of 8, more octets than a server takes).
std::vector<std::string> letters(const Fixture& fixture, const Values& values);
/// Those of the planted account, which in them is $student, and $me its address.
std::vector<std::string> planted_letters(const Planted& planted, Values values);

}  // namespace postlab::course
