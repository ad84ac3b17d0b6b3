#include "shared/wire/trace_id.h"

#include <charconv>
#include <cstdint>
#include <iterator>

namespace postlab {

std::string trace_id(std::chrono::system_clock::time_point data) {
    const auto since = std::chrono::duration_cast<std::chrono::microseconds>(data.time_since_epoch()).count();
    char digits[17];
    const auto end = std::to_chars(std::begin(digits), std::end(digits), static_cast<std::uint64_t>(since), 16).ptr;
    return "t" + std::string(digits, end);
}

std::optional<std::chrono::system_clock::time_point> time_of_trace_id(std::string_view id) {
    std::int64_t since = 0;
    if (!id.starts_with('t')) return std::nullopt;
    const auto [end, error] = std::from_chars(id.data() + 1, id.data() + id.size(), since, 16);
    const auto most = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::duration::max()).count();
    if (error != std::errc() || end != id.data() + id.size() || since < 0 || since > most) return std::nullopt;
    return std::chrono::system_clock::time_point(std::chrono::microseconds(since));
}

}  // namespace postlab
