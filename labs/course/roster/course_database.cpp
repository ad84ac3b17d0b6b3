#include "labs/course/roster/course_database.h"

#include <Poco/Exception.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "shared/text/text.h"

namespace postlab::course {

namespace {

/// What each version has brought, in statements. Times are microseconds since 1970, UTC. A version that is in use is
/// never changed.
const std::vector<std::vector<const char*>> versions{
    {
        "CREATE TABLE student("
        "  id TEXT PRIMARY KEY,"  // and the mailbox's name
        "  name TEXT NOT NULL, email TEXT NOT NULL, class TEXT NOT NULL, lang TEXT NOT NULL)",

        "CREATE TABLE attempt("  // the latest one that was started
        "  student TEXT NOT NULL, lab TEXT NOT NULL, epoch INTEGER NOT NULL, generation INTEGER NOT NULL,"
        "  PRIMARY KEY(student, lab)) WITHOUT ROWID",

        "CREATE TABLE result("
        "  student TEXT NOT NULL, lab TEXT NOT NULL,"
        "  score INTEGER NOT NULL,"     // hundredths of a point
        "  solved INTEGER NOT NULL,"    // when; 0: not yet
        "  attempts INTEGER NOT NULL,"  // that had a session
        "  late INTEGER NOT NULL,"      // minutes after the deadline
        "  flags TEXT NOT NULL,"
        "  best TEXT NOT NULL, latest TEXT NOT NULL,"  // verdicts, as verdict_text.h writes them
        "  PRIMARY KEY(student, lab)) WITHOUT ROWID",

        "CREATE TABLE hint("
        "  student TEXT NOT NULL, lab TEXT NOT NULL, epoch INTEGER NOT NULL, hint TEXT NOT NULL, at INTEGER NOT NULL,"
        "  PRIMARY KEY(student, lab, epoch, hint)) WITHOUT ROWID",

        "CREATE TABLE receipt("
        "  student TEXT NOT NULL, lab TEXT NOT NULL, code TEXT NOT NULL, at INTEGER NOT NULL,"
        "  owner TEXT NOT NULL,"  // whose it is
        "  PRIMARY KEY(student, lab, code)) WITHOUT ROWID",

        "CREATE TABLE deadline("
        "  lab TEXT PRIMARY KEY,"         // '*': every other lab
        "  due INTEGER NOT NULL,"         // a session that began before it counts in full
        "  late_until INTEGER NOT NULL,"  // one that began before this counts a part
        "  late_percent INTEGER NOT NULL)",

        "CREATE TABLE pack(origin TEXT PRIMARY KEY, student TEXT NOT NULL)",

        "CREATE TABLE setting(name TEXT PRIMARY KEY, value TEXT NOT NULL)",

        "CREATE TABLE shared_letter("
        "  digest TEXT PRIMARY KEY,"        // of its octets
        "  content INTEGER NOT NULL,"       // its id in maildrop.db, if it is still there
        "  next_before INTEGER NOT NULL)",  // ids from here up to it are free for letters that stand before it
    },
    {
        "CREATE TABLE desk_note("  // letters to the desk that it could do nothing with
        "  student TEXT NOT NULL,"
        "  badge INTEGER NOT NULL,"  // 1: the last one with their badge; 0: with a wrong one, so anybody's
        "  lab TEXT NOT NULL, flaw INTEGER NOT NULL, said TEXT NOT NULL,"
        "  conversation INTEGER NOT NULL, at INTEGER NOT NULL,"
        "  PRIMARY KEY(student, badge)) WITHOUT ROWID",

        "DELETE FROM receipt WHERE owner = ''",  // nobody's were kept once
    },
    {
        "ALTER TABLE attempt RENAME COLUMN epoch TO number",
        "ALTER TABLE attempt RENAME COLUMN generation TO variant",
        "ALTER TABLE hint RENAME COLUMN epoch TO attempt",
        "ALTER TABLE result RENAME TO grade",
    },
    {
        "CREATE TABLE nobodys("  // sessions that count for nobody, or for a neighbour
        "  conversation INTEGER PRIMARY KEY, at INTEGER NOT NULL, protocol TEXT NOT NULL, peer TEXT NOT NULL,"
        "  sign INTEGER NOT NULL,"  // NobodysSession::Sign
        "  student TEXT NOT NULL,"  // whose it may be; '': anybody's
        "  said TEXT NOT NULL, lab TEXT NOT NULL)",
    },
    {
        "ALTER TABLE grade ADD COLUMN sessions INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE grade ADD COLUMN first INTEGER NOT NULL DEFAULT 0",  // the begin of the first session
        "ALTER TABLE grade ADD COLUMN last INTEGER NOT NULL DEFAULT 0",   // the end of the last one
        "ALTER TABLE grade ADD COLUMN mistakes TEXT NOT NULL DEFAULT ''",
    },
    {
        "ALTER TABLE student ADD COLUMN pin TEXT NOT NULL DEFAULT ''",  // its hash; '': none yet
    },
};

void upgrade(store::Database& database) {
    store::Transaction transaction(database);
    for (auto known = static_cast<std::size_t>(version_of(database)); known < versions.size(); ++known)
        for (const char* statement : versions[known]) database.execute(statement);
    database.execute("PRAGMA user_version = " + std::to_string(versions.size()));
    transaction.commit();
}

}  // namespace

std::filesystem::path course_path(const std::filesystem::path& directory) { return directory / "course.db"; }

std::unique_ptr<store::Database> open_course(const std::filesystem::path& directory) {
    const std::string file = course_path(directory).string();
    try {
        auto database = std::make_unique<store::Database>(file, store::Database::Checkpoints::own);
        const int found = version_of(*database), version = static_cast<int>(versions.size());
        if (found > version) throw SayableError("program.newer_record"_sentence, {file});
        if (found < version) upgrade(*database);
        return database;
    } catch (const store::DatabaseError& error) {
        throw SayableError("file.use"_sentence, {file, error.cause(file)});
    } catch (const Poco::Exception& error) {
        throw SayableError("file.use"_sentence, {file, words_of(error)});
    }
}

}  // namespace postlab::course
