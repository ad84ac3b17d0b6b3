#include "shared/system/memory_budget.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <string>
#include <vector>

namespace postlab::memory_budget_test {

TEST(MemoryBudget, is_tight_when_half_is_held_and_spent_when_all_is) {
    MemoryBudget budget(100);
    MemoryBudget::Share one(&budget), two(&budget);
    one.resize(50);
    EXPECT_FALSE(budget.is_tight());
    two.resize(1);
    EXPECT_TRUE(one.is_tight());
    EXPECT_FALSE(one.is_spent());
    two.resize(50);
    EXPECT_TRUE(one.is_spent());
    two.resize(0);
    EXPECT_FALSE(budget.is_tight());
}

TEST(MemoryBudget, counts_a_share_once_wherever_it_goes) {
    MemoryBudget budget(100);
    {
        MemoryBudget::Share kept;
        {
            MemoryBudget::Share made(&budget);
            made.resize(60);
            kept = std::move(made);
        }
        EXPECT_TRUE(budget.is_tight());
        const MemoryBudget::Share moved(std::move(kept));
        EXPECT_TRUE(budget.is_tight());
    }
    EXPECT_FALSE(budget.is_tight());
}

std::size_t resident_octets() {
    std::size_t size = 0, resident = 0;
    std::ifstream("/proc/self/statm") >> size >> resident;
    return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

TEST(MemoryBudget, gives_memory_back_to_the_system) {
#ifdef POSTLAB_SANITIZER
    GTEST_SKIP() << "a sanitizer has an allocator of its own";
#endif
    MemoryBudget budget(1 << 30);
    const std::size_t before = resident_octets();
    std::string last;
    {
        std::vector<std::pair<std::string, MemoryBudget::Share>> held;
        for (int i = 0; i < 2000; ++i) {
            held.emplace_back(std::string(60000, 'x'), MemoryBudget::Share(&budget));
            held.back().second.resize(60000);
        }
        last = std::string(100, 'y');  // keeps the top of the heap in use
    }
    budget.give_back();
    EXPECT_LT(resident_octets(), before + (20 << 20)) << last;
}

}  // namespace postlab::memory_budget_test
