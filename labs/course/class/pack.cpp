#include "labs/course/class/pack.h"

#include <Poco/Exception.h>
#include <Poco/Zip/Compress.h>
#include <Poco/Zip/ZipArchive.h>
#include <Poco/Zip/ZipStream.h>
#include <stdlib.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <sstream>

#include "labs/course/class/graded_record.h"
#include "labs/course/class/record_flaws.h"
#include "labs/course/lab/tokens.h"
#include "labs/course/roster/course_database.h"
#include "labs/language/sentences.h"
#include "shared/system/crypto.h"
#include "shared/system/file.h"
#include "shared/text/sayable_error.h"
#include "store/transcript/transcript_schema.h"
#include "store/transcript/transcript_seal.h"

namespace postlab::course {

namespace {

using labs::operator""_sentence;

namespace fs = std::filesystem;

constexpr const char* names[] = {"course.key", "course.db", "transcript.key", "transcripts.db"};
constexpr std::uint64_t largest = std::uint64_t{1} << 30, largest_key = 4096;  // octets of a file in a pack

/// A copy of a database that somebody may be writing to.
void copy_database(const fs::path& from, const fs::path& to) {
    store::Database database(from, store::Database::Checkpoints::none);
    database.execute("VACUUM INTO ?", to.string());
}

/// A new folder for its owner alone, which goes with all that is in it.
class Folder {
public:
    Folder() {
        std::string name = (fs::temp_directory_path() / "postlab-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw FileError("file.write_to"_sentence, {name, why_not(name, errno)});
        path_ = name;
    }
    ~Folder() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    const fs::path& path() const { return path_; }

private:
    fs::path path_;
};

/// So many octets, whatever else there may be. False: there are fewer, or more.
bool copy_exactly(std::istream& from, std::uint64_t octets, const fs::path& to) {
    std::ofstream out(to, std::ios::binary);
    char block[64 * 1024];
    while (octets > 0 && out &&
           from.read(block, static_cast<std::streamsize>(std::min(octets, std::uint64_t{sizeof block})))) {
        out.write(block, from.gcount());
        octets -= static_cast<std::uint64_t>(from.gcount());
    }
    return out.flush() && octets == 0 && from.peek() == std::istream::traits_type::eof() && !from.bad();
}

/// Only the files that a pack has, wherever the zip would like to put others.
void unzip(const fs::path& file, const fs::path& folder) {
    std::istringstream in(read_file(file));
    try {
        const Poco::Zip::ZipArchive archive(in);
        for (const std::string name : names) {
            const auto header = archive.findHeader(name);
            if (header == archive.headerEnd()) throw SayableError("course.no_pack"_sentence, {file.string(), name});
            const std::uint64_t declared = header->second.getUncompressedSize();
            if (declared > (name.ends_with(".key") ? largest_key : largest))
                throw SayableError("course.too_large"_sentence, {file.string()});
            in.clear();
            Poco::Zip::ZipInputStream stream(in, header->second);
            if (!copy_exactly(stream, declared, folder / name))
                throw SayableError("course.damaged"_sentence, {file.string()});
        }
    } catch (const Poco::Exception&) {  // an assertion, where the same file is in it twice
        throw SayableError("course.no_zip"_sentence, {file.string()});
    }
}

/// Tables, indexes and whatever else there is in a database, and which version of them.
std::string schema_of(store::Database& database) {
    std::string schema;
    store::Query rows = database.query("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name");
    while (rows.next())
        for (int column = 0; column < 4; ++column) schema.append(rows.text(column)).append("\n");
    store::Query version = database.query("PRAGMA user_version");
    version.next();
    return schema + std::to_string(version.integer(0));
}

/// Refuses databases that we haven't made before anything is asked of them: what looks like a table of ours may be a
/// view that never ends, and a damaged tree may go in circles.
void expect_our_tables(const fs::path& folder) {
    const Folder ours;
    (void)open_course(ours.path());
    {
        store::Database record(store::transcript_path(ours.path()), store::Database::Checkpoints::none);
        for (const char* statement : store::transcript_schema) record.execute(statement);
        for (const char* statement : store::client_schema) record.execute(statement);
    }
    for (const char* name : {"course.db", "transcripts.db"}) {
        store::Database theirs(folder / name, store::Database::Checkpoints::none),
            right(ours.path() / name, store::Database::Checkpoints::none);
        if (schema_of(theirs) != schema_of(right)) throw SayableError("course.other_tables"_sentence, {name});
        store::Query check = theirs.query("PRAGMA quick_check(1)");
        if (!check.next() || check.text(0) != "ok") throw SayableError("course.damaged"_sentence, {name});
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
    if (course.roster().students().size() != 1) throw SayableError("course.one_student"_sentence, {});
    Folder folder;
    copy_database(course_path(course.directory()), folder.path() / "course.db");
    if (!store::has_transcripts(course.directory())) throw SayableError("course.no_record"_sentence, {});
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
        expect_our_tables(folder.path());
        return graded(folder.path(), labs);
    } catch (const std::runtime_error& error) {
        throw SayableError("course.not_graded"_sentence, {file.string(), phrase_of(error)});
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
