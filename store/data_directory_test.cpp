#include "store/data_directory.h"

#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "store/mail_tables.h"
#include "store/schema.h"
#include "store/store_on_disk_for_tests.h"

namespace postlab::store::data_directory_test {

/// What a start says against the directory; empty when it starts.
std::string complaint(const std::filesystem::path& directory) {
    try {
        SqliteStore store(directory);
        return {};
    } catch (const StartError& error) {
        EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos) << "one line";
        return error.what();
    }
}

bool says(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

TEST(DataDirectory, is_made_when_it_is_missing_for_its_owner_alone) {
    TemporaryDirectory temporary;
    const auto directory = temporary.path() / "new" / "data";
    EXPECT_EQ(complaint(directory.string() + "/"), "");
    struct stat status {};
    ASSERT_EQ(stat(directory.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0700u);
    EXPECT_EQ(complaint(directory), "") << "and opened when it is there";
}

TEST(DataDirectory, must_be_a_directory) {
    TemporaryDirectory temporary;
    std::ofstream(temporary.path() / "file") << "x";
    EXPECT_TRUE(says(complaint(temporary.path() / "file"), "is not a directory"));
    EXPECT_TRUE(says(complaint(temporary.path() / "file" / "data"), "cannot create"));
}

TEST(DataDirectory, that_is_not_ours_is_refused_with_both_uids_and_the_remedy) {
    TemporaryDirectory temporary;
    ASSERT_EQ(complaint(temporary.path()), "");
    const uid_t us = geteuid(), owner = us;
    const uid_t other = us == 0 ? 65534 : us;  // root may write anywhere: be somebody else for a moment
    ASSERT_EQ(chmod(temporary.path().c_str(), 0500), 0);
    ASSERT_EQ(seteuid(other), 0);
    const std::string said = complaint(temporary.path());
    ASSERT_EQ(seteuid(us), 0);
    chmod(temporary.path().c_str(), 0700);
    EXPECT_TRUE(says(said, "can't write to " + temporary.path().string())) << said;
    if (other == owner) {  // whoever owns it need not be told to
        EXPECT_TRUE(says(said, "type: chmod -R u+rwX " + temporary.path().string())) << said;
        return;
    }
    EXPECT_TRUE(says(said, "belongs to uid " + std::to_string(owner))) << said;
    EXPECT_TRUE(says(said, "runs as uid " + std::to_string(other))) << said;
    EXPECT_TRUE(says(said, "sudo chown -R " + std::to_string(other))) << said;
}

TEST(DataDirectory, with_a_file_that_is_not_ours_is_refused_too) {
    if (geteuid() != 0) GTEST_SKIP() << "needs another owner's file, which only root can make";
    TemporaryDirectory temporary;
    ASSERT_EQ(complaint(temporary.path()), "");
    ASSERT_EQ(chown(temporary.path().c_str(), 65534, 65534), 0);
    ASSERT_EQ(seteuid(65534), 0);
    const std::string said = complaint(temporary.path());
    ASSERT_EQ(seteuid(0), 0);
    EXPECT_TRUE(says(said, "can't write to " + (temporary.path() / "maildrop.db").string())) << said;
}

TEST(DataDirectory, is_not_on_a_network_file_system) {
    for (const char* type : {"nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs", "ceph", "lustre"})
        EXPECT_TRUE(unsafe_file_system(type)) << type;
    for (const char* type : {"ext4", "xfs", "btrfs", "zfs", "tmpfs", "overlay", "fuseblk", ""})
        EXPECT_FALSE(unsafe_file_system(type)) << type;
}

TEST(DataDirectory, is_warned_about_when_everybody_may_write_to_it_or_a_log_is_damaged) {
    const TemporaryDirectory temporary;
    const auto said = [&] {
        testing::internal::CaptureStderr();
        warn_of_dangers(temporary.path());
        return testing::internal::GetCapturedStderr();
    };
    EXPECT_EQ(said(), "");
    std::filesystem::permissions(temporary.path(), std::filesystem::perms{0777});
    EXPECT_NE(said().find("type: chmod o-w " + temporary.path().string()), std::string::npos);
    std::filesystem::permissions(temporary.path(), std::filesystem::perms{01777});  // nobody can replace another's file
    EXPECT_EQ(said(), "");
    {
        Database database(temporary.path() / "any.db", Database::Checkpoints::none);
        for (const char* sql : {"CREATE TABLE t(n)", "INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (2)"})
            database.execute(sql);
        std::filesystem::copy_file(temporary.path() / "any.db-wal", temporary.path() / "maildrop.db-wal");
    }
    std::fstream(temporary.path() / "maildrop.db-wal", std::ios::in | std::ios::out | std::ios::binary).seekp(100)
        << "x";
    EXPECT_NE(said().find("maildrop.db-wal is damaged at octet 32"), std::string::npos);
}

TEST(DataDirectory, of_a_newer_version_is_refused) {
    TemporaryDirectory temporary;
    ASSERT_EQ(complaint(temporary.path()), "");
    {
        Database database(temporary.path() / "maildrop.db", Database::Checkpoints::own);
        database.execute("PRAGMA user_version = 99");
    }
    const std::string said = complaint(temporary.path());
    EXPECT_TRUE(says(said, "newer postlab (schema 99, this one knows " + std::to_string(schema_version))) << said;
}

TEST(DataDirectory, of_another_program_is_left_alone) {
    TemporaryDirectory temporary;
    {
        Database database(temporary.path() / "maildrop.db", Database::Checkpoints::own);
        database.execute("CREATE TABLE thing(id)");
    }
    EXPECT_TRUE(says(complaint(temporary.path()), "belongs to another program"));
    Database database(temporary.path() / "maildrop.db", Database::Checkpoints::own);
    EXPECT_EQ(version_of(database), 0);
}

TEST(DataDirectory, with_a_damaged_database_is_refused_with_the_remedy) {
    TemporaryDirectory temporary;
    std::ofstream(temporary.path() / "maildrop.db") << std::string(8192, '?');
    const std::string said = complaint(temporary.path());
    EXPECT_TRUE(says(said, "restore it from a backup")) << said;
}

TEST(Schema, of_an_earlier_version_is_brought_up_to_date_and_keeps_what_is_there) {
    TemporaryDirectory temporary;
    MaildropLocks locks(temporary.path());
    {
        const auto database = open_database(temporary.path(), locks, Database::Checkpoints::own);
        create_mailbox(*database, "ann", "scrypt$as$it$was");
        for (const char* back : {"DROP TRIGGER new_mailbox", "DROP TRIGGER delivered", "DROP TRIGGER removed",
                                 "DROP TRIGGER resized", "DROP TABLE mailbox_total",
                                 "ALTER TABLE mailbox DROP COLUMN planted", "ALTER TABLE mailbox DROP COLUMN scram",
                                 "DROP TABLE salt_key", "PRAGMA user_version = 1"})  // as version 1 had it
            database->execute(back);
        const std::int64_t mailboxes[] = {find_mailbox_id(*database, "ann").value()};
        for (const char* text : {"one\r\n", "two two\r\n"}) {
            Pieces pieces(nullptr, text);
            insert_message(*database, "", pieces, mailboxes);
        }
    }
    const auto database = open_database(temporary.path(), locks, Database::Checkpoints::own);
    EXPECT_EQ(version_of(*database), schema_version);
    const auto ann = find_account(*database, "ann");
    ASSERT_TRUE(ann);
    EXPECT_EQ(ann->password, "scrypt$as$it$was");
    EXPECT_EQ(ann->scram, "") << "comes with the next password, or the next right one";
    EXPECT_FALSE(ann->planted);
    EXPECT_EQ(total_of(*database, ann->id), (Total{2, 14}));
    EXPECT_EQ(total_of(*database, find_mailbox_id(*database, "postmaster").value()), (Total{0, 0}));
    EXPECT_EQ(salt_key(*database).size(), 32u);
}

TEST(Schema, is_made_once_and_knows_postmaster) {
    TemporaryDirectory temporary;
    for (int start = 0; start < 2; ++start) {
        MaildropLocks locks(temporary.path());
        const auto database = open_database(temporary.path(), locks, Database::Checkpoints::own);
        EXPECT_EQ(version_of(*database), schema_version);
        Query row = database->query("SELECT count(*), min(name), min(password) FROM mailbox");
        ASSERT_TRUE(row.next());
        EXPECT_EQ(row.integer(0), 1);
        EXPECT_EQ(row.text(1), "postmaster");
        EXPECT_EQ(row.text(2), "") << "nobody can log in before a password is given";
    }
}

TEST(Schema, is_made_once_by_two_that_start_together) {
    TemporaryDirectory temporary;
    std::vector<std::thread> starts;
    for (int i = 0; i < 4; ++i) starts.emplace_back([&] { EXPECT_EQ(complaint(temporary.path() / "data"), ""); });
    for (std::thread& start : starts) start.join();
}

}  // namespace postlab::store::data_directory_test
