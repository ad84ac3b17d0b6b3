#include "pop3d/marks.h"

#include <algorithm>
#include <cassert>

namespace postlab::pop3d {

void Marks::mark(std::size_t index) {
    assert(!marked_[index] && count_ > 0 && octets_ >= messages_[index].octets);
    marked_[index] = true;
    --count_;
    octets_ -= messages_[index].octets;
}

void Marks::clear() {
    std::fill(marked_.begin(), marked_.end(), false);
    count_ = messages_.size();
    octets_ = 0;
    for (const store::Message& message : messages_) octets_ += message.octets;
}

std::vector<std::size_t> Marks::doomed() const {
    std::vector<std::size_t> indices;
    for (std::size_t index = 0; index < marked_.size(); ++index)
        if (marked_[index]) indices.push_back(index);
    assert(indices.size() + count_ == messages_.size());
    return indices;
}

}  // namespace postlab::pop3d
