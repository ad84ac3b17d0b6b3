#pragma once
#include <chrono>
#include <memory>
#include <span>
#include <string>

#include "shared/counter.h"
#include "shared/system/once_a_minute.h"
#include "shared/system/worker.h"
#include "store/database.h"
#include "store/queue/write_queue.h"

namespace postlab::store {

/// The one thread of a process that writes. Everything that was queued while it wrote goes into its next
/// transaction, so that one flush to disk serves many: no delay is added, a lone write is committed at once. Large
/// writes have transactions of their own, between which the others come.
/// When a batch fails it is undone and each write is run alone: only the culprit fails. When the database is no longer
/// the file that its name means, everything fails. Why is said in the log, the same cause once a minute. Any
/// thread may push.
class GroupCommit {
public:
    /// `slow`: a commit that takes this long is said in the log, one a minute at most.
    explicit GroupCommit(std::unique_ptr<Database> database,
                         std::chrono::milliseconds slow = std::chrono::milliseconds(500));
    ~GroupCommit() { finish(); }

    /// False, with the write left as it is, after finish().
    [[nodiscard]] bool push(std::unique_ptr<Write>&& write) { return queue_.push(std::move(write)); }

    std::size_t waiting() const { return queue_.waiting(); }        ///< writes
    const DurationCounter& commit_times() const { return times_; }  ///< of those that have succeeded

    /// Writes what is queued and ends the thread.
    void finish();

private:
    bool work();                                           ///< one transaction; false: there will be no more
    void commit(std::span<std::unique_ptr<Write>> batch);  ///< and tells each what became of it
    using Clock = std::chrono::steady_clock;
    void tell_of_slow_disk(Clock::duration took, std::size_t writes);
    void complain(const std::string& cause);

    std::unique_ptr<Database> database_;  ///< the thread's
    std::string complaint_;               ///< the last one
    OnceAMinute minute_, slow_minute_;
    const std::chrono::milliseconds slow_;
    DurationCounter times_;
    WriteQueue queue_;
    Worker worker_;
};

}  // namespace postlab::store
