#pragma once
#include "test/simulation/disk.h"

namespace postlab::simulation {

/// What SQLite holds for a file that is open.
struct Disk::Handle {
    std::shared_ptr<File> file;
    Process process = nobody;
    int level = SQLITE_LOCK_NONE;            ///< of the file's lock
    std::uint8_t shared = 0, exclusive = 0;  ///< locks on the file's shared memory, a bit each
};

}  // namespace postlab::simulation
