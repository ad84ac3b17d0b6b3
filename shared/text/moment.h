#pragma once
#include <chrono>
#include <string>
#include <string_view>

/// Moments as people write them where something depends on them, such as a deadline. Functions without state; any
/// thread.
namespace postlab {

/// Reads a moment in one of the forms of RFC 3339 that are documented, and in no other:
///
///     2026-10-01T23:59+02:00  2026-10-01T23:59:00Z      a time, with how far its zone is from UTC
///     2026-10-01                                        the end of that day in the zone of this machine
///
/// TZ in the environment names another zone. Years are those from 2000 to 2199. Throws SayableError.
std::chrono::system_clock::time_point moment(std::string_view text);

/// A moment as it was understood, in the zone of this machine: "2026-10-01 23:59:59 +02:00 (CEST)".
std::string spelled_out(std::chrono::system_clock::time_point time);

}  // namespace postlab
