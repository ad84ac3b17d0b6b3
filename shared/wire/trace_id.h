#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

/// What stands behind `id` in a letter's Received line (RFC 5321 4.4). Pure functions: any thread.
namespace postlab {

/// The id of a letter whose DATA came then: "t6475ef64cf340", the microseconds since 1970 in hexadecimal. `postlab
/// transcript message` finds the letter by it.
std::string trace_id(std::chrono::system_clock::time_point data);
/// The time that it stands for; nothing: it is no such id.
std::optional<std::chrono::system_clock::time_point> time_of_trace_id(std::string_view id);

}  // namespace postlab
