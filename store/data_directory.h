#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>

#include "shared/text/sayable_error.h"
#include "store/database.h"
#include "store/maildrop_lock.h"

namespace postlab::store {

/// Why the store can't start: one line that says what is wrong and what to type.
class StartError : public SayableError {
public:
    using SayableError::SayableError;
};

/// Sees to it that mail can be kept in the directory: creates it when it is missing (for its owner alone),
/// and throws StartError when it is no directory, on a network file system, or not ours to write to.
void check_directory(const std::filesystem::path& directory);

/// Says on standard error what endangers mail and doesn't keep a server from starting: a folder that everybody may
/// write to, a damaged write-ahead log. For a server's start, before anything in it is opened.
void warn_of_dangers(const std::filesystem::path& directory);

/// What is free for us on the directory's file system, in octets; none when the kernel doesn't tell.
std::uint64_t free_octets(const std::filesystem::path& directory);

/// Whether files on this type of file system (as the kernel names it: "nfs4", "fuse.sshfs") may be shared
/// between hosts or answer locks wrongly, so that SQLite can't keep its promises there.
bool unsafe_file_system(std::string_view type);

/// Opens DIR/maildrop.db, creates it or brings its schema up to date, while other processes wait for their turn to do
/// so. A restore that was broken off is carried on first (put_in_place.h). Throws StartError: newer schema, another
/// program's or a damaged file, a full disk. `checkpoints`: own for the one writer of a server, none for everybody
/// else.
std::unique_ptr<Database> open_database(const std::filesystem::path& directory, MaildropLocks& locks,
                                        Database::Checkpoints checkpoints);

}  // namespace postlab::store
