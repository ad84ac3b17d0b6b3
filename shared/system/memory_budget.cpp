#include "shared/system/memory_budget.h"

#include <malloc.h>

#include <algorithm>

namespace postlab {

namespace {
constexpr std::size_t worth_giving_back = 32 << 20;
}

void MemoryBudget::Share::resize(std::size_t octets) {
    if (!budget_ || octets == octets_) return;
    const std::size_t held = budget_->held_ += octets - octets_;  // unsigned: it may also become less
    octets_ = octets;
    for (std::size_t most = budget_->most_held_;
         held > most && !budget_->most_held_.compare_exchange_weak(most, held);) {
    }
}

void MemoryBudget::give_back() {
    const std::size_t held = held_;
    if (most_held_ < held + worth_giving_back) return;
    most_held_ = held;
    malloc_trim(0);
}

}  // namespace postlab
