#pragma once
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <vector>

#include "store/queue/write.h"

namespace postlab::store {

/// The writes that wait for the one thread that does them, in two lanes: small ones, in order, and large ones, in
/// order. While both have some they take turns, a transaction each, so a small letter waits for one large one at most,
/// however many there are, and the large ones get on, however many small ones come. Any thread may push.
class WriteQueue {
public:
    /// A transaction takes no more writes than this, and stops taking them at so many octets.
    static constexpr std::size_t longest_batch = 256, largest_batch = 32 << 20;
    /// A write of so many octets is a large one; a transaction of such stops at so many.
    static constexpr std::size_t large = 1 << 20, largest_large_batch = 8 << 20;

    /// False, with the write left as it is, after close().
    [[nodiscard]] bool push(std::unique_ptr<Write>&& write);
    /// Waits for writes: those of the next transaction. None: the queue is closed, and everything in it has been taken.
    std::vector<std::unique_ptr<Write>> take();
    std::size_t waiting() const;  ///< not yet taken
    /// No more writes come; those in the queue are still to be done.
    void close();

private:
    using Lane = std::deque<std::unique_ptr<Write>>;

    mutable std::mutex mutex_;
    std::condition_variable filled_;
    Lane small_, large_;
    bool large_turn_ = false, closed_ = false;
};

}  // namespace postlab::store
