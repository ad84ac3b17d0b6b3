#pragma once
#include <cstdint>
#include <filesystem>
#include <limits>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "shared/system/file_descriptor.h"
#include "shared/time.h"
#include "store/file_place.h"

namespace postlab::store {

class MaildropLock;

/// A maildrop that a session of this process has open.
struct HeldMaildrop {
    std::string mailbox;  ///< in lower case
    Time since;
};

/// The exclusive locks on maildrops (RFC 1939 4), against every thread and every process on one data
/// directory: an open-file-description lock on DIR/maildrop.lock, at the byte whose offset is the mailbox's
/// id. The kernel drops it when the process dies, however it dies. Within a process that kind of lock lets
/// the same descriptor in twice, so a table of held ids stands in front of it. Any thread.
class MaildropLocks {
public:
    /// Ids that no mailbox has: whoever takes mail in, and whoever gives it out. A directory should have one of each.
    static constexpr std::int64_t smtp_server = std::numeric_limits<std::int64_t>::max() - 1;
    static constexpr std::int64_t pop3_server = smtp_server - 1;

    /// Opens the file, or creates it. Throws std::system_error.
    explicit MaildropLocks(const std::filesystem::path& directory);

    /// The lock, unless somebody holds it. Never waits. Throws FileMoved when the file is no longer the one that other
    /// processes would lock.
    /// `name`: the mailbox's, for held(); without one it isn't there.
    std::optional<MaildropLock> take(std::int64_t mailbox, std::string name = {});

    /// Who has what in this process, the longest first.
    std::vector<HeldMaildrop> held();

    /// Waits for its turn to open the database: one process at a time may create it or change its schema.
    MaildropLock turn_to_open();

private:
    friend class MaildropLock;
    void release(std::int64_t mailbox);

    FileDescriptor file_;                        ///< DIR/maildrop.lock, open as long as this is
    FilePlace place_;                            ///< a lock on a file without a name keeps nobody out
    std::mutex mutex_;                           ///< guards the next line
    std::map<std::int64_t, HeldMaildrop> held_;  ///< in this process
};

/// One held lock; leaving scope releases it. Only the winner ever has one, so a loser has nothing to free.
class MaildropLock {
public:
    MaildropLock(MaildropLock&& other) noexcept : locks_(std::exchange(other.locks_, nullptr)), id_(other.id_) {}
    MaildropLock& operator=(MaildropLock&&) = delete;
    ~MaildropLock() {
        if (locks_) locks_->release(id_);
    }

private:
    friend class MaildropLocks;
    MaildropLock(MaildropLocks& locks, std::int64_t id) : locks_(&locks), id_(id) {}
    MaildropLocks* locks_;  ///< null: this one was moved from
    std::int64_t id_;       ///< of the mailbox
};

}  // namespace postlab::store
