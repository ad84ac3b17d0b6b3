#include "pop3d/marks.h"

#include <algorithm>
#include <cassert>

namespace postlab::pop3d {

void Marks::mark(std::size_t index, std::uint64_t octets) {
    assert(!marked_[index] && left_.messages > 0 && left_.octets >= octets);
    marked_[index] = true;
    left_ = {left_.messages - 1, left_.octets - octets};
}

void Marks::clear() {
    std::fill(marked_.begin(), marked_.end(), false);
    left_ = total_;
}

std::vector<std::size_t> Marks::doomed() const {
    std::vector<std::size_t> indices;
    if (left_.messages == total_.messages) return indices;
    for (std::size_t index = 0; index < marked_.size(); ++index)
        if (marked_[index]) indices.push_back(index);
    assert(indices.size() + left_.messages == total_.messages);
    return indices;
}

}  // namespace postlab::pop3d
