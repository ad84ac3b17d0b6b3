#include "store/upkeep/restore.h"

#include <Poco/DateTimeFormatter.h>
#include <Poco/Exception.h>
#include <Poco/LocalDateTime.h>
#include <Poco/Zip/ZipArchive.h>
#include <Poco/Zip/ZipStream.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <sstream>
#include <vector>

#include "shared/system/file.h"
#include "store/data_directory.h"
#include "store/put_in_place.h"
#include "store/schema.h"
#include "store/upkeep/backup.h"

namespace postlab::store {
namespace {

namespace fs = std::filesystem;

/// Relative, and nothing above: wherever the zip would like to put something.
bool is_safe(const fs::path& name) {
    return !name.empty() && name.is_relative() && !name.string().ends_with('/') &&
           std::ranges::none_of(name, [](const fs::path& part) { return part == ".." || part == "."; });
}

/// False: the entry is damaged.
bool write_entry(std::istream& zip, const Poco::Zip::ZipLocalFileHeader& header, const fs::path& to) {
    fs::create_directories(to.parent_path());
    std::ofstream out(to, std::ios::binary);
    Poco::Zip::ZipInputStream entry(zip, header);
    std::uint64_t octets = 0;
    char block[64 * 1024];
    while (entry.read(block, sizeof block), entry.gcount() > 0) {
        octets += static_cast<std::uint64_t>(entry.gcount());
        if (octets > header.getUncompressedSize() || !out.write(block, entry.gcount())) break;
    }
    if (!out.flush()) throw FileError("file.write"_sentence, {to.string(), why_not(to, errno)});
    ::chmod(to.c_str(), for_its_owner);
    sync_to_disk(to);
    return octets == header.getUncompressedSize() && entry.crcValid();
}

struct Label {
    std::string title, moment;
    std::size_t files = 0;
};
Label label_in(const fs::path& file) {
    std::istringstream lines(read_file(file));
    Label label;
    std::getline(lines, label.title);
    std::getline(lines, label.moment);
    lines >> label.files;
    return label;
}

/// All that is in the zip, into the folder; the moment that it is of.
std::string unpack(const fs::path& file, const fs::path& folder, const HowFar& tell) try {
    std::ifstream in(file, std::ios::binary);
    if (!in) throw FileError("file.read"_sentence, {file.string(), why_not(file, errno)});
    const Poco::Zip::ZipArchive archive(in);
    if (archive.findHeader(backup_label) == archive.headerEnd())
        throw SayableError("upkeep.not_a_backup"_sentence, {file.string()});
    std::size_t done = 0;
    const auto all = static_cast<std::size_t>(std::distance(archive.headerBegin(), archive.headerEnd()));
    for (auto entry = archive.headerBegin(); entry != archive.headerEnd(); ++entry) {
        if (tell) tell(done++, all);
        in.clear();
        if (!is_safe(entry->first) || !write_entry(in, entry->second, folder / entry->first))
            throw SayableError("upkeep.damaged"_sentence, {file.string(), entry->first});
    }
    const Label label = label_in(folder / backup_label);
    fs::remove(folder / backup_label);
    if (label.files + 1 != all) throw SayableError("upkeep.not_a_backup"_sentence, {file.string()});
    return label.moment;
} catch (const Poco::Exception&) {
    throw SayableError("upkeep.not_a_backup"_sentence, {file.string()});
}

/// Before anything is touched.
void check_databases(const fs::path& folder, const fs::path& file) {
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.path().extension() != ".db") continue;
        const std::string name = entry.path().filename().string();
        Database database(entry.path(), Database::Checkpoints::none);
        Query row = database.query("PRAGMA quick_check(1)");
        if (!row.next() || row.text(0) != "ok") throw SayableError("upkeep.damaged"_sentence, {file.string(), name});
        if (name == "maildrop.db" && version_of(database) > schema_version)
            throw SayableError("upkeep.newer"_sentence, {file.string()});
    }
}

void write_list(const fs::path& folder, const std::string& aside) {
    std::string list = aside + "\n";
    for (const auto& entry : fs::directory_iterator(folder)) list += entry.path().filename().string() + "\n";
    replace_file(folder / restored_list, list, for_its_owner, Sync::yes);
}

bool holds_something(const fs::path& directory) {
    return std::ranges::any_of(fs::directory_iterator(directory), [](const auto& entry) {
        return !stays_through_restore(entry.path().filename().string());
    });
}

/// Of a restore that was broken off before it was decided.
void remove_leftovers(const fs::path& directory) {
    for (const auto& entry : fs::directory_iterator(directory))
        if (entry.path().filename().string().starts_with(std::string(restored_folder) + ".")) fs::remove_all(entry);
}

std::string aside_now() {
    return std::string(set_aside) + Poco::DateTimeFormatter::format(Poco::Timestamp(), "%Y%m%dT%H%M%S%iZ");
}

}  // namespace

NoServer::NoServer(const fs::path& directory)
    : locks_(directory),
      smtp_(locks_.take(MaildropLocks::smtp_server)),
      pop3_(locks_.take(MaildropLocks::pop3_server)) {
    if (!smtp_ || !pop3_) throw SayableError("upkeep.server"_sentence, {directory.string()});
}

Restored restore_backup(const fs::path& file, const fs::path& directory, bool replace, const HowFar& tell) try {
    check_directory(directory);
    NoServer none(directory);
    const MaildropLock turn = none.locks().turn_to_open();
    put_restored_in_place(directory);
    remove_leftovers(directory);
    const bool something = holds_something(directory);
    if (something && !replace) throw SayableError("upkeep.replace"_sentence, {directory.string()});
    const FolderForNow folder(directory / restored_folder);
    Restored restored{unpack(file, folder.path(), tell), {}};
    check_databases(folder.path(), file);
    const std::string aside = aside_now();
    if (something) restored.aside = directory / aside;
    write_list(folder.path(), aside);
    fs::rename(folder.path(), directory / restored_folder);
    sync_to_disk(directory);  // now it is decided
    put_restored_in_place(directory);
    return restored;
} catch (const DatabaseError& error) {
    throw SayableError("upkeep.damaged"_sentence, {file.string(), error.phrase()});
} catch (const fs::filesystem_error& error) {
    throw SayableError("file.write"_sentence, {error.path1().string(), why_not(error.path1(), error.code().value())});
}

}  // namespace postlab::store
