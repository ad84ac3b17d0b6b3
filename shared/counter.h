#pragma once
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace postlab {

/// Counts something for whoever watches the server. Any thread; it costs a few nanoseconds and orders nothing.
class Counter {
public:
    void add(std::uint64_t more = 1) { count_.fetch_add(more, std::memory_order_relaxed); }
    std::uint64_t count() const { return count_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> count_{0};
};

/// How long something takes, counted by how long it took. Any thread.
class DurationCounter {
public:
    /// The upper ends of the classes, in milliseconds; what takes longer than the last is in a class of its own.
    static constexpr std::array<std::uint64_t, 9> bounds_ms{1, 2, 5, 10, 50, 100, 500, 1000, 5000};

    void add(std::chrono::nanoseconds duration) {
        std::size_t place = 0;
        while (place < bounds_ms.size() && duration > std::chrono::milliseconds(bounds_ms[place])) ++place;
        counts_[place].add();
        nanoseconds_.add(static_cast<std::uint64_t>(duration.count()));
    }
    std::uint64_t count(std::size_t place) const { return counts_[place].count(); }  ///< of one class; 0 to 9
    double seconds() const { return static_cast<double>(nanoseconds_.count()) / 1e9; }

private:
    std::array<Counter, bounds_ms.size() + 1> counts_;
    Counter nanoseconds_;
};

}  // namespace postlab
