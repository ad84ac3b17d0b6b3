#pragma once
#include <sqlite3.h>

#include <Poco/Data/Session.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/system/once_a_minute.h"
#include "shared/text/sayable_error.h"
#include "store/file_place.h"

namespace postlab::store {

/// What SQLite refused, with its own result code (which Poco's exceptions lose).
class DatabaseError : public SayableError {
public:
    explicit DatabaseError(sqlite3* handle);
    /// The primary result code: SQLITE_FULL, SQLITE_BUSY, SQLITE_CORRUPT ...
    int code() const { return code_; }
    /// Whether space is what was missing; a quota and a limit on the file's size count, too.
    bool out_of_space() const;
    /// What is behind it and what to do about it, where the system knows (why_not() of file.h); else SQLite's words.
    Phrase cause(const std::filesystem::path& file) const;
    /// For somebody who has wanted something of the database.
    Phrase refusal() const;

private:
    int code_;
    int system_errno_;  ///< errno as the call that failed left it
};

/// Does `work`, and answers what it does; what the database has against it is thrown as an `Error` that says so in one
/// line.
template <class Error, class Work>
auto reporting(Work work) {
    try {
        return work();
    } catch (const DatabaseError& error) {
        throw Error(error.refusal());
    }
}

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
    // A column of the row at hand, from 0; NULL is 0 or empty.
    std::int64_t integer(int column) const { return sqlite3_column_int64(statement_, column); }
    std::string_view text(int column) const;
    std::string_view blob(int column) const;  ///< octets as they are
    int columns() const { return sqlite3_column_count(statement_); }

private:
    friend class Database;
    Query(sqlite3* handle, sqlite3_stmt* statement) : handle_(handle), statement_(statement) {}
    void check(int result);  ///< throws DatabaseError unless it is SQLITE_OK
    void bind(int place, std::int64_t value);
    void bind(int place, std::string_view text);
    void bind(int place, Blob blob);

    sqlite3* handle_;          ///< the Database's
    sqlite3_stmt* statement_;  ///< likewise; null: this one was moved from
};

/// One connection to an SQLite file, opened by Poco::Data with the settings every connection of ours has:
/// write-ahead log, synchronous=FULL, a busy timeout of 5 s, foreign keys. A statement is prepared once and kept. One
/// thread at a time; whoever makes it owns it. Its calls throw DatabaseError. A new file, with its log and index, is
/// for its owner alone; of one that is there, the rights of strangers are taken away, since it may hold what passwords
/// are checked against. Where nothing can be written, on a read-only medium for one, a file that is there is read as it
/// stands.
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
    /// The id of the row inserted last on this connection.
    std::int64_t last_id() const { return sqlite3_last_insert_rowid(handle_); }
    /// What a checkpoint found: pages in the write-ahead log, and how many of them the file has now.
    struct Log {
        int pages = 0, copied = 0;
    };
    /// Copies the log into the file, as far as readers allow, for which it never waits. While it does, a connection of
    /// its own holds SQLite's write lock, so nobody, in this process or another, can commit: before SQLite 3.51.3 a
    /// commit that begins the log anew beside a checkpoint could be lost (the "WAL-reset bug"). None when somebody has
    /// been writing for half a second, or when the file can't be written, which is said on standard error once a minute
    /// at most; the next commit tries again.
    std::optional<Log> copy_log();
    /// Throws FileMoved when the database, its log or its index is no longer the file that its name means.
    void expect_in_place() const;
    sqlite3* handle() { return handle_; }  ///< for what SQLite alone has: hooks, checkpoints
    bool read_only() const { return read_only_; }
    /// Everything that is read or written from now on is a copy in memory, which goes with the connection; so it is no
    /// longer read-only.
    void work_on_a_copy();

private:
    sqlite3_stmt* prepared(std::string_view sql);
    static int after_commit(void* database, sqlite3*, const char*, int log_pages);

    bool read_only_;
    Poco::Data::Session session_;  ///< keeps the connection
    sqlite3* handle_;              ///< of that connection
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
    };
    std::map<std::string_view, std::unique_ptr<sqlite3_stmt, Finalize>> prepared_;  ///< by the statement's own text
    std::vector<FilePlace> files_;  ///< database, log and index of the log
    const std::filesystem::path file_;
    std::unique_ptr<Database> bystander_;  ///< keeps others from committing while the log is copied
    OnceAMinute minute_;                   ///< in which it has been said why the log can't be copied
};

/// The version of its tables that a file says it has, as `PRAGMA user_version`: 0 for a new one.
int version_of(Database& database);

/// A write: BEGIN IMMEDIATE, so that it never has to give up half-way for another writer. Leaving scope
/// without commit() undoes it. Both ends look whether the file is still in its place and throw FileMoved else: what
/// SQLite commits into a file without a name is lost.
class Transaction {
public:
    explicit Transaction(Database& database);  ///< which outlives it; waits for another writer, up to the busy timeout
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit();  ///< returns when all is on disk; at most once

private:
    Database& database_;
};

}  // namespace postlab::store
