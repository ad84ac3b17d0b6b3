#include <unistd.h>

#include "labs/course/class/graded_record.h"
#include "labs/course/class_command.h"
#include "labs/course/class_for_tests.h"
#include "labs/course/grade_command.h"
#include "labs/course/roster_command.h"
#include "labs/record/transcript_view.h"

namespace postlab::course::read_only_test {

namespace fs = std::filesystem;

/// A class, put aside where nobody can write; read by somebody who isn't root.
struct ClassPutAside : ClassOnDisk {
    static constexpr uid_t somebody = 65534;

    void SetUp() override {
        if (geteuid() != 0) GTEST_SKIP() << "needs another user's rights, which only root can take on";
        start("L02", "s001");
        solve_l02("s001");
        fs::create_directory(folder);
        for (const char* name : {"course.db", "transcripts.db"}) {
            store::Database(directory() / name, store::Database::Checkpoints::none)
                .execute("VACUUM INTO ?", (folder / name).string());
            store::Database(folder / name, store::Database::Checkpoints::none);  // which turns its log on
        }
        for (const char* name : {"course.key", "transcript.key"}) fs::copy_file(directory() / name, folder / name);
        fs::permissions(directory(), fs::perms(0755));
        for (const auto& entry : fs::directory_iterator(folder)) give(entry.path());
        give(folder);
        fs::permissions(folder, fs::perms(0500));
    }
    static void give(const fs::path& path) { EXPECT_EQ(chown(path.c_str(), somebody, somebody), 0); }

    /// What a command says and its exit status, or why it can't.
    std::string said(const std::vector<ProgramCommand>& commands, std::vector<std::string> arguments) const {
        arguments.insert(arguments.end(), {"--data", folder.string()});
        std::ostringstream out;
        EXPECT_EQ(seteuid(somebody), 0);
        try {
            out << run_program(commands, arguments, out, out);
        } catch (const std::exception& error) {
            out << error.what();
        }
        EXPECT_EQ(seteuid(0), 0);
        return out.str();
    }
    const fs::path folder = directory() / "aside";
};

TEST_F(ClassPutAside, is_read_without_writing) {
    const std::vector<std::string> with_labs{"--labs", test_labs().string()};
    auto of_labs = [&](std::vector<std::string> arguments) {
        arguments.insert(arguments.end(), with_labs.begin(), with_labs.end());
        return arguments;
    };
    EXPECT_TRUE(has(said(roster_commands(), {"roster", "list"}), "s001\tAnn Ash\t"));
    for (int again = 0; again < 2; ++again) {
        const std::string status = said(class_commands(), of_labs({"lab", "status", "s001"})),
                          grade = said({grade_command()}, of_labs({"grade"}));
        EXPECT_TRUE(has(status, "L02") && status.ends_with("0")) << status;
        EXPECT_TRUE(has(grade, "s001     4/4") && grade.ends_with("\n0")) << grade;
    }
    const std::string listed = said(labs::transcript_commands(), {"transcript", "list"});
    EXPECT_TRUE(has(listed, "pop3") && listed.ends_with("0")) << listed;
    EXPECT_EQ(std::distance(fs::directory_iterator(folder), {}), 4) << "nothing was made";
}

TEST_F(ClassPutAside, is_not_changed_as_if_it_could_be) {
    EXPECT_EQ(said(class_commands(), {"lab", "exam", "on", "--labs", test_labs().string()}),
              "can't write " + (folder / "course.db").string() + ": " + folder.string() +
                  " is closed to its owner, too; type: chmod -R u+rwX " + folder.string());
}

TEST_F(ClassPutAside, says_whose_a_key_is_that_cannot_be_read) {
    const std::string key = (folder / "course.key").string();
    EXPECT_EQ(chown(key.c_str(), 0, 0), 0);
    EXPECT_EQ(said(roster_commands(), {"roster", "list"}),
              "can't read " + key + ": " + key +
                  " belongs to uid 0 and this program runs as uid 65534; type: sudo chown -R 65534 " + key);
}

}  // namespace postlab::course::read_only_test
