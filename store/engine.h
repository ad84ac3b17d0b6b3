#pragma once
#include <atomic>
#include <cstdint>
#include <filesystem>
#include <string>

#include "shared/counter.h"
#include "shared/program/settings.h"
#include "shared/system/post.h"
#include "store/credentials.h"
#include "store/failed_logins.h"
#include "store/group_commit.h"
#include "store/mailbox_cache.h"
#include "store/maildrop_lock.h"
#include "store/password_checkers.h"
#include "store/queue/workers.h"

namespace postlab::store {

/// What all threads of the store share: the locks, the caches and the threads themselves. SqliteStore owns it.
class Engine {
public:
    /// Opens or makes the directory, and starts the threads. Throws StartError.
    Engine(const std::filesystem::path& directory, const Settings& settings);
    ~Engine();  ///< does what is queued, then ends the threads

    const std::filesystem::path directory;
    const std::uint64_t min_free_octets;       ///< of the disk: what deletions need, so no message is let take it
    const std::uint64_t max_mailbox_octets;    ///< 0: no quota
    std::atomic<bool> refuses_logins = false;  ///< the process is about to stop: no password is checked any more
    const std::string auto_create_hash;  ///< the password of maildrops made by their first mail; empty: none are made
    Counter stored;                      ///< messages
    MaildropLocks locks;                 ///< against sessions here and in other processes
    MailboxCache names;                  ///< for RCPT
    Credentials credentials;             ///< for PASS
    FailedLogins failed_logins;          ///< what slows guesses down
    std::atomic<std::uint64_t> messages = 0, octets = 0, free_octets = 0;  ///< as SqliteStore::look_around() found them
    GroupCommit writer;                                                    ///< the only one here that writes
    Workers<Database> readers;                                             ///< each with a connection of its own
    PasswordCheckers checkers;                                             ///< who asks takes turns
};

}  // namespace postlab::store
