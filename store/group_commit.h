#pragma once
#include <chrono>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "store/database.h"
#include "store/job_queue.h"

namespace postlab::store {

/// What became of a write.
enum class Written {
    done,    ///< committed: on disk
    full,    ///< no space; nothing is written
    failed,  ///< the disk or the database failed; nothing is written
};

/// One thing to write: a message to store, messages to delete. The writer's thread calls it and destroys it.
class Write {
public:
    virtual ~Write() = default;
    /// Writes, within a transaction it shares with others. It may be called again after a rollback, so it
    /// changes nothing but the database and its own result. To refuse, it returns without having written;
    /// when it can't go on, it throws, which undoes all of it.
    virtual void run(Database& database) = 0;
    /// Said once: after the commit has returned, or has failed for good.
    virtual void finished(Written outcome) = 0;
    /// How much it writes, for the bound on a batch.
    virtual std::size_t octets() const = 0;
};

/// The one thread of a process that writes. Everything that was queued while it wrote goes into its next
/// transaction, so that one flush to disk serves many: no delay is added, a lone write is committed at once.
/// When a batch fails it is undone and each write is run alone: only the culprit fails. When the database is no longer
/// the file that its name means, everything fails. Why is said on standard error, the same cause once a minute. Any
/// thread may push.
class GroupCommit {
public:
    /// One transaction takes no more writes than this, and stops taking them at so many octets.
    static constexpr std::size_t longest_batch = 256, largest_batch = 32 << 20;

    explicit GroupCommit(std::unique_ptr<Database> database);
    ~GroupCommit() { finish(); }

    /// False, with the write left as it is, after finish().
    [[nodiscard]] bool push(std::unique_ptr<Write>&& write) { return queue_.push(std::move(write)); }

    /// Writes what is queued and ends the thread.
    void finish();

private:
    void work();
    std::vector<std::unique_ptr<Write>> gather(std::unique_ptr<Write> first);
    void commit(std::span<std::unique_ptr<Write>> batch);
    void complain(const std::string& cause);

    std::unique_ptr<Database> database_;
    std::string complaint_;  ///< the last one, and when it was said
    std::chrono::steady_clock::time_point complained_;
    JobQueue<std::unique_ptr<Write>> queue_;
    std::thread thread_;
};

}  // namespace postlab::store
