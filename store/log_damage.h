#pragma once
#include <filesystem>
#include <string>

namespace postlab::store {

/// Looks through a write-ahead log as SQLite will when it opens the database: it takes the frames from the front as
/// long as their checksums hold, and silently cuts off whatever stands behind. After a crash that is right, since what
/// was being written was not yet promised. When whole commits stand behind the place, the file was damaged (a bad disk,
/// a restored part of a backup), and mail that got its 250 goes with them.
///
/// One sentence with file, place and what to do; empty when nothing is lost, or there is no log. To be asked before the
/// database is opened: the next commits overwrite what could be told from it. Reads the log once. Any thread.
std::string damage_in_log(const std::filesystem::path& log);

}  // namespace postlab::store
