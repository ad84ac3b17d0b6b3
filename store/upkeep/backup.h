#pragma once
#include <cstdint>
#include <filesystem>
#include <string>

#include "shared/system/how_far.h"
#include "shared/time.h"

/// A data directory in one file: a zip with all that is in it, so that any system's tools can open it. The databases in
/// it are of one moment (moment.h); the other files, which are written whole, are as they were found right behind it.
/// Locks, drafts and what an earlier restore has put aside stay out. It holds keys and what passwords are checked
/// against, so it is for its owner alone.
namespace postlab::store {

/// The entry that tells a backup from other zips. Its lines: a title, the moment, and how many files there are, so that
/// one whose end is missing shows.
inline constexpr const char* backup_label = "postlab-backup.txt";

struct BackupMade {
    Time of;                              ///< the moment
    std::uint64_t files = 0, octets = 0;  ///< that are in it, and the zip's own
};
/// Writes a backup, also while servers are at work there. Meanwhile it needs room beside `file` for a copy of all. The
/// file has its name only once all is in it and on the disk; one that is there is never written over. Throws
/// SayableError.
BackupMade make_backup(const std::filesystem::path& directory, const std::filesystem::path& file,
                       const HowFar& tell = {});

/// A folder for its owner alone, beside where something is to be, which goes with all that is in it.
class FolderForNow {
public:
    /// `beside`: its name begins like that. Throws FileError.
    explicit FolderForNow(const std::filesystem::path& beside);
    ~FolderForNow();
    FolderForNow(const FolderForNow&) = delete;
    FolderForNow& operator=(const FolderForNow&) = delete;
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

}  // namespace postlab::store
