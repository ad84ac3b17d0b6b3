#pragma once
#include <sys/types.h>

#include <filesystem>

#include "shared/text/sayable_error.h"
#include "store/sentences.h"

namespace postlab::store {

/// The file that was opened is no longer the one that its name means. What has been written to it is gone with the
/// process, so nothing that was promised meanwhile would be kept.
class FileMoved : public SayableError {
public:
    explicit FileMoved(const std::filesystem::path& path) : SayableError("store.moved"_sentence, {path.string()}) {}
};

/// A file's name and the file that it meant when it was opened. A person may remove an open file, move it, or restore
/// a backup over it: SQLite goes on writing into what no name leads to any more, and reports success. Asking costs one
/// stat. A value; any thread.
class FilePlace {
public:
    /// Remembers what the name means now. A file that is not there yet is in place whatever comes.
    explicit FilePlace(std::filesystem::path path);
    const std::filesystem::path& path() const { return path_; }

    /// Throws FileMoved unless the name still means the same file (device and inode).
    void expect_unchanged() const;

private:
    struct File {
        dev_t device = 0;
        ino_t inode = 0;  ///< 0: there is no such file
        bool operator==(const File&) const = default;
    };
    static File found_at(const std::filesystem::path& path);

    std::filesystem::path path_;
    File opened_;  ///< what the name meant at first
};

}  // namespace postlab::store
