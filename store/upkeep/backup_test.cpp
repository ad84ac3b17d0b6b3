// What a backup holds, and what restoring it does.
#include "store/upkeep/backup.h"

#include <sys/stat.h>

#include <atomic>
#include <thread>

#include "shared/system/file.h"
#include "store/put_in_place.h"
#include "store/store_on_disk_for_tests.h"
#include "store/upkeep/moment.h"
#include "store/upkeep/restore.h"

namespace postlab::store::backup_test {

namespace fs = std::filesystem;

struct Backups : StoreOnDisk {
    TemporaryDirectory elsewhere;
    const fs::path file = elsewhere.path() / "monday.zip", other = elsewhere.path() / "other";

    std::vector<std::string> letters_of(const fs::path& folder, const std::string& user) {
        WaitingStore store(folder);
        const auto maildrop = store.maildrop(user);
        std::vector<std::string> letters;
        for (std::size_t i = 0; i < maildrop->total().messages; ++i)
            letters.push_back(store.content(*maildrop, i).value_or("unreadable"));
        return letters;
    }
    std::vector<std::string> ids_of(const fs::path& folder, const std::string& user) {
        WaitingStore store(folder);
        const auto maildrop = store.maildrop(user);
        std::vector<std::string> ids;
        for (std::size_t i = 0; i < maildrop->total().messages; ++i)
            ids.push_back(store.message(*maildrop, i).unique_id);
        return ids;
    }
    void deliver(const std::string& text) { WaitingStore(directory()).deliver({"ann", "bob"}, text); }
    std::string refused(const std::function<void()>& act) {
        try {
            act();
        } catch (const SayableError& error) {
            return error.what();
        }
        return "";
    }
};

TEST_F(Backups, ComeBackWithEveryLetterAndUniqueId) {
    deliver("one\r\n");
    deliver(std::string(200'000, 'x') + "\r\n");
    fs::create_directories(directory() / "web.keys");
    replace_file(directory() / "web.keys" / "anna", "key");
    const BackupMade made = make_backup(directory(), file);
    EXPECT_EQ(made.files, 2u);
    EXPECT_EQ(made.octets, fs::file_size(file));
    const auto ids = ids_of(directory(), "ann");
    deliver("too late\r\n");

    const Restored restored = restore_backup(file, other, false);
    EXPECT_EQ(letters_of(other, "ann"), (std::vector<std::string>{"one\r\n", std::string(200'000, 'x') + "\r\n"}));
    EXPECT_EQ(ids_of(other, "ann"), ids);
    EXPECT_EQ(read_file(other / "web.keys" / "anna"), "key");
    EXPECT_TRUE(restored.aside.empty());
    EXPECT_FALSE(fs::exists(other / backup_label));
}

TEST_F(Backups, AreForTheirOwnerAlone) {
    make_backup(directory(), file);
    struct stat status {};
    ASSERT_EQ(stat(file.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600u);
}

TEST_F(Backups, AreNeverWrittenOverAndLieElsewhere) {
    make_backup(directory(), file);
    const std::string octets = read_file(file);
    EXPECT_NE(refused([&] { make_backup(directory(), file); }).find("is there already"), std::string::npos);
    EXPECT_EQ(read_file(file), octets);
    EXPECT_NE(refused([&] { make_backup(directory(), directory() / "b.zip"); }).find("elsewhere"), std::string::npos);
    EXPECT_NE(refused([&] { make_backup(other, elsewhere.path() / "c.zip"); }).find("no mail"), std::string::npos);
    EXPECT_EQ(std::distance(fs::directory_iterator(elsewhere.path()), fs::directory_iterator()), 1);
}

/// Somebody commits to one database, and then the same number to the other, all the time.
TEST_F(Backups, AreOfOneMomentAcrossDatabases) {
    const fs::path folder = elsewhere.path() / "two";
    fs::create_directories(folder);
    std::atomic<bool> stop = false;
    std::atomic<int> committed = 0;
    auto number_in = [](Database& database) {
        Query row = database.query("SELECT max(n) FROM t");
        row.next();
        return row.integer(0);
    };
    Database first(folder / "a.db", Database::Checkpoints::own), second(folder / "b.db", Database::Checkpoints::own);
    for (Database* database : {&first, &second}) database->execute("CREATE TABLE t(n INTEGER)");
    std::thread writer([&] {
        for (int n = 1; !stop; committed = n++)
            for (Database* database : {&first, &second}) {
                Transaction transaction(*database);
                database->execute("INSERT INTO t VALUES (?)", n);
                transaction.commit();
            }
    });
    for (int round = 0; round < 30; ++round) {
        for (const int now = committed; committed < now + 3;) std::this_thread::yield();
        const Moment moment(folder);
        const std::int64_t ahead = number_in(*moment.views()[0].database),
                           behind = number_in(*moment.views()[1].database);
        EXPECT_TRUE(ahead == behind || ahead == behind + 1) << ahead << " beside " << behind;
        for (const int now = committed; committed < now + 3;) std::this_thread::yield();  // nobody waits for it
        EXPECT_EQ(number_in(*moment.views()[0].database), ahead);
    }
    stop = true;
    writer.join();
}

TEST_F(Backups, HaveEveryLetterThatWasStoredBeforeThemAndOnlyWholeOnes) {
    std::atomic<bool> stop = false;
    std::atomic<std::size_t> stored = 0;
    std::thread sender([&] {
        WaitingStore store(directory());
        for (; !stop; ++stored) store.deliver({"ann", "bob"}, std::string(70'000, 'x') + std::to_string(stored));
    });
    for (int round = 0; round < 3; ++round) {
        while (stored < std::size_t(5 * (round + 1))) std::this_thread::yield();
        const std::size_t before = stored;
        const fs::path folder = elsewhere.path() / std::to_string(round), zip = folder.string() + ".zip";
        make_backup(directory(), zip);
        restore_backup(zip, folder, false);
        const auto ann = letters_of(folder, "ann");
        EXPECT_GE(ann.size(), before);
        EXPECT_EQ(ann, letters_of(folder, "bob"));
        for (std::size_t i = 0; i < ann.size(); ++i) EXPECT_EQ(ann[i], std::string(70'000, 'x') + std::to_string(i));
    }
    stop = true;
    sender.join();
}

TEST_F(Backups, AreRefusedWhereAServerIsAtWork) {
    make_backup(directory(), file);
    for (const std::int64_t part : {MaildropLocks::smtp_server, MaildropLocks::pop3_server}) {
        MaildropLocks locks(directory());
        const auto held = locks.take(part);
        EXPECT_NE(refused([&] { restore_backup(file, directory(), true); }).find("stop it first"), std::string::npos);
    }
    EXPECT_EQ(refused([&] { restore_backup(file, directory(), true); }), "");
}

TEST_F(Backups, ReplaceWhatIsThereOnlyWhenToldTo) {
    deliver("one\r\n");
    make_backup(directory(), file);
    deliver("two\r\n");
    replace_file(directory() / "course.key", "not in the backup");
    EXPECT_NE(refused([&] { restore_backup(file, directory(), false); }).find("--replace"), std::string::npos);
    EXPECT_EQ(letters_of(directory(), "ann").size(), 2u);

    const fs::path aside = restore_backup(file, directory(), true).aside;
    EXPECT_EQ(letters_of(directory(), "ann"), std::vector<std::string>{"one\r\n"});
    EXPECT_FALSE(fs::exists(directory() / "course.key"));
    EXPECT_EQ(letters_of(aside, "ann").size(), 2u) << "what was there is still there";
    EXPECT_EQ(read_file(aside / "course.key"), "not in the backup");
    make_backup(directory(), elsewhere.path() / "again.zip");
    restore_backup(elsewhere.path() / "again.zip", other, false);
    EXPECT_FALSE(fs::exists(other / aside.filename())) << "a backup of it, too";
}

TEST_F(Backups, ThatAreDamagedChangeNothing) {
    deliver("one\r\n");
    make_backup(directory(), file);
    const std::string octets = read_file(file);
    const fs::path broken = elsewhere.path() / "broken.zip";
    for (std::size_t place = 40; place + 8 < octets.size(); place += octets.size() / 40) {
        std::string damaged = octets;
        for (std::size_t i = 0; i < 8; ++i) damaged[place + i] = static_cast<char>(~damaged[place + i]);
        replace_file(broken, damaged);
        try {
            restore_backup(broken, directory(), true);
        } catch (const SayableError&) {
        }
        EXPECT_EQ(letters_of(directory(), "ann"), std::vector<std::string>{"one\r\n"}) << place;
    }
    std::vector<std::size_t> sizes{0, 100, octets.size() / 2};
    for (auto at = octets.find("PK\x03\x04", 1); at != octets.npos; at = octets.find("PK\x03\x04", at + 1))
        sizes.push_back(at);  // just before a file
    ASSERT_GE(sizes.size(), 4u);
    for (const std::size_t size : sizes) {
        replace_file(broken, octets.substr(0, size));
        EXPECT_NE(refused([&] { restore_backup(broken, directory(), true); }), "") << size;
    }
    for (const auto& entry : fs::directory_iterator(directory()))
        EXPECT_FALSE(entry.path().filename().string().starts_with(restored_folder)) << entry.path();
}

TEST_F(Backups, OfANewerPostlabAreRefused) {
    make_backup(directory(), file);
    Database(directory() / "maildrop.db", Database::Checkpoints::none).execute("PRAGMA user_version = 99");
    make_backup(directory(), elsewhere.path() / "newer.zip");
    EXPECT_NE(refused([&] { restore_backup(elsewhere.path() / "newer.zip", other, false); }).find("newer"),
              std::string::npos);
}

}  // namespace postlab::store::backup_test
