#include "shared/text/message_ranges.h"

#include <charconv>

namespace postlab {

namespace {

constexpr std::uint64_t longest_range = 10'000'000;  // more than a maildrop holds: a forged record fills no memory

bool take_number(std::string_view& text, std::uint64_t& number) {
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc()) return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return true;
}

}  // namespace

void MessageRanges::add(std::uint64_t id) {
    if (open_ && id == last_ + 1) {
        last_ = id;
        return;
    }
    if (open_) close(closed_);
    first_ = last_ = id;
    open_ = true;
}

void MessageRanges::close(std::string& text) const {
    if (!text.empty()) text += ' ';
    text += std::to_string(first_);
    if (last_ != first_) text.append("-").append(std::to_string(last_));
}

std::string MessageRanges::text() const {
    std::string text = closed_;
    if (open_) close(text);
    return text;
}

std::vector<std::uint64_t> message_ids(std::string_view ranges) {
    std::vector<std::uint64_t> ids;
    std::uint64_t first = 0, last = 0;
    while (take_number(ranges, first)) {
        last = first;
        if (ranges.starts_with('-')) {
            ranges.remove_prefix(1);
            if (!take_number(ranges, last) || last < first || last - first >= longest_range) break;
        }
        for (std::uint64_t id = first; id <= last; ++id) ids.push_back(id);
        if (!ranges.empty()) ranges.remove_prefix(1);
    }
    return ids;
}

}  // namespace postlab
