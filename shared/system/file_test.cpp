#include "shared/system/file.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <functional>
#include <set>
#include <thread>

#include "shared/system/temporary_directory_for_tests.h"

namespace postlab::file_test {

namespace fs = std::filesystem;

class Files : public testing::Test {
protected:
    fs::path path(const char* name) const { return folder_.path() / name; }
    std::set<std::string> names() const {
        std::set<std::string> names;
        for (const auto& entry : fs::directory_iterator(folder_.path())) names.insert(entry.path().filename());
        return names;
    }
    static mode_t mode_of(const fs::path& file) {
        struct stat status {};
        EXPECT_EQ(lstat(file.c_str(), &status), 0);
        return status.st_mode & 0777;
    }
    static std::string complaint(const std::function<void()>& work) {
        try {
            work();
        } catch (const FileError& error) {
            return error.what();
        }
        return "";
    }
    /// As somebody who isn't root, whom nothing is denied to.
    static std::string complaint_as(uid_t somebody, const std::function<void()>& work) {
        EXPECT_EQ(seteuid(somebody), 0);
        const std::string said = complaint(work);
        EXPECT_EQ(seteuid(0), 0);
        return said;
    }
    const TemporaryDirectory folder_;
};

TEST_F(Files, are_read_as_they_were_written_whatever_is_in_them) {
    std::string all;
    for (int i = 0; i < 200'000; ++i) all += static_cast<char>(i % 256);
    for (const std::string& text : {std::string(), std::string("a\0b\r\n", 5), all}) {
        replace_file(path("x"), text);
        EXPECT_EQ(read_file(path("x")), text);
        EXPECT_EQ(read_file_if_possible(path("x")), text);
    }
    EXPECT_EQ(names(), std::set<std::string>{"x"}) << "and nothing is left beside them";
}

TEST_F(Files, that_cannot_be_read_say_why_or_are_nothing) {
    EXPECT_EQ(complaint([&] { read_file(path("x")); }), "can't read " + path("x").string() + ": there is no such file");
    EXPECT_EQ(complaint([&] { read_file(path("no") / "x"); }),
              "can't read " + (path("no") / "x").string() + ": there is no folder " + path("no").string());
    EXPECT_EQ(complaint([&] { read_file(folder_.path()); }),
              "can't read " + folder_.path().string() + ": it is a folder; name a file in it");
    EXPECT_FALSE(read_file_if_possible(path("x")));
    EXPECT_FALSE(read_file_if_possible(folder_.path()));
}

TEST_F(Files, that_somebody_has_typed_are_lines_of_utf_8) {
    replace_file(path("x"),
                 "\xEF\xBB\xBF"
                 "a\r\nЖ");
    EXPECT_EQ(read_text(path("x")), "a\nЖ");
    replace_file(path("x"), "J\xFCrgen");
    EXPECT_TRUE(
        complaint([&] { read_text(path("x")); }).starts_with("can't read " + path("x").string() + ": this is no"));
}

TEST_F(Files, have_the_mode_that_was_asked_for) {
    replace_file(path("all"), "x");
    replace_file(path("mine"), "x", for_its_owner, Sync::yes);
    EXPECT_EQ(mode_of(path("all")), 0644u);
    EXPECT_EQ(mode_of(path("mine")), 0600u);
}

TEST_F(Files, are_replaced_where_a_link_stood_and_what_it_led_to_is_left_alone) {
    replace_file(path("precious"), "keep");
    fs::create_symlink(path("precious"), path("link"));
    replace_file(path("link"), "new");
    EXPECT_EQ(read_file(path("precious")), "keep");
    EXPECT_EQ(read_file(path("link")), "new");
    EXPECT_FALSE(fs::is_symlink(path("link")));
}

TEST_F(Files, that_are_pipes_are_written_to_and_stay_pipes) {
    ASSERT_EQ(mkfifo(path("pipe").c_str(), 0600), 0);
    std::string got;
    std::thread reader([&] { got = read_file(path("pipe")); });
    replace_file(path("pipe"), "through");
    reader.join();
    EXPECT_EQ(got, "through");
    EXPECT_TRUE(fs::is_fifo(path("pipe")));
}

TEST_F(Files, are_what_they_were_when_writing_fails) {
    replace_file(path("x"), "before");
    struct rlimit before {};
    getrlimit(RLIMIT_FSIZE, &before);
    const rlimit small{4096, before.rlim_max};
    const auto handler = signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &small);
    const std::string large(100'000, 'x');
    const std::string replacing = complaint([&] { replace_file(path("x"), large); });
    const std::string creating = complaint([&] { (void)create_file(path("y"), large, 0600, Sync::yes); });
    setrlimit(RLIMIT_FSIZE, &before);
    signal(SIGXFSZ, handler);
    EXPECT_EQ(replacing, "can't write " + path("x").string() + ": the operating system refuses it (File too large)");
    EXPECT_EQ(creating, "can't write " + path("y").string() + ": the operating system refuses it (File too large)");
    EXPECT_EQ(read_file(path("x")), "before");
    EXPECT_EQ(names(), std::set<std::string>{"x"}) << "nor is a half file left";
}

TEST_F(Files, are_made_once_and_never_over_anything) {
    EXPECT_TRUE(create_file(path("x"), "first", for_its_owner, Sync::yes));
    EXPECT_FALSE(create_file(path("x"), "second", for_its_owner, Sync::no));
    EXPECT_EQ(read_file(path("x")), "first");
    EXPECT_EQ(mode_of(path("x")), 0600u);
    fs::create_symlink(path("nowhere"), path("link"));
    EXPECT_FALSE(create_file(path("link"), "x", for_its_owner, Sync::no)) << "a link that leads nowhere is something";
    EXPECT_EQ(names(), (std::set<std::string>{"x", "link"}));
}

TEST_F(Files, that_a_disk_has_no_room_for_say_how_to_see_it) {
    if (!fs::exists("/dev/full")) GTEST_SKIP() << "needs /dev/full";
    EXPECT_EQ(complaint([] { replace_file("/dev/full", "x"); }),
              "can't write /dev/full: no space left on the disk that holds /dev; free some (df -h /dev shows how much "
              "there is)");
}

TEST_F(Files, that_others_own_name_both_uids_and_what_to_type) {
    if (geteuid() != 0) GTEST_SKIP() << "needs another owner's file, which only root can make";
    replace_file(path("key"), "x", for_its_owner);
    fs::permissions(folder_.path(), fs::perms(0755));
    const std::string all = folder_.path().string(), key = path("key").string();
    EXPECT_EQ(complaint_as(65534, [&] { read_file(path("key")); }),
              "can't read " + key + ": " + key +
                  " belongs to uid 0 and this program runs as uid 65534; type: sudo chown -R 65534 " + key);
    EXPECT_EQ(complaint_as(65534, [&] { replace_file(path("key"), "y"); }),
              "can't write " + key + ": " + all +
                  " belongs to uid 0 and this program runs as uid 65534; type: sudo chown -R 65534 " + all);
    EXPECT_EQ(chown(all.c_str(), 65534, 65534), 0);
    fs::permissions(folder_.path(), fs::perms(0500));
    EXPECT_EQ(
        complaint_as(65534, [&] { replace_file(path("y"), "y"); }),
        "can't write " + path("y").string() + ": " + all + " is closed to its owner, too; type: chmod -R u+rwX " + all)
        << "no chown to whoever owns it already";
}

TEST_F(Files, stand_in_folders_that_are_made_with_those_above_them) {
    make_folder(path("a") / "b");
    make_folder(path("a") / "b");
    EXPECT_TRUE(fs::is_directory(path("a") / "b"));
    replace_file(path("file"), "x");
    EXPECT_EQ(complaint([&] { make_folder(path("file") / "b"); }),
              "can't write to " + (path("file") / "b").string() + ": a file is where a folder should be");
    EXPECT_EQ(complaint([&] { replace_file(path("no") / "x", "x"); }),
              "can't write " + (path("no") / "x").string() + ": there is no folder " + path("no").string());
}

}  // namespace postlab::file_test
