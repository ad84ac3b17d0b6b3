#pragma once
#include <sqlite3.h>

#include <Poco/Data/Session.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "store/file_place.h"

namespace postlab::store {

/// What SQLite refused, with its own result code (which Poco's exceptions lose).
class DatabaseError : public std::runtime_error {
public:
    explicit DatabaseError(sqlite3* handle);
    /// The primary result code: SQLITE_FULL, SQLITE_BUSY, SQLITE_CORRUPT ...
    int code() const { return code_; }
    /// Whether space is what was missing; a quota and a limit on the file's size count, too.
    bool out_of_space() const;
    /// What is behind it and what to do about it, where the system knows (why_not() of file.h); else SQLite's words.
    std::string cause(const std::filesystem::path& file) const;

private:
    int code_, system_errno_;
};

/// Octets, NULs included, and bound as a blob even when there are none.
struct Blob {
    std::string_view bytes;
};

/// One run of a prepared statement. It lets go of the statement when it leaves scope, so that no read
/// transaction outlives the look at its rows. Views into a row live until the next call of next().
class Query {
public:
    Query(Query&& other) noexcept : handle_(other.handle_), statement_(other.statement_) { other.statement_ = nullptr; }
    Query& operator=(Query&&) = delete;
    ~Query();

    bool next();  ///< steps to the next row; false at the end
    std::int64_t integer(int column) const { return sqlite3_column_int64(statement_, column); }
    std::string_view text(int column) const;
    std::string_view blob(int column) const;

private:
    friend class Database;
    Query(sqlite3* handle, sqlite3_stmt* statement) : handle_(handle), statement_(statement) {}
    void check(int result);
    void bind(int place, std::int64_t value);
    void bind(int place, std::string_view text);
    void bind(int place, Blob blob);

    sqlite3* handle_;
    sqlite3_stmt* statement_;
};

/// One connection to an SQLite file, opened by Poco::Data with the settings every connection of ours has:
/// write-ahead log, synchronous=FULL, a busy timeout of 5 s, foreign keys. `session()` is for schema, users
/// and administration; `query()` and `execute()` prepare a statement once and are for the hot paths. One
/// thread at a time. A new file, with its log and index, is for its owner alone; of one that is there, the rights of
/// strangers are taken away, since it may hold what passwords are checked against. Where nothing can be written, on a
/// read-only medium for one, a file that is there is read as it stands.
class Database {
public:
    /// Who copies the write-ahead log into the file: the one writer of a process, after its commits. Others
    /// leave it alone, so that they never make it wait.
    enum class Checkpoints { none, own };

    /// `page_octets` are those of a file that doesn't exist yet. Throws FileError when it can't be opened.
    Database(const std::filesystem::path& file, Checkpoints checkpoints, unsigned page_octets = 4096);
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// Starts a statement. Arguments (integers, texts, Blobs) must outlive the Query: they are not copied.
    template <class... Arguments>
    Query query(std::string_view sql, const Arguments&... arguments) {
        Query query(handle_, prepared(sql));
        int place = 0;
        (query.bind(++place, arguments), ...);
        return query;
    }
    /// Runs a statement that gives no rows; the number of rows it changed.
    template <class... Arguments>
    int execute(std::string_view sql, const Arguments&... arguments) {
        query(sql, arguments...).next();
        return sqlite3_changes(handle_);
    }
    std::int64_t last_id() const { return sqlite3_last_insert_rowid(handle_); }
    /// What a checkpoint found: pages in the write-ahead log, and how many of them the file has now.
    struct Log {
        int pages = 0, copied = 0;
    };
    /// Copies the log into the file, as far as readers allow, for which it never waits. While it does, a connection of
    /// its own holds SQLite's write lock, so nobody, in this process or another, can commit: before SQLite 3.51.3 a
    /// commit that begins the log anew beside a checkpoint could be lost (the "WAL-reset bug"). None when somebody has
    /// been writing for half a second; the next commit tries again.
    std::optional<Log> copy_log();
    /// Throws FileMoved when the database, its log or its index is no longer the file that its name means.
    void expect_in_place() const;
    Poco::Data::Session& session() { return session_; }
    sqlite3* handle() { return handle_; }
    bool read_only() const { return read_only_; }
    /// Everything that is read or written from now on is a copy in memory, which goes with the connection; so it is no
    /// longer read-only.
    void work_on_a_copy();

private:
    sqlite3_stmt* prepared(std::string_view sql);
    static int after_commit(void* database, sqlite3*, const char*, int log_pages);

    bool read_only_;
    Poco::Data::Session session_;
    sqlite3* handle_;
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
    };
    std::map<std::string_view, std::unique_ptr<sqlite3_stmt, Finalize>> prepared_;  ///< by the statement's own text
    std::vector<FilePlace> files_;
    const std::filesystem::path file_;
    std::unique_ptr<Database> bystander_;  ///< keeps others from committing while the log is copied
};

/// A write: BEGIN IMMEDIATE, so that it never has to give up half-way for another writer. Leaving scope
/// without commit() undoes it. Both ends look whether the file is still in its place and throw FileMoved else: what
/// SQLite commits into a file without a name is lost.
class Transaction {
public:
    explicit Transaction(Database& database);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit();

private:
    Database& database_;
};

}  // namespace postlab::store
