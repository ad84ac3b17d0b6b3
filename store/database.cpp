#include "store/database.h"

#include <Poco/Data/SQLite/Connector.h>
#include <Poco/Data/SQLite/Utility.h>
#include <Poco/Exception.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdarg>
#include <thread>

#include "shared/system/file.h"
#include "shared/system/file_descriptor.h"
#include "shared/system/log.h"
#include "store/data_directory.h"
#include "store/sentences.h"

namespace postlab::store {
namespace {

constexpr int longest_log = 1000;  // pages, before a writer copies them into the file

using SystemCall = int (*)(int, int, ...);
SystemCall system_fcntl = nullptr;

/// SQLite takes an unlock for something that can't fail. If the kernel is short of memory it does (ENOLCK), and the
/// process would find its own lock in the way for ever.
int fcntl_that_unlocks(int file, int command, ...) {
    va_list arguments;
    va_start(arguments, command);
    void* argument = va_arg(arguments, void*);
    va_end(arguments);
    const bool unlocks = command == F_SETLK && static_cast<const struct flock*>(argument)->l_type == F_UNLCK;
    for (int tries = 0;; ++tries) {
        const int result = system_fcntl(file, command, argument);
        if (result != -1 || !unlocks || errno != ENOLCK || tries == 1000) return result;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
}

bool prepare_sqlite() {
    Poco::Data::SQLite::Connector::registerConnector();
    sqlite3_vfs* system = sqlite3_vfs_find(nullptr);
    system_fcntl = reinterpret_cast<SystemCall>(system->xGetSystemCall(system, "fcntl"));
    system->xSetSystemCall(system, "fcntl", reinterpret_cast<sqlite3_syscall_ptr>(fcntl_that_unlocks));
    return true;
}

/// SQLite would make it readable for all.
void keep_private(const std::filesystem::path& file) {
    // Only a file that is new is opened and closed: closing one would drop the locks that this process has on it.
    const FileDescriptor made(::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    for (const char* suffix : {"", "-wal", "-shm"}) {
        const std::string name = file.string() + suffix;
        struct stat status {};
        if (stat(name.c_str(), &status) == 0 && S_ISREG(status.st_mode) && (status.st_mode & 07) != 0)
            static_cast<void>(
                chmod(name.c_str(), status.st_mode & 0770));  // its owner may; others read what they could
    }
}

bool is_denied(const std::filesystem::path& path, int what) {
    return faccessat(AT_FDCWD, path.c_str(), what, AT_EACCESS) != 0 && errno != ENOENT;
}

/// Whether nothing can be written beside a file, so that SQLite can't make its log there. What is still in a log could
/// not be read without.
bool is_only_readable(const std::filesystem::path& file) {
    std::error_code error;
    if (!std::filesystem::exists(file, error) || !is_denied(std::filesystem::absolute(file).parent_path(), W_OK))
        return false;
    const bool medium = errno == EROFS;
    const auto log = std::filesystem::file_size(file.string() + "-wal", error);
    if (!error && log > 0 && medium) throw FileError("file.read"_sentence, {file.string(), "store.log"_sentence});
    return error || log == 0;
}

std::string immutable(const std::filesystem::path& file) {
    std::string name;
    for (const char c : std::filesystem::absolute(file).string())
        name += c == '%' ? "%25" : c == '?' ? "%3f" : c == '#' ? "%23" : std::string(1, c);
    return "file:" + name + "?immutable=1";
}

Poco::Data::Session open_session(const std::filesystem::path& file, bool read_only) {
    static const bool prepared = prepare_sqlite();
    static_cast<void>(prepared);
    if (!read_only) keep_private(file);
    try {
        return {Poco::Data::SQLite::Connector::KEY, read_only ? immutable(file) : file.string()};
    } catch (const Poco::Exception& error) {
        const bool denied =
            is_denied(file, R_OK | W_OK) || is_denied(std::filesystem::absolute(file).parent_path(), W_OK);
        throw FileError("file.use"_sentence, {file.string(), denied ? why_not(file, errno) : error.displayText()});
    }
}

/// SQLite's own words, and what to do where it can't know that.
Phrase said_by(sqlite3* handle) {
    const int error = errno;
    Phrase said(std::string(sqlite3_errmsg(handle)));
    const std::string file = sqlite3_db_filename(handle, "main");
    const auto folder = std::filesystem::path(file).parent_path();
    if ((sqlite3_errcode(handle) & 0xff) == SQLITE_READONLY && is_denied(folder, W_OK))
        said = {"file.write"_sentence, {file, why_not(folder, errno)}};
    errno = error;  // which tells whether the disk is full
    return said;
}

}  // namespace

DatabaseError::DatabaseError(sqlite3* handle)
    : SayableError(said_by(handle)),
      code_(sqlite3_errcode(handle) & 0xff),
      system_errno_(errno) {}  // as the failed call left it; SQLite itself doesn't keep it for every error

bool DatabaseError::out_of_space() const {
    const bool system_says_so = system_errno_ == ENOSPC || system_errno_ == EDQUOT || system_errno_ == EFBIG;
    return code_ == SQLITE_FULL || (system_says_so && (code_ == SQLITE_IOERR || code_ == SQLITE_CANTOPEN));
}

Phrase DatabaseError::cause(const std::filesystem::path& file) const {
    const auto folder = std::filesystem::absolute(file).parent_path();
    if (out_of_space() || (code_ == SQLITE_IOERR && free_octets(folder) == 0)) return why_not(file, ENOSPC);
    if (code_ != SQLITE_IOERR && code_ != SQLITE_CANTOPEN && code_ != SQLITE_READONLY) return phrase();
    for (const auto& path : {folder, file})
        if (is_denied(path, W_OK)) return why_not(path, errno);
    return phrase();
}

Phrase DatabaseError::refusal() const {
    if (out_of_space()) return "store.no_space"_sentence;
    return {"store.refused"_sentence, {phrase()}};
}

Query::~Query() {
    if (!statement_) return;
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
}

void Query::check(int result) {
    if (result != SQLITE_OK) throw DatabaseError(handle_);
}

bool Query::next() {
    const int result = sqlite3_step(statement_);
    if (result != SQLITE_ROW && result != SQLITE_DONE) throw DatabaseError(handle_);
    return result == SQLITE_ROW;
}

void Query::bind(int place, std::int64_t value) { check(sqlite3_bind_int64(statement_, place, value)); }

void Query::bind(int place, std::string_view text) {
    const char* bytes = text.data() ? text.data() : "";  // a null pointer would bind NULL
    check(sqlite3_bind_text64(statement_, place, bytes, text.size(), SQLITE_STATIC, SQLITE_UTF8));
}

void Query::bind(int place, Blob blob) {
    const char* bytes = blob.bytes.data() ? blob.bytes.data() : "";
    check(sqlite3_bind_blob64(statement_, place, bytes, blob.bytes.size(), SQLITE_STATIC));
}

std::string_view Query::text(int column) const {
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    return {bytes ? bytes : "", static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

std::string_view Query::blob(int column) const {
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    return {bytes ? bytes : "", static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

Database::Database(const std::filesystem::path& file, Checkpoints checkpoints, unsigned page_octets)
    : read_only_(is_only_readable(file)),
      session_(open_session(file, read_only_)),
      handle_(Poco::Data::SQLite::Utility::dbHandle(session_)),
      file_(file) {
    if (read_only_) return;
    sqlite3_busy_timeout(handle_, 5000);
    query("PRAGMA page_size=" + std::to_string(page_octets)).next();  // before the log: it is fixed from then on
    query("PRAGMA journal_mode=WAL").next();
    for (const char* pragma : {"PRAGMA synchronous=FULL", "PRAGMA foreign_keys=ON", "PRAGMA secure_delete=FAST",
                               "PRAGMA journal_size_limit=67108864"})
        query(pragma).next();
    sqlite3_wal_autocheckpoint(handle_, 0);
    if (checkpoints == Checkpoints::own) sqlite3_wal_hook(handle_, after_commit, this);
    query("SELECT count(*) FROM sqlite_master").next();  // from here on there are a log and its index
    for (const char* suffix : {"", "-wal", "-shm"}) files_.emplace_back(file.string() + suffix);
}

int Database::after_commit(void* database, sqlite3*, const char*, int log_pages) {
    if (log_pages >= longest_log) static_cast<Database*>(database)->copy_log();
    return SQLITE_OK;
}

std::optional<Database::Log> Database::copy_log() try {
    expect_in_place();  // else the other connection would be to another file
    if (!bystander_) bystander_ = std::make_unique<Database>(file_, Checkpoints::none);
    sqlite3_busy_timeout(bystander_->handle_, 500);
    const Transaction nobody_commits(*bystander_);
    Log log;
    const int mode = SQLITE_CHECKPOINT_PASSIVE;
    if (sqlite3_wal_checkpoint_v2(handle_, nullptr, mode, &log.pages, &log.copied) != SQLITE_OK)
        throw DatabaseError(handle_);
    return log;
} catch (const DatabaseError& error) {  // what was committed stands in the log
    if (error.code() != SQLITE_BUSY && minute_.is_due())
        log_line(Severity::warning,
                 "the log of " + file_.string() + " can't be copied into it: " + error.cause(file_).in_english());
    return std::nullopt;
} catch (const std::exception&) {
    return std::nullopt;  // whoever commits next finds out that the file has moved, and says so
}

void Database::work_on_a_copy() {
    std::vector<std::pair<std::string, std::string>> tables;
    {
        Query rows =
            query("SELECT name, sql FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
        while (rows.next()) tables.emplace_back(rows.text(0), rows.text(1));
    }
    execute("PRAGMA temp_store=MEMORY");
    for (const auto& [name, sql] : tables) {
        execute("CREATE TEMP " + sql.substr(sql.find(' ') + 1));
        execute("INSERT INTO temp.\"" + name + "\" SELECT * FROM main.\"" + name + "\"");
    }
    read_only_ = false;
}

void Database::expect_in_place() const {
    for (const FilePlace& place : files_) place.expect_unchanged();
}

sqlite3_stmt* Database::prepared(std::string_view sql) {
    const auto found = prepared_.find(sql);
    if (found != prepared_.end()) return found->second.get();
    sqlite3_stmt* statement = nullptr;
    const int result = sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                                          &statement, nullptr);
    if (result != SQLITE_OK) throw DatabaseError(handle_);
    prepared_.emplace(sqlite3_sql(statement), statement);
    return statement;
}

int version_of(Database& database) {
    Query row = database.query("PRAGMA user_version");
    row.next();
    return static_cast<int>(row.integer(0));
}

Transaction::Transaction(Database& database) : database_(database) {
    database_.expect_in_place();
    database_.execute("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
    // Some errors (a full disk) have already rolled back; another ROLLBACK would then be refused.
    if (!sqlite3_get_autocommit(database_.handle())) sqlite3_exec(database_.handle(), "ROLLBACK", 0, 0, 0);
}

void Transaction::commit() {
    database_.execute("COMMIT");
    database_.expect_in_place();
}

}  // namespace postlab::store
