#pragma once
#include <atomic>
#include <cstddef>
#include <utility>

namespace postlab {

/// The memory that a process may hold of what clients send and nobody has written to disk yet: thousands of them can
/// stop in the middle of a message. Each such thing holds a share. When more than half is held, whoever can go to disk
/// earlier does; when all is, new data is refused. Any thread; it outlives its shares.
class MemoryBudget {
public:
    explicit MemoryBudget(std::size_t octets) : octets_(octets) {}
    MemoryBudget(const MemoryBudget&) = delete;
    MemoryBudget& operator=(const MemoryBudget&) = delete;

    bool is_tight() const { return held_ > octets_ / 2; }
    bool is_spent() const { return held_ >= octets_; }
    /// The C library keeps what has been freed. When little is held and much was, gives that back to the system. It
    /// takes milliseconds: for a thread that may wait, every few seconds.
    void give_back();

    /// What one thing holds, until it leaves scope. Without a budget it counts nothing. One thread at a time.
    class Share {
    public:
        explicit Share(MemoryBudget* budget = nullptr) : budget_(budget) {}
        Share(Share&& other) noexcept : budget_(other.budget_), octets_(std::exchange(other.octets_, 0)) {}
        Share& operator=(Share&& other) noexcept {
            std::swap(budget_, other.budget_);
            std::swap(octets_, other.octets_);
            return *this;
        }
        ~Share() { resize(0); }
        void resize(std::size_t octets);
        bool is_tight() const { return budget_ && budget_->is_tight(); }
        bool is_spent() const { return budget_ && budget_->is_spent(); }

    private:
        MemoryBudget* budget_;
        std::size_t octets_ = 0;
    };

private:
    const std::size_t octets_;
    std::atomic<std::size_t> held_ = 0, most_held_ = 0;  ///< now, and since memory was given back
};

}  // namespace postlab
