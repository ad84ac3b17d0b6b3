#pragma once
#include <cstddef>

namespace postlab::store {

class Database;

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

}  // namespace postlab::store
