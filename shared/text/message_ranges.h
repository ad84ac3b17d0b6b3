#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace postlab {

/// Writes down many message ids in few characters, "3-9 12": neighbours become a range. Ids come in ascending
/// order, each once. A value; any thread.
class MessageRanges {
public:
    void add(std::uint64_t id);
    std::string text() const;

private:
    void close(std::string& text) const;

    std::string closed_;
    std::uint64_t first_ = 0, last_ = 0;
    bool open_ = false;
};

/// The ids of such a text, in its order; a text that is none ends where it stops to be one.
std::vector<std::uint64_t> message_ids(std::string_view ranges);

}  // namespace postlab
