#include "test/simulation/disk.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace postlab::simulation::disk_test {

struct Close {
    void operator()(sqlite3* database) const { sqlite3_close(database); }
};
using Connection = std::unique_ptr<sqlite3, Close>;

struct DiskTest : testing::Test {
    Chance chance{7};
    bool busy = false;
    Disk disk{chance};

    Connection open(Disk::Process process, const char* mode = "WAL", const char* synchronous = "FULL") {
        disk.run_as(process);
        sqlite3* opened = nullptr;
        EXPECT_EQ(sqlite3_open_v2("/mail.db", &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr), SQLITE_OK);
        Connection connection(opened);
        run(connection, std::string("PRAGMA journal_mode=") + mode);
        run(connection, std::string("PRAGMA synchronous=") + synchronous);
        sqlite3_wal_autocheckpoint(opened, 0);
        return connection;
    }
    static int run(const Connection& connection, const std::string& sql) {
        return sqlite3_exec(connection.get(), sql.c_str(), nullptr, nullptr, nullptr);
    }
    /// -1: it can't be read.
    static int count(const Connection& connection) {
        int rows = -1;
        auto take = [](void* into, int, char** values, char**) {
            return *static_cast<int*>(into) = std::stoi(values[0]), 0;
        };
        sqlite3_exec(connection.get(), "SELECT count(*) FROM letter", take, &rows, nullptr);
        return rows;
    }
    /// Power goes, with what has been opened so far; and is back.
    void cut(Connection& connection) {
        disk.cut_power();
        connection.reset();
        disk.restore_power();
    }
};

TEST_F(DiskTest, keeps_what_was_synced_when_power_goes) {
    Connection one = open(1);
    ASSERT_EQ(run(one, "CREATE TABLE letter(text)"), SQLITE_OK);
    for (int letters = 1; letters <= 20; ++letters) {
        ASSERT_EQ(run(one, "INSERT INTO letter VALUES (hex(randomblob(3000)))"), SQLITE_OK);
        cut(one);
        one = open(letters + 1);
        EXPECT_EQ(count(one), letters);
    }
}

TEST_F(DiskTest, loses_some_of_what_was_not_synced) {
    std::set<int> left;
    for (int tries = 0; tries < 20; ++tries) {
        disk.restore({});
        Connection one = open(1);
        ASSERT_EQ(run(one, "CREATE TABLE letter(text)"), SQLITE_OK);
        run(one, "PRAGMA synchronous=OFF");
        for (int letters = 0; letters < 3; ++letters) run(one, "INSERT INTO letter VALUES ('x')");
        cut(one);
        one = open(2);
        left.insert(count(one));
    }
    EXPECT_GT(left.size(), 1u) << "the same is left each time";
    EXPECT_TRUE(left.contains(0) || left.contains(1) || left.contains(2)) << "nothing is ever lost";
}

TEST_F(DiskTest, lets_a_killed_process_leave_what_it_has_written_and_no_lock) {
    Connection one = open(1);
    run(one, "CREATE TABLE letter(text)");
    run(one, "PRAGMA synchronous=OFF");
    run(one, "INSERT INTO letter VALUES ('x')");
    ASSERT_EQ(run(one, "BEGIN IMMEDIATE; INSERT INTO letter VALUES ('y')"), SQLITE_OK);
    Connection two = open(2);
    EXPECT_EQ(run(two, "BEGIN IMMEDIATE"), SQLITE_BUSY);
    disk.kill(1);
    EXPECT_EQ(run(two, "BEGIN IMMEDIATE"), SQLITE_OK);
    EXPECT_EQ(count(two), 1);
    EXPECT_NE(run(one, "COMMIT"), SQLITE_OK) << "the dead can't write";
}

TEST_F(DiskTest, fails_as_it_is_told_and_undoes_nothing_that_was_there) {
    Connection one = open(1);
    run(one, "CREATE TABLE letter(text)");
    run(one, "INSERT INTO letter VALUES ('x')");
    disk.faults = {.write = 1, .full = true};
    EXPECT_EQ(run(one, "INSERT INTO letter VALUES ('y')"), SQLITE_FULL);
    disk.faults = {.sync = 1};
    EXPECT_EQ(run(one, "INSERT INTO letter VALUES ('y')"), SQLITE_IOERR);
    disk.faults = {};
    EXPECT_EQ(count(one), 1);
    EXPECT_EQ(run(one, "INSERT INTO letter VALUES ('y')"), SQLITE_OK);
}

TEST_F(DiskTest, ends_everything_at_the_call_that_was_doomed) {
    Connection one = open(1);
    run(one, "CREATE TABLE letter(text)");
    int cuts = 0;
    for (std::uint64_t call = 1; call < 6; ++call) {
        const int before = count(one);
        disk.doom(call, true);
        const bool said = run(one, "INSERT INTO letter VALUES ('x')") == SQLITE_OK;
        if (!disk.has_power()) ++cuts;
        disk.doom(0, true);
        cut(one);
        one = open(static_cast<int>(call) + 1);
        EXPECT_GE(count(one), before + (said ? 1 : 0));
        EXPECT_LE(count(one), before + 1);
    }
    EXPECT_GT(cuts, 0);
}

TEST_F(DiskTest, lets_others_work_within_a_call) {
    Connection one = open(1), two = open(2);
    run(one, "CREATE TABLE letter(text)");
    std::vector<int> seen;
    disk.interrupt = [&] {
        if (std::exchange(busy, true)) return;  // nobody interrupts who interrupts
        seen.push_back(count(two));
        busy = false;
    };
    EXPECT_EQ(run(one, "INSERT INTO letter VALUES ('x')"), SQLITE_OK);
    disk.interrupt = nullptr;
    ASSERT_GE(seen.size(), 3u);
    EXPECT_EQ(seen.front(), 0) << "it is read while the other writes, and not before it is committed";
    EXPECT_TRUE(std::ranges::is_sorted(seen));
    EXPECT_EQ(count(two), 1);
}

}  // namespace postlab::simulation::disk_test
