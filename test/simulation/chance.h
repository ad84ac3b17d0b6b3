#pragma once
#include <cstdint>
#include <initializer_list>

namespace postlab::simulation {

/// What decides everything in a simulation: the same seed, the same decisions, on every machine (SplitMix64).
class Chance {
public:
    explicit Chance(std::uint64_t seed) : state_(seed) {}

    std::uint64_t any() {
        std::uint64_t mixed = state_ += 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
    std::uint64_t below(std::uint64_t end) { return any() % end; }
    std::uint64_t between(std::uint64_t least, std::uint64_t most) { return least + below(most - least + 1); }
    /// Once in so many times; never with 0.
    bool one_in(std::uint64_t times) { return times != 0 && below(times) == 0; }
    template <class Choice>
    Choice one_of(std::initializer_list<Choice> choices) {
        return choices.begin()[below(choices.size())];
    }

private:
    std::uint64_t state_;
};

}  // namespace postlab::simulation
