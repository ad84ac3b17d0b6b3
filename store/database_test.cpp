#include "store/database.h"

#include "store/store_on_disk_for_tests.h"

namespace postlab::store::database_test {

struct DatabaseOnDisk : testing::Test {
    TemporaryDirectory temporary;
    Database database{temporary.path() / "test.db", Database::Checkpoints::own};
    DatabaseOnDisk() { database.execute("CREATE TABLE thing(id INTEGER PRIMARY KEY, data BLOB NOT NULL)"); }

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
    EXPECT_EQ(setting("PRAGMA wal_autocheckpoint"), "1000");
}

}  // namespace postlab::store::database_test
