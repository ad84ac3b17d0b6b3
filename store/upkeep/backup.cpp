#include "store/upkeep/backup.h"

#include <Poco/DateTimeFormat.h>
#include <Poco/DateTimeFormatter.h>
#include <Poco/Exception.h>
#include <Poco/Timestamp.h>
#include <Poco/Zip/Compress.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <sstream>
#include <vector>

#include "shared/system/file.h"
#include "store/put_in_place.h"
#include "store/upkeep/moment.h"

namespace postlab::store {
namespace {

namespace fs = std::filesystem;
using Poco::Zip::ZipCommon;

constexpr int pages_at_once = 1024;

/// What is to be in the zip under which name, and where it stands now.
struct Entry {
    fs::path name, from;
};

bool belongs(const fs::path& file) {
    const std::string name = file.filename().string();
    for (const char* end : {".lock", "-wal", "-shm", "-journal"})
        if (name.ends_with(end)) return false;
    return !name.starts_with("draft.");
}

/// All but the databases, which are copied otherwise.
std::vector<Entry> other_files(const fs::path& directory) {
    std::vector<Entry> entries;
    for (auto at = fs::recursive_directory_iterator(directory); at != fs::recursive_directory_iterator(); ++at) {
        const fs::path name = at->path().lexically_relative(directory);
        if (at.depth() == 0 && stays_through_restore(name.string())) {
            at.disable_recursion_pending();
            continue;
        }
        const bool database = at.depth() == 0 && name.extension() == ".db";
        if (at->is_regular_file() && !database && belongs(name)) entries.push_back({name, at->path()});
    }
    return entries;
}

/// An SQLite file that is made by copying, so it needs no log of its own; it counts once it is synced as a part of
/// the zip.
class CopiedDatabase {
public:
    explicit CopiedDatabase(const fs::path& file) {
        sqlite3_open_v2(file.c_str(), &handle_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
        check();
        sqlite3_exec(handle_, "PRAGMA synchronous=OFF", nullptr, nullptr, nullptr);
    }
    ~CopiedDatabase() { sqlite3_close(handle_); }
    CopiedDatabase(const CopiedDatabase&) = delete;
    CopiedDatabase& operator=(const CopiedDatabase&) = delete;

    void copy(sqlite3* from, const HowFar& tell) {
        sqlite3_backup* backup = sqlite3_backup_init(handle_, "main", from, "main");
        if (!backup) throw DatabaseError(handle_);
        while (sqlite3_backup_step(backup, pages_at_once) == SQLITE_OK)
            if (tell)
                tell(std::size_t(sqlite3_backup_pagecount(backup) - sqlite3_backup_remaining(backup)),
                     std::size_t(sqlite3_backup_pagecount(backup)));
        sqlite3_backup_finish(backup);
        check();
    }

private:
    void check() const {
        if (sqlite3_errcode(handle_) != SQLITE_OK && sqlite3_errcode(handle_) != SQLITE_DONE)
            throw DatabaseError(handle_);
    }
    sqlite3* handle_ = nullptr;
};

std::string label(Time of, std::size_t files) {
    const Poco::Timestamp moment(microseconds_of(of));
    return "Postlab backup\n" + Poco::DateTimeFormatter::format(moment, "%Y-%m-%dT%H:%M:%sZ") + "\n" +
           std::to_string(files) + "\n";
}

void zip(const fs::path& file, const std::vector<Entry>& entries, Time of) {
    std::ofstream out(file, std::ios::binary);
    Poco::Zip::Compress zip(out, true, true);  // zip64: a maildrop may be larger than 4 GiB
    std::istringstream text(label(of, entries.size()));
    zip.addFile(text, Poco::DateTime(), Poco::Path(backup_label));
    for (const Entry& entry : entries)
        zip.addFile(Poco::Path(entry.from.string()), Poco::Path(entry.name.string()), ZipCommon::CM_DEFLATE,
                    ZipCommon::CL_FAST);
    zip.close();
    if (!out.flush()) throw FileError("file.write"_sentence, {file.string(), why_not(file, errno)});
}

void refuse_bad_places(const fs::path& directory, const fs::path& file) {
    if (!fs::exists(directory / "maildrop.db")) throw SayableError("upkeep.no_mail"_sentence, {directory.string()});
    if (fs::exists(fs::symlink_status(file))) throw SayableError("upkeep.file_there"_sentence, {file.string()});
    const fs::path within = fs::absolute(file).lexically_normal().lexically_relative(fs::canonical(directory));
    if (!within.empty() && *within.begin() != "..")
        throw SayableError("upkeep.inside"_sentence, {file.string(), directory.string()});
}

}  // namespace

FolderForNow::FolderForNow(const fs::path& beside) {
    std::string name = beside.string() + ".XXXXXX";
    if (::mkdtemp(name.data()) == nullptr)
        throw FileError("file.write"_sentence, {beside.string(), why_not(name, errno)});
    path_ = name;
}

FolderForNow::~FolderForNow() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

BackupMade make_backup(const fs::path& directory, const fs::path& file, const HowFar& tell) try {
    refuse_bad_places(directory, file);
    const FolderForNow folder(file);
    std::vector<Entry> entries;
    BackupMade made;
    {
        const Moment moment(directory);
        made.of = moment.time();
        entries = other_files(directory);
        for (const Moment::View& view : moment.views()) {
            entries.push_back({view.file.filename(), folder.path() / view.file.filename()});
            CopiedDatabase(entries.back().from).copy(view.database->handle(), tell);
        }
    }
    const fs::path zipped = folder.path() / "zip";
    zip(zipped, entries, made.of);
    made.files = entries.size();
    made.octets = fs::file_size(zipped);
    ::chmod(zipped.c_str(), for_its_owner);
    sync_to_disk(zipped);
    if (!rename_unless_there(zipped, file)) throw SayableError("upkeep.file_there"_sentence, {file.string()});
    sync_to_disk(fs::absolute(file).parent_path());
    return made;
} catch (const DatabaseError& error) {
    throw SayableError("upkeep.no_backup"_sentence, {error.refusal()});
} catch (const Poco::Exception& error) {
    throw SayableError("upkeep.no_backup"_sentence, {error.displayText()});
} catch (const fs::filesystem_error& error) {
    throw SayableError("upkeep.no_backup"_sentence, {why_not(error.path1(), error.code().value())});
}

}  // namespace postlab::store
