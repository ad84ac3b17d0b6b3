// A restore that is broken off at any of its steps is carried on by whoever opens the directory next.
#include "store/put_in_place.h"

#include "shared/system/file.h"
#include "store/store_on_disk_for_tests.h"

namespace postlab::store::put_in_place_test {

namespace fs = std::filesystem;

const std::vector<std::string> before{"course.db", "maildrop.db", "maildrop.db-wal"}, after{"maildrop.db", "web.keys"};

/// A directory in the midst of it: what has gone aside, and what has come, each a bit for its place in the list.
struct Midst {
    Midst(unsigned gone, unsigned come) {
        fs::create_directories(ready);
        replace_file(directory / "maildrop.lock", "");
        replace_file(ready / restored_list, "before-restore-x\nmaildrop.db\nweb.keys\n");
        if (gone != 0) fs::create_directories(directory / "before-restore-x");
        for (unsigned i = 0; i < before.size(); ++i)
            replace_file((gone >> i & 1 ? directory / "before-restore-x" : directory) / before[i], "old");
        for (unsigned i = 0; i < after.size(); ++i) replace_file((come >> i & 1 ? directory : ready) / after[i], "new");
    }
    /// What each file says, by its name.
    std::map<std::string, std::string> files() const {
        std::map<std::string, std::string> all;
        for (const auto& entry : fs::recursive_directory_iterator(directory))
            if (entry.is_regular_file()) all[entry.path().lexically_relative(directory)] = read_file(entry.path());
        return all;
    }

    const TemporaryDirectory temporary;
    const fs::path directory = temporary.path(), ready = directory / restored_folder;
};

const std::map<std::string, std::string> done{{"maildrop.lock", ""},
                                              {"maildrop.db", "new"},
                                              {"web.keys", "new"},
                                              {"before-restore-x/course.db", "old"},
                                              {"before-restore-x/maildrop.db", "old"},
                                              {"before-restore-x/maildrop.db-wal", "old"}};

TEST(PutInPlace, CarriesOnWhereverWhatWasThereWasStillGoing) {
    for (unsigned gone = 0; gone < 8; ++gone) {
        const Midst midst(gone, 0);
        put_restored_in_place(midst.directory);
        EXPECT_EQ(midst.files(), done) << gone;
        EXPECT_FALSE(fs::exists(midst.ready));
    }
}

TEST(PutInPlace, CarriesOnWhereverWhatIsToComeWasComing) {
    for (unsigned come = 0; come < 4; ++come) {
        const Midst midst(7, come);
        put_restored_in_place(midst.directory);
        EXPECT_EQ(midst.files(), done) << come;
    }
}

TEST(PutInPlace, LeavesADirectoryAloneInWhichNothingStandsReady) {
    const Midst midst(7, 3);
    put_restored_in_place(midst.directory);
    put_restored_in_place(midst.directory);
    EXPECT_EQ(midst.files(), done);
}

TEST(PutInPlace, IsDoneWhenOnlyTheEmptyFolderIsLeft) {
    const Midst midst(7, 3);
    fs::remove(midst.ready / restored_list);
    put_restored_in_place(midst.directory);
    EXPECT_EQ(midst.files(), done);
    EXPECT_FALSE(fs::exists(midst.ready));
}

TEST(PutInPlace, IsDoneBeforeAServerOpensTheDirectory) {
    const TemporaryDirectory temporary;
    const fs::path directory = temporary.path(), ready = directory / restored_folder;
    Accounts(directory).add("ann", "secret", Accounts::Apop::none);
    fs::create_directories(ready);
    fs::rename(directory / "maildrop.db", ready / "maildrop.db");
    replace_file(ready / restored_list, "before-restore-x\nmaildrop.db\n");
    Accounts(directory).add("bob", "secret", Accounts::Apop::none);
    std::vector<std::string> names;
    for (const Accounts::Entry& entry : Accounts(directory).list()) names.push_back(entry.name);
    EXPECT_EQ(names, (std::vector<std::string>{"ann", "bob", "postmaster"}));
}

}  // namespace postlab::store::put_in_place_test
