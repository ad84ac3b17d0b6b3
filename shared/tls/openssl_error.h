#pragma once
#include <string>

namespace postlab::tls {

/// What OpenSSL has complained of last on this thread, in its words, and forgets all of it: "no shared cipher". Without
/// that, an error of one connection would be taken for the next one's.
std::string take_error();

}  // namespace postlab::tls
