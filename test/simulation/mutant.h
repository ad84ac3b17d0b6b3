#pragma once
#include <cstdlib>

namespace postlab {

/// Whether the program is to make this mistake: that of the environment's POSTLAB_MUTANT. Only what test/mutants.py has
/// mutated asks.
inline bool mutant(int number) {
    static const char* const chosen = std::getenv("POSTLAB_MUTANT");
    static const int mistake = chosen ? std::atoi(chosen) : 0;
    return mistake == number;
}

}  // namespace postlab
