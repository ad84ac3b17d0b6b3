#include "store/log_damage.h"

#include <fstream>

#include "store/database.h"
#include "store/store_on_disk_for_tests.h"

namespace postlab::store::log_damage_test {

struct LogOnDisk : testing::Test {
    TemporaryDirectory temporary;
    const std::filesystem::path file = temporary.path() / "test.db", log = temporary.path() / "test.db-wal",
                                copy = temporary.path() / "copy.db-wal";

    /// The log that is left when a process is killed after so many commits, in a copy.
    void write(int commits) {
        Database database(file, Database::Checkpoints::none);
        database.execute("CREATE TABLE IF NOT EXISTS thing(id INTEGER PRIMARY KEY, data BLOB NOT NULL)");
        for (int i = 0; i < commits; ++i) database.execute("INSERT INTO thing(data) VALUES (x'00')");
        std::filesystem::copy_file(log, copy, std::filesystem::copy_options::overwrite_existing);
    }
    void overwrite(std::uint64_t place, const std::string& garbage) {
        std::fstream(copy, std::ios::in | std::ios::out | std::ios::binary).seekp(static_cast<std::streamoff>(place))
            << garbage;
    }
};

TEST_F(LogOnDisk, is_whole_after_a_kill) {
    write(30);
    EXPECT_EQ(damage_in_log(copy), "");
}

TEST_F(LogOnDisk, is_damaged_where_commits_stand_behind_garbage) {
    write(30);
    const auto octets = std::filesystem::file_size(copy);
    constexpr std::uint64_t frame = 4096 + 24;
    const std::uint64_t fifth = octets - 5 * frame;
    overwrite(fifth + 1000, "garbage");
    const std::string start = copy.string() + " is damaged at octet " + std::to_string(fifth) + ": 4 commits ";
    EXPECT_EQ(damage_in_log(copy).substr(0, start.size()), start);
}

TEST_F(LogOnDisk, may_end_in_what_was_being_written) {
    write(30);
    std::filesystem::resize_file(copy, std::filesystem::file_size(copy) - 100);
    EXPECT_EQ(damage_in_log(copy), "");
    overwrite(std::filesystem::file_size(copy), std::string(9000, 'x'));
    EXPECT_EQ(damage_in_log(copy), "");
}

TEST_F(LogOnDisk, may_be_missing_or_foreign) {
    EXPECT_EQ(damage_in_log(copy), "");
    std::ofstream(copy) << std::string(100, 'x');
    EXPECT_EQ(damage_in_log(copy), "");
}

}  // namespace postlab::store::log_damage_test
