#include "labs/course/class/pack.h"

#include <Poco/Exception.h>
#include <Poco/TemporaryFile.h>
#include <Poco/Zip/Compress.h>
#include <Poco/Zip/ZipArchive.h>
#include <Poco/Zip/ZipStream.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "labs/course/class/graded_record.h"
#include "labs/course/class/record_flaws.h"
#include "labs/course/lab/tokens.h"
#include "labs/course/roster/course_database.h"
#include "shared/system/crypto.h"
#include "shared/system/file.h"
#include "store/transcript/transcript_seal.h"

namespace postlab::course {

namespace {

namespace fs = std::filesystem;

constexpr const char* names[] = {"course.key", "course.db", "transcript.key", "transcripts.db"};
constexpr std::uint64_t largest = std::uint64_t{1} << 30;  // octets of a file in a pack

/// A copy of a database that somebody may be writing to.
void copy_database(const fs::path& from, const fs::path& to) {
    store::Database database(from, store::Database::Checkpoints::none);
    database.execute("VACUUM INTO ?", to.string());
}

class Folder {
public:
    Folder() { folder_.createDirectories(); }
    fs::path path() const { return folder_.path(); }

private:
    Poco::TemporaryFile folder_;
};

/// Only the files that a pack has, wherever the zip would like to put others.
void unzip(const fs::path& file, const fs::path& folder) {
    std::istringstream in(read_file(file));
    try {
        const Poco::Zip::ZipArchive archive(in);
        for (const char* name : names) {
            const auto header = archive.findHeader(name);
            if (header == archive.headerEnd())
                throw std::runtime_error(file.string() + " is no pack: it lacks " + name);
            if (header->second.getUncompressedSize() > largest)
                throw std::runtime_error(file.string() + " is too large");
            in.clear();
            Poco::Zip::ZipInputStream stream(in, header->second);
            std::ofstream out(folder / name, std::ios::binary);
            out << stream.rdbuf();
            out.close();
            if (!out || fs::file_size(folder / name) != header->second.getUncompressedSize())
                throw std::runtime_error(file.string() + " is damaged");
        }
    } catch (const Poco::Exception&) {  // an assertion, where the same file is in it twice
        throw std::runtime_error(file.string() +
                                 " is no pack: it is damaged, or no zip that postlab lab pack has made");
    }
}

Unpacked graded(const fs::path& folder, const Labs& labs) {
    Course course = Course::open(folder);
    Unpacked pack{
        record_flaws(folder), crockford(hmac_sha256(course.key(), "origin"), 26), {}, course.roster().students()};
    GradedRecord graded(course, labs);
    graded.catch_up();
    pack.grades = graded.book().grades();
    return pack;
}

}  // namespace

void write_pack(Course& course, const fs::path& file) {
    if (course.roster().students().size() != 1)
        throw std::runtime_error("a pack is of one student's own course; this one has a class in it");
    Folder folder;
    copy_database(course_path(course.directory()), folder.path() / "course.db");
    if (!store::has_transcripts(course.directory())) throw std::runtime_error("nothing has been recorded");
    copy_database(store::transcript_path(course.directory()), folder.path() / "transcripts.db");
    for (const char* key : {"course.key", "transcript.key"})
        fs::copy_file(course.directory() / key, folder.path() / key);
    std::ostringstream out;
    Poco::Zip::Compress zip(out, true);
    for (const char* name : names) zip.addFile(Poco::Path((folder.path() / name).string()), Poco::Path(name));
    zip.close();
    replace_file(file, out.str(), for_its_owner, Sync::yes);
}

Unpacked open_pack(const fs::path& file, const Labs& labs) {
    Folder folder;
    unzip(file, folder.path());
    try {
        return graded(folder.path(), labs);
    } catch (const std::runtime_error& error) {
        throw std::runtime_error(file.string() + " can't be graded: " + error.what());
    }
}

std::string hand_in_pack(Course& course, const std::string& student, const Unpacked& pack) {
    {
        store::Query row = course.database().query("SELECT student FROM pack WHERE origin = ?", pack.origin);
        if (row.next()) return row.text(0) == student ? "" : std::string(row.text(0));
    }
    course.database().execute("INSERT INTO pack(origin, student) VALUES (?, ?)", pack.origin, student);
    return "";
}

}  // namespace postlab::course
