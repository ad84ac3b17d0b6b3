#include "labs/course/class/course_labs.h"

#include "labs/course/class/graded_record.h"
#include "labs/course/class/kept_grades.h"
#include "labs/course/class_for_tests.h"

namespace postlab::course::course_labs_test {

using Ids = std::vector<std::string>;

Ids ids_of(const Labs& labs) {
    Ids ids;
    for (const Lab& lab : labs.labs) ids.push_back(lab.id);
    return ids;
}

TEST_F(ClassOnDisk, has_all_labs_until_it_is_said_which) {
    EXPECT_EQ(course_labs(directory()), CourseLabs());
    EXPECT_EQ(ids_of(read_course_labs(directory(), test_labs().string())), (Ids{"L01", "L02", "L03"}));
    save_course_labs(directory(), {test_labs().string(), {"L01", "L03"}});
    EXPECT_EQ(ids_of(read_course_labs(directory())), (Ids{"L01", "L03"}));
    EXPECT_TRUE(read_course_labs(directory()).chosen);
    EXPECT_EQ(read_course_labs(directory()).fingerprint, course_labs_fingerprint(directory()));
}

TEST_F(ClassOnDisk, remembers_the_folder_that_was_named_last) {
    const auto own = directory() / "ann's labs";
    std::filesystem::create_directory(own);
    save_course_labs(directory(), {"", {"L02"}});
    remember_labs_folder(directory(), own.string() + "/");
    EXPECT_EQ(course_labs(directory()), (CourseLabs{own.string(), {"L02"}}));
    remember_labs_folder(directory(), "");
    EXPECT_EQ(course_labs(directory()).folder, own.string());
}

TEST_F(ClassOnDisk, takes_another_folder_when_the_remembered_one_has_gone) {
    save_course_labs(directory(), {(directory() / "gone").string(), {"L01"}});
    EXPECT_THROW(read_course_labs(directory()), LabErrors);
    EXPECT_EQ(ids_of(read_course_labs(directory(), test_labs().string())), Ids{"L01"});
    remember_labs_folder(directory(), test_labs().string());
    EXPECT_EQ(course_labs(directory()), (CourseLabs{test_labs().string(), {"L01"}}));
}

TEST_F(ClassOnDisk, says_where_its_file_of_labs_is_amiss) {
    const std::string file = (directory() / "course.yaml").string();
    auto complaint = [&](const std::string& yaml, const std::string& named) {
        std::ofstream(file) << yaml;
        try {
            read_course_labs(directory(), named);
        } catch (const LabErrors& errors) {
            return std::string(errors.what());
        }
        return std::string();
    };
    EXPECT_EQ(complaint("labs: [L01, 3]\n", test_labs().string()), "") << "as people write it";
    EXPECT_EQ(complaint("labs: [L01]\nfolders: x\n", test_labs().string()),
              file + ":2: folders: there is no key \"folders\"; did you mean \"folder\"?");
    EXPECT_EQ(complaint("folder: /no/such/folder\n", ""),
              file + ":1: folder: expected a folder that is there (--labs DIR names another)");
    EXPECT_EQ(complaint("labs: [L99]\n", test_labs().string()), "there is no lab L99 in " + test_labs().string());
    EXPECT_EQ(course_labs_fingerprint(directory(), test_labs().string()).size(), 32u) << "nothing is thrown";
}

TEST_F(ClassOnDisk, forgets_no_work_in_a_lab_that_counts_again) {
    pop3({"USER s001", "PASS secret", "QUIT"});
    const std::string named = test_labs().string();
    bring_up_to_date(course, read_course_labs(directory(), named));
    ASSERT_TRUE(load_grades(course.database()).contains({"s001", "L01"}));
    save_course_labs(directory(), {named, {"L02"}});
    bring_up_to_date(course, read_course_labs(directory()));
    EXPECT_FALSE(load_grades(course.database()).contains({"s001", "L01"}));
    save_course_labs(directory(), {named, {}});
    bring_up_to_date(course, read_course_labs(directory()));
    EXPECT_TRUE(load_grades(course.database()).contains({"s001", "L01"}));
}

}  // namespace postlab::course::course_labs_test
