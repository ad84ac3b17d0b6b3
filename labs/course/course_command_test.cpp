#include "labs/course/course_command.h"

#include "labs/course/class/course_labs.h"
#include "labs/course/class_command.h"
#include "labs/course/class_for_tests.h"
#include "labs/course/grade_command.h"

namespace postlab::course::course_command_test {

class CourseCommand : public ClassOnDisk {
protected:
    std::string said(std::vector<std::string> arguments) {
        arguments.insert(arguments.end(), {"--data", directory().string()});
        std::ostringstream out;
        std::vector<ProgramCommand> all = class_commands();
        all.push_back(course_command());
        all.push_back(grade_command());
        EXPECT_EQ(run_program(all, arguments, out, out), 0) << out.str();
        return out.str();
    }
};

TEST_F(CourseCommand, says_once_which_labs_count) {
    const std::string named = test_labs().string();
    EXPECT_TRUE(has(said({"course", "--labs", named}), "labs: L01 L02 L03\nin all: 3, "));
    EXPECT_EQ(course_labs(directory()).folder, named);
    EXPECT_TRUE(has(said({"course", "1", "l02"}), "labs: L01 L02\nin all: 2, 5 points\nown labs: " + named + "\n"));
    said({"lab", "show", "--all", "--out", (directory() / "sheets").string()});
    EXPECT_TRUE(std::filesystem::exists(directory() / "sheets" / "labs" / "L02.md"));
    EXPECT_FALSE(std::filesystem::exists(directory() / "sheets" / "labs" / "L03.md"));
    said({"grade", "--csv", (directory() / "marks").string()});
    EXPECT_TRUE(has(contents(directory() / "marks" / "gradebook.csv"), ",L01,L02,total\r\n"));
    EXPECT_THROW(said({"lab", "start", "L03", "--all"}), UsageError);
    EXPECT_THROW(said({"course", "L02", "--all"}), UsageError);
    EXPECT_THROW(said({"course", "L99"}), LabErrors);
    EXPECT_EQ(course_labs(directory()).ids, (std::vector<std::string>{"L01", "L02"}));
    EXPECT_TRUE(has(said({"course", "--all"}), "in all: 3, "));
}

TEST_F(CourseCommand, remembers_labs_that_another_command_named) {
    said({"lab", "status", "--labs", test_labs().string()});
    EXPECT_TRUE(has(said({"lab", "show", "L02", "--student", "s001"}), values("L02", "s001").at("x")));
    EXPECT_FALSE(has(said({"lab", "values", "--student", "s001"}), "L22")) << "not those of the program alone";
}

TEST_F(CourseCommand, may_come_before_the_roster) {
    const auto fresh = directory() / "fresh";
    std::ostringstream out;
    const std::vector<std::string> line{"course", "L01", "--labs", test_labs().string(), "--data", fresh.string()};
    EXPECT_EQ(run_program({course_command()}, line, out, out), 0);
    EXPECT_EQ(course_labs(fresh).ids, std::vector<std::string>{"L01"});
    EXPECT_FALSE(Course::exists(fresh));
}

}  // namespace postlab::course::course_command_test
