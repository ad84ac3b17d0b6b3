#pragma once
#include <filesystem>
#include <optional>
#include <string>

#include "shared/system/how_far.h"
#include "store/maildrop_lock.h"

namespace postlab::store {

/// That no server has a data directory, for as long as it lives: a server that starts meanwhile finds itself to be the
/// second one, and says so.
class NoServer {
public:
    /// Throws SayableError when a server has the directory.
    explicit NoServer(const std::filesystem::path& directory);
    MaildropLocks& locks() { return locks_; }

private:
    MaildropLocks locks_;
    std::optional<MaildropLock> smtp_, pop3_;
};

struct Restored {
    std::string of;               ///< the moment, as the backup's label has it
    std::filesystem::path aside;  ///< where what was there is now; empty: there was nothing
};
/// Makes the directory what it was at the backup's moment: all of it or nothing (put_in_place.h). The backup is read to
/// its end and its databases are checked before anything is touched. `replace`: what is there is moved into a folder of
/// its own; without it a directory that holds something is refused. Throws SayableError: a server has the directory,
/// it is no backup, or a damaged one, or a newer postlab has made it.
Restored restore_backup(const std::filesystem::path& file, const std::filesystem::path& directory, bool replace,
                        const HowFar& tell = {});

}  // namespace postlab::store
