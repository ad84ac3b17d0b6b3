#pragma once
#include <string>
#include <string_view>

#include "shared/time.h"

namespace postlab::pop3d {

/// The timestamp of one greeting, in the form that RFC 1939 7 shows: "<process-ID.clock@host>". No two calls
/// in one process give the same, and the process-ID tells processes apart. The clock counts microseconds,
/// and goes on by one where two calls fall into the same one. Any thread.
std::string make_timestamp(Time now, std::string_view host);

/// 32 digits of lower-case hexadecimal (RFC 1939 7).
bool is_apop_digest(std::string_view word);

}  // namespace postlab::pop3d
