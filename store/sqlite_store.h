#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "shared/counter.h"
#include "shared/program/settings.h"
#include "shared/system/post.h"
#include "store/data_directory.h"
#include "store/mail_store.h"
#include "store/maildrop_lock.h"

namespace postlab::store {

class Engine;

/// How a store is, for whoever watches it.
struct StoreFigures {
    std::size_t writes_waiting, reads_waiting, passwords_waiting;  ///< jobs
    std::uint64_t stored;                                          ///< messages, since the start
    std::uint64_t messages, octets;  ///< in all mailboxes, when look_around() was last called
    std::uint64_t free_octets;       ///< of the disk, likewise
};

enum class PageChecked { right, wrong, failed };  ///< failed: the store could not tell; try again later

/// The maildrops in one data directory, kept by SQLite in DIR/maildrop.db; README.md tells how and what
/// survives what. It owns the threads that reach the disk and hash passwords: one that writes and commits
/// for all, two that read, and one or two for passwords. Several processes may use one
/// directory at a time. Any thread may call it; it must outlive the MailStores it gives out.
class SqliteStore {
public:
    /// Opens the directory, or makes a new one. Throws StartError: one line that says what is wrong and what to type.
    explicit SqliteStore(const std::filesystem::path& directory, const Settings& settings = {});
    /// Does what it was asked to do, answers, and ends its threads.
    ~SqliteStore();

    /// A store for one reactor's thread; its answers come through `post`, which runs them on that thread.
    std::unique_ptr<MailStore> for_thread(Post post);

    /// The maildrops that sessions on this store have open, the longest first. Any thread.
    std::vector<HeldMaildrop> maildrops_held() const;

    /// Whether that opens somebody's pages: the password of their mailbox, or the PIN that `kept_pin` is the hash of
    /// (shared/system/digest.h; empty: there is none). It waits and costs what a login does, at the same checkers and
    /// in the same counts, and a PIN opens nothing else. `client`: the address that asks. Any thread; the answer comes
    /// through `post`.
    void check_for_pages(std::string_view user, std::string secret, std::string kept_pin, std::string_view client,
                         Post post, Done<PageChecked> done);

    /// From now on no password is checked any more, also of logins that wait for it already: they are answered
    /// with Refusal::failed. For a process that is about to stop. Any thread.
    void refuse_logins();

    /// How many times a password has been hashed to check a login: the expensive ones.
    std::uint64_t passwords_checked() const;

    /// Any thread; it asks neither database nor disk.
    StoreFigures figures() const;
    const DurationCounter& commit_times() const;
    /// Asks them, for figures(): every few seconds, on one thread that may wait for a disk.
    void look_around();

private:
    std::unique_ptr<Engine> engine_;  ///< all that the threads share
};

}  // namespace postlab::store
