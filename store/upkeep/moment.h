#pragma once
#include <filesystem>
#include <memory>
#include <vector>

#include "shared/time.h"
#include "store/database.h"

namespace postlab::store {

/// All databases of a data directory as they are at one moment, whoever writes to them. Every promise that was made
/// before that moment is kept in what is read here: the same is there as after a loss of power at that moment.
///
/// For some milliseconds it holds the write locks of all databases at once, so that nobody can commit in any of them,
/// and begins a read in each meanwhile; with the locks gone, writers go on, and the reads still see that moment. It
/// never waits for one lock while it holds another, so it can't be part of a deadlock.
///
/// As long as it lives the write-ahead logs grow: copy, and let it go. One thread.
class Moment {
public:
    /// Of every DIR/*.db. Throws DatabaseError where one is no database or is always being written to, FileError where
    /// one can't be opened.
    explicit Moment(const std::filesystem::path& directory);

    Time time() const { return time_; }
    struct View {
        std::filesystem::path file;
        std::unique_ptr<Database> database;  ///< in a read transaction, which ends with it
    };
    /// By name.
    const std::vector<View>& views() const { return views_; }

private:
    std::vector<View> views_;
    Time time_;
};

}  // namespace postlab::store
