#include "store/database.h"

#include <Poco/Data/SQLite/Connector.h>
#include <Poco/Data/SQLite/Utility.h>

#include <cerrno>

namespace postlab::store {
namespace {

Poco::Data::Session open_session(const std::filesystem::path& file) {
    static const bool registered = (Poco::Data::SQLite::Connector::registerConnector(), true);
    static_cast<void>(registered);
    return {Poco::Data::SQLite::Connector::KEY, file.string()};
}

}  // namespace

DatabaseError::DatabaseError(sqlite3* handle)
    : std::runtime_error(sqlite3_errmsg(handle)),
      code_(sqlite3_errcode(handle) & 0xff),
      system_errno_(errno) {}  // as the failed call left it; SQLite itself doesn't keep it for every error

bool DatabaseError::out_of_space() const {
    const bool system_says_so = system_errno_ == ENOSPC || system_errno_ == EDQUOT || system_errno_ == EFBIG;
    return code_ == SQLITE_FULL || (system_says_so && (code_ == SQLITE_IOERR || code_ == SQLITE_CANTOPEN));
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
    : session_(open_session(file)), handle_(Poco::Data::SQLite::Utility::dbHandle(session_)) {
    sqlite3_busy_timeout(handle_, 5000);
    query("PRAGMA page_size=" + std::to_string(page_octets)).next();  // before the log: it is fixed from then on
    query("PRAGMA journal_mode=WAL").next();
    for (const char* pragma : {"PRAGMA synchronous=FULL", "PRAGMA foreign_keys=ON", "PRAGMA secure_delete=FAST",
                               "PRAGMA journal_size_limit=67108864"})
        query(pragma).next();
    sqlite3_wal_autocheckpoint(handle_, checkpoints == Checkpoints::own ? 1000 : 0);
    query("SELECT count(*) FROM sqlite_master").next();  // from here on there are a log and its index
    for (const char* suffix : {"", "-wal", "-shm"}) files_.emplace_back(file.string() + suffix);
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
