#include "store/data_directory.h"

#include <Poco/Exception.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "shared/system/file.h"
#include "shared/system/log.h"
#include "shared/text/text.h"
#include "store/log_damage.h"
#include "store/put_in_place.h"
#include "store/schema.h"

namespace postlab::store {
namespace {

using std::filesystem::path;

/// Against 4096, messages of 64 KiB and more are written and read up to twice as fast, small ones as fast as before.
constexpr unsigned page_octets = 16384;

/// The type of the file system that a device number belongs to; empty when the kernel doesn't tell.
std::string file_system_of(const struct stat& status) {
    const std::string device = std::to_string(major(status.st_dev)) + ':' + std::to_string(minor(status.st_dev));
    std::ifstream mounts("/proc/self/mountinfo");
    for (std::string line; std::getline(mounts, line);) {
        std::istringstream fields(line);
        std::string skipped, number, type;
        fields >> skipped >> skipped >> number;
        const std::size_t dash = line.find(" - ");
        if (number != device || dash == line.npos) continue;
        std::istringstream(line.substr(dash + 3)) >> type;
        return type;
    }
    return {};
}

[[noreturn]] void refuse_unwritable(const path& file, const path& directory, int error) {
    if (error == EROFS) throw StartError("store.read_only"_sentence, {directory.string()});
    throw StartError("file.write_to"_sentence, {file.string(), why_not(file, error, directory)});
}

void check_writable(const path& directory) {
    if (faccessat(AT_FDCWD, directory.c_str(), R_OK | W_OK | X_OK, AT_EACCESS) != 0)
        refuse_unwritable(directory, directory, errno);
    for (const char* name : {"maildrop.db", "maildrop.db-wal", "maildrop.db-shm", "maildrop.lock"}) {
        const path file = directory / name;
        if (faccessat(AT_FDCWD, file.c_str(), R_OK | W_OK, AT_EACCESS) != 0 && errno != ENOENT)
            refuse_unwritable(file, directory, errno);
    }
}

Phrase no_space(const path& directory) { return why_not(directory / "maildrop.db", ENOSPC); }

bool disk_is_full(const path& directory) {
    struct statvfs disk {};
    return statvfs(directory.c_str(), &disk) == 0 && (disk.f_bavail == 0 || (disk.f_files > 0 && disk.f_favail == 0));
}

/// SQLite's message where no cause is known that has a remedy of its own.
Phrase unusable(const path& directory, Phrase message) {
    if (disk_is_full(directory)) return no_space(directory);
    return {"store.unusable"_sentence, {(directory / "maildrop.db").string(), std::move(message)}};
}

void check_version(Database& database, const path& directory) {
    const int version = version_of(database);
    const std::string file = (directory / "maildrop.db").string();
    if (version > schema_version)
        throw StartError("store.newer"_sentence, {file, std::to_string(version), std::to_string(schema_version)});
    if (version == 0 && database.query("SELECT 1 FROM sqlite_master").next())
        throw StartError("store.anothers"_sentence, {file});
}

}  // namespace

std::uint64_t free_octets(const path& directory) {
    struct statvfs status {};
    if (statvfs(directory.c_str(), &status) != 0) return 0;
    return std::uint64_t{status.f_bavail} * status.f_frsize;
}

bool unsafe_file_system(std::string_view type) {
    constexpr std::array remote = {"nfs",  "cifs", "smb",  "9p",        "afs",  "ceph",  "coda",
                                   "fuse", "ncp",  "gfs2", "glusterfs", "ocfs", "lustre"};
    if (type == "fuseblk") return false;  // a local disk, NTFS for one
    for (std::string_view name : remote)
        if (type.substr(0, name.size()) == name) return true;
    return false;
}

void check_directory(const path& directory) {
    std::error_code error;
    const path parent = (directory / ".").parent_path().parent_path();  // also of "DIR/"
    std::filesystem::create_directories(parent, error);
    if (mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST)
        throw StartError("store.cannot_create"_sentence, {directory.string(), std::strerror(errno)});
    struct stat status {};
    if (stat(directory.c_str(), &status) != 0 || !S_ISDIR(status.st_mode))
        throw StartError("store.no_directory"_sentence, {directory.string()});
    const std::string type = file_system_of(status);
    if (unsafe_file_system(type)) throw StartError("store.network"_sentence, {directory.string(), type});
    check_writable(directory);
}

void warn_of_dangers(const path& directory) {
    struct stat status {};
    const bool known = stat(directory.c_str(), &status) == 0;
    if (known && (status.st_mode & S_IWOTH) && !(status.st_mode & S_ISVTX))
        log_line(Severity::warning, "everybody on this machine can put other files in the place of those in " +
                                        directory.string() + "; type: chmod o-w " + directory.string());
    for (const char* log : {"maildrop.db-wal", "transcripts.db-wal", "course.db-wal"}) {
        const std::string damage = damage_in_log(directory / log);
        const bool stays = damage == damage_in_log(directory / log);  // else another server is writing there
        if (!damage.empty() && stays) log_line(Severity::warning, damage);
    }
}

std::unique_ptr<Database> open_database(const path& directory, MaildropLocks& locks,
                                        Database::Checkpoints checkpoints) {
    try {
        const MaildropLock turn = locks.turn_to_open();
        put_restored_in_place(directory);
        auto database = std::make_unique<Database>(directory / "maildrop.db", checkpoints, page_octets);
        check_version(*database, directory);
        bring_up_to_date(*database);
        return database;
    } catch (const std::filesystem::filesystem_error& error) {
        throw StartError("file.write_to"_sentence,
                         {error.path1().string(), why_not(error.path1(), error.code().value())});
    } catch (const DatabaseError& error) {
        throw StartError(error.out_of_space() ? no_space(directory) : unusable(directory, error.phrase()));
    } catch (const Poco::Exception& error) {
        throw StartError(unusable(directory, words_of(error)));
    }
}

}  // namespace postlab::store
