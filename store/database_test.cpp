#include "store/database.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <functional>
#include <system_error>

#include "store/child_process_for_tests.h"
#include "store/store_on_disk_for_tests.h"

namespace postlab::store::database_test {

struct DatabaseOnDisk : testing::Test {
    TemporaryDirectory temporary;
    Database database{temporary.path() / "test.db", Database::Checkpoints::own};
    DatabaseOnDisk() { database.execute("CREATE TABLE thing(id INTEGER PRIMARY KEY, data BLOB NOT NULL)"); }

    unsigned rights_of(const std::string& name) {
        struct stat status {};
        return stat((temporary.path() / name).c_str(), &status) == 0 ? status.st_mode & 0777 : 0;
    }
    std::string stored(std::int64_t id) {
        Query row = database.query("SELECT data FROM thing WHERE id = ?", id);
        EXPECT_TRUE(row.next());
        return std::string(row.blob(0));
    }
};

TEST_F(DatabaseOnDisk, keeps_every_octet_of_a_blob) {
    std::string all;
    for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
    database.execute("INSERT INTO thing VALUES (1, ?)", Blob{all});
    EXPECT_EQ(stored(1), all);
}

TEST_F(DatabaseOnDisk, takes_an_empty_blob_for_a_value_not_for_null) {
    database.execute("INSERT INTO thing VALUES (1, ?)", Blob{{}});
    EXPECT_EQ(stored(1), "");
}

TEST_F(DatabaseOnDisk, can_run_a_statement_again_after_it_failed) {
    for (int round = 0; round < 2; ++round) {
        database.execute("INSERT INTO thing VALUES (1, ?)", Blob{"x"});
        try {
            database.execute("INSERT INTO thing VALUES (1, ?)", Blob{"x"});
            FAIL() << "the key is there already";
        } catch (const DatabaseError& error) {
            EXPECT_EQ(error.code(), SQLITE_CONSTRAINT);
            EXPECT_FALSE(error.out_of_space());
        }
        EXPECT_EQ(database.execute("DELETE FROM thing"), 1);
    }
}

TEST_F(DatabaseOnDisk, undoes_a_transaction_that_leaves_scope) {
    {
        Transaction transaction(database);
        database.execute("INSERT INTO thing VALUES (1, ?)", Blob{"x"});
    }
    EXPECT_FALSE(database.query("SELECT 1 FROM thing").next());
    Transaction transaction(database);
    database.execute("INSERT INTO thing VALUES (1, ?)", Blob{"x"});
    transaction.commit();
    EXPECT_TRUE(database.query("SELECT 1 FROM thing").next());
}

TEST_F(DatabaseOnDisk, says_when_space_is_what_is_missing) {
    database.query("PRAGMA max_page_count=4").next();
    try {
        database.execute("INSERT INTO thing VALUES (1, ?)", Blob{std::string(100000, 'x')});
        FAIL() << "there are 4 pages";
    } catch (const DatabaseError& error) {
        EXPECT_TRUE(error.out_of_space());
    }
}

TEST_F(DatabaseOnDisk, holds_no_read_transaction_once_a_query_is_gone) {
    database.execute("INSERT INTO thing VALUES (1, ?), (2, ?)", Blob{"x"}, Blob{"y"});
    { EXPECT_TRUE(database.query("SELECT data FROM thing").next()); }  // not read to its end
    Database other(temporary.path() / "test.db", Database::Checkpoints::none);
    Query checkpoint = other.query("PRAGMA wal_checkpoint(TRUNCATE)");
    ASSERT_TRUE(checkpoint.next());
    EXPECT_EQ(checkpoint.integer(0), 0) << "a reader was in the way";
}

TEST_F(DatabaseOnDisk, has_the_settings_that_mail_depends_on) {
    const auto setting = [&](std::string_view pragma) {
        Query row = database.query(pragma);
        EXPECT_TRUE(row.next());
        return std::string(row.text(0));
    };
    EXPECT_EQ(setting("PRAGMA journal_mode"), "wal");
    EXPECT_EQ(setting("PRAGMA synchronous"), "2");  // FULL
    EXPECT_EQ(setting("PRAGMA foreign_keys"), "1");
    EXPECT_EQ(setting("PRAGMA busy_timeout"), "5000");
    EXPECT_EQ(setting("PRAGMA secure_delete"), "2");  // FAST
    EXPECT_EQ(setting("PRAGMA journal_size_limit"), "67108864");
    EXPECT_EQ(setting("PRAGMA wal_autocheckpoint"), "0") << "SQLite's own checkpoints may run beside a commit";
}

TEST_F(DatabaseOnDisk, is_for_its_owner_alone_with_log_and_index) {
    database.execute("INSERT INTO thing VALUES (1, ?)", Blob{"a secret"});
    for (const char* suffix : {"", "-wal", "-shm"})
        EXPECT_EQ(rights_of("test.db" + std::string(suffix)), 0600u) << suffix;
}

TEST_F(DatabaseOnDisk, takes_the_rights_of_strangers_from_an_older_file_and_leaves_those_of_a_group) {
    std::filesystem::permissions(temporary.path() / "test.db", std::filesystem::perms{0664});
    std::filesystem::permissions(temporary.path() / "test.db-wal", std::filesystem::perms{0644});
    const Database again(temporary.path() / "test.db", Database::Checkpoints::none);
    EXPECT_EQ(rights_of("test.db"), 0660u);
    EXPECT_EQ(rights_of("test.db-wal"), 0640u);
}

TEST_F(DatabaseOnDisk, copies_its_log_before_it_grows_long) {
    const std::string page(4096, 'x');
    database.query("PRAGMA synchronous=OFF").next();
    for (int i = 0; i < 5000; ++i) database.execute("INSERT INTO thing(data) VALUES (?)", Blob{page});
    EXPECT_LT(std::filesystem::file_size(temporary.path() / "test.db-wal"), 1100u * 4120);
}

/// SQLite writes to the file itself only while it copies the log, and it asks this function to.
using Write = ssize_t (*)(int, const void*, std::size_t, off64_t);
Write system_write = nullptr;
std::function<void(int)> on_write;  // throws a system_error instead of it
ssize_t observed_write(int file, const void* octets, std::size_t count, off64_t from) try {
    if (on_write) on_write(file);
    return system_write(file, octets, count, from);
} catch (const std::system_error& error) {
    errno = error.code().value();
    return -1;
}
/// While it lives, on_write is asked.
class ObservedWrites {
public:
    ObservedWrites() {
        system_write = reinterpret_cast<Write>(system_->xGetSystemCall(system_, "pwrite64"));
        system_->xSetSystemCall(system_, "pwrite64", reinterpret_cast<sqlite3_syscall_ptr>(observed_write));
    }
    ~ObservedWrites() {
        on_write = nullptr;
        system_->xSetSystemCall(system_, "pwrite64", reinterpret_cast<sqlite3_syscall_ptr>(system_write));
    }

private:
    sqlite3_vfs* const system_ = sqlite3_vfs_find(nullptr);
};

TEST_F(DatabaseOnDisk, says_once_a_minute_why_its_log_can_not_be_copied) {
    struct stat file {};
    ASSERT_EQ(stat((temporary.path() / "test.db").c_str(), &file), 0);
    const ObservedWrites observed;
    on_write = [&](int written) {
        struct stat status {};
        if (fstat(written, &status) == 0 && status.st_ino == file.st_ino)
            throw std::system_error(EIO, std::generic_category());
    };
    database.execute("INSERT INTO thing(data) VALUES (?)", Blob{"x"});
    testing::internal::CaptureStderr();
    for (int i = 0; i < 3; ++i) EXPECT_FALSE(database.copy_log());
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "postlab: the log of " + (temporary.path() / "test.db").string() +
                                                          " can't be copied into it: disk I/O error\n");
    on_write = nullptr;
    EXPECT_TRUE(database.copy_log());
}

TEST_F(DatabaseOnDisk, says_nothing_of_a_log_that_others_write_to) {
    Database other(temporary.path() / "test.db", Database::Checkpoints::none);
    const Transaction writing(other);
    testing::internal::CaptureStderr();
    EXPECT_FALSE(database.copy_log());
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST_F(DatabaseOnDisk, lets_nobody_commit_while_it_copies_its_log) {
    Database other(temporary.path() / "test.db", Database::Checkpoints::none);
    sqlite3_busy_timeout(other.handle(), 0);
    const ObservedWrites observed;
    struct stat file {};
    ASSERT_EQ(stat((temporary.path() / "test.db").c_str(), &file), 0);
    int copied = 0, refused = 0;
    on_write = [&](int written) {
        struct stat status {};
        if (fstat(written, &status) != 0 || status.st_ino != file.st_ino) return;
        ++copied;
        try {
            Transaction commit(other);
        } catch (const DatabaseError& error) {
            refused += error.code() == SQLITE_BUSY;
        }
    };
    const std::string page(4096, 'x');
    database.query("PRAGMA synchronous=OFF").next();
    for (int i = 0; i < 1200; ++i) database.execute("INSERT INTO thing(data) VALUES (?)", Blob{page});
    on_write = nullptr;
    EXPECT_GT(copied, 0);
    EXPECT_EQ(refused, copied);
    Transaction afterwards(other);  // nothing is left behind
}

/// What the kernel answers when it is short of memory, once in so many unlocks.
using Control = int (*)(int, int, ...);
Control system_control = nullptr;
std::atomic<int> unlocks = 0;
int failing_control(int file, int command, ...) {
    va_list arguments;
    va_start(arguments, command);
    void* argument = va_arg(arguments, void*);
    va_end(arguments);
    if (command == F_SETLK && static_cast<struct flock*>(argument)->l_type == F_UNLCK && ++unlocks % 3 == 0) {
        errno = ENOLCK;
        return -1;
    }
    return system_control(file, command, argument);
}

TEST(DatabaseChild, DISABLED_writes_though_unlocking_fails_now_and_then) {
    sqlite3_vfs* system = sqlite3_vfs_find(nullptr);
    system_control = reinterpret_cast<Control>(system->xGetSystemCall(system, "fcntl"));
    system->xSetSystemCall(system, "fcntl", reinterpret_cast<sqlite3_syscall_ptr>(failing_control));
    Database database(ChildProcess::directory() / "test.db", Database::Checkpoints::own);
    for (int i = 0; i < 50; ++i) database.execute("INSERT INTO thing(data) VALUES (x'00')");
    if (unlocks > 50) ChildProcess::tell_parent("written");
}

TEST_F(DatabaseOnDisk, unlocks_again_when_the_kernel_could_not) {
    ChildProcess child("DatabaseChild.DISABLED_writes_though_unlocking_fails_now_and_then", temporary.path());
    EXPECT_EQ(child.line(), "written");
    EXPECT_EQ(child.wait(), 0);
    Query count = database.query("SELECT count(*) FROM thing");
    ASSERT_TRUE(count.next());
    EXPECT_EQ(count.integer(0), 50);
}

constexpr int rows_of_each = 1000;

TEST(DatabaseChild, DISABLED_writes_and_copies_the_log_as_fast_as_it_can) {
    Database database(ChildProcess::directory() / "test.db", Database::Checkpoints::own);
    database.query("PRAGMA synchronous=OFF").next();
    for (int i = 0; i < rows_of_each; ++i) {
        database.execute("INSERT INTO thing(data) VALUES (?)", Blob{std::to_string(getpid())});
        database.copy_log();
    }
    ChildProcess::tell_parent("written");
}

TEST_F(DatabaseOnDisk, keeps_every_commit_of_two_processes_that_copy_the_log_all_the_time) {
    const std::string name = "DatabaseChild.DISABLED_writes_and_copies_the_log_as_fast_as_it_can";
    ChildProcess one(name, temporary.path()), two(name, temporary.path());
    EXPECT_EQ(one.line(), "written");
    EXPECT_EQ(two.line(), "written");
    Query count = database.query("SELECT count(*), count(DISTINCT data) FROM thing");
    ASSERT_TRUE(count.next());
    EXPECT_EQ(count.integer(0), 2 * rows_of_each);
    EXPECT_EQ(count.integer(1), 2);
    Query sound = database.query("PRAGMA integrity_check");
    ASSERT_TRUE(sound.next());
    EXPECT_EQ(sound.text(0), "ok");
}

}  // namespace postlab::store::database_test
