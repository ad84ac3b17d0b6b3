#include "labs/course/grade_command.h"

#include <algorithm>

#include "labs/course/class/course_labs.h"
#include "labs/course/class_for_tests.h"
#include "store/transcript/transcript_reader.h"

namespace postlab::course::grade_command_test {

TEST_F(ClassOnDisk, is_not_graded_silently_when_its_record_was_tampered_with) {
    start("L02", "s001");
    solve_l02("s001");
    auto graded = [&](const std::vector<std::string>& more = {}) {
        std::vector<std::string> arguments{"grade", "--data", directory().string(), "--labs", test_labs().string()};
        arguments.insert(arguments.end(), more.begin(), more.end());
        std::ostringstream out, err;
        EXPECT_EQ(run_program({grade_command()}, arguments, out, err), 0);
        EXPECT_TRUE(has(out.str(), "s001")) << out.str();
        return err.str();
    };
    EXPECT_EQ(graded(), "");
    store::Database(store::transcript_path(directory()), store::Database::Checkpoints::none)
        .execute("UPDATE block SET events = events || x'00' WHERE conversation = 2");
    const std::string warned = graded();
    EXPECT_TRUE(has(warned, "postlab: warning: conversation 2: events have been changed or replaced")) << warned;
    EXPECT_FALSE(has(warned, "conversation 1:")) << warned;
    EXPECT_TRUE(has(warned, "postlab transcript verify")) << warned;
    EXPECT_EQ(graded({"--regrade"}), warned);
    for (int i = 0; i < 10; ++i) start("L01", "s002");
    store::Database(store::transcript_path(directory()), store::Database::Checkpoints::none)
        .execute("UPDATE conversation SET how = 'other'");
    EXPECT_TRUE(has(graded(), "postlab: warning: and 2 conversations more\n")) << graded();
    std::filesystem::remove(store::transcript_key_path(directory()));
    const std::string untold = graded();
    EXPECT_TRUE(untold.starts_with("postlab: warning: whether it was changed can't be told")) << untold;
    EXPECT_EQ(std::count(untold.begin(), untold.end(), '\n'), 2) << "once, " << untold;
}

TEST_F(ClassOnDisk, has_the_same_labs_whichever_of_them_is_shown) {
    save_course_labs(directory(), {test_labs().string(), {"L01", "L02"}});
    std::ostringstream out;
    EXPECT_EQ(run_program({grade_command()}, {"grade", "--lab", "l02", "--data", directory().string()}, out, out), 0);
    EXPECT_TRUE(out.str().starts_with("student  points  last session  L02\ns001     0/4     -             -\n"))
        << out.str();
}

}  // namespace postlab::course::grade_command_test
