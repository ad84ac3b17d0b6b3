#include "labs/course/class/course.h"

#include <gtest/gtest.h>

#include <fstream>

#include "shared/system/temporary_directory_for_tests.h"

namespace postlab::course::course_test {

class CourseFolder : public testing::Test {
protected:
    std::string refusal() {
        try {
            Course::open(directory);
        } catch (const std::runtime_error& error) {
            return error.what();
        }
        return "none";
    }

    const TemporaryDirectory temporary_;
    const std::filesystem::path directory = temporary_.path() / "data";
};

TEST_F(CourseFolder, is_made_once_and_opened_with_the_same_key) {
    EXPECT_FALSE(Course::exists(directory));
    const std::string key = Course::open_or_make(directory).key();
    EXPECT_EQ(key.size(), 32u);
    EXPECT_TRUE(Course::exists(directory));
    EXPECT_EQ(Course::open_or_make(directory).key(), key);
    EXPECT_EQ(Course::open(directory).key(), key);
    EXPECT_NE(Course::open_or_make(temporary_.path() / "other").key(), key);
}

TEST_F(CourseFolder, has_a_key_that_only_its_owner_can_read) {
    Course::open_or_make(directory);
    using std::filesystem::perms;
    EXPECT_EQ(std::filesystem::status(directory / "course.key").permissions(), perms::owner_read | perms::owner_write);
}

TEST_F(CourseFolder, says_what_makes_a_course_and_what_can_not_be_made_again) {
    EXPECT_TRUE(refusal().starts_with("there is no course in " + directory.string())) << refusal();
    EXPECT_FALSE(std::filesystem::exists(directory)) << "looking makes nothing";
    Course::open_or_make(directory);
    std::ofstream(directory / "course.key") << "short";
    EXPECT_TRUE(refusal().starts_with((directory / "course.key").string() + " is no course's key")) << refusal();
    std::filesystem::remove(directory / "course.key");
    EXPECT_THROW(Course::open_or_make(directory), std::runtime_error) << "a new key would make all badges wrong";
    EXPECT_FALSE(std::filesystem::exists(directory / "course.key"));
}

TEST_F(CourseFolder, remembers_the_server_and_whether_an_exam_is_on) {
    {
        Course course = Course::open_or_make(directory);
        EXPECT_EQ(course.server().host + ":" + course.server().pop3, "localhost:2110");
        EXPECT_EQ(course.server().pop2, "2109");
        EXPECT_EQ(course.domain(), "post.example");
        EXPECT_FALSE(course.exam());
        course.set_server({"10.0.0.5", "31025", "31110", "class.example", "31109"});
        course.set_exam(true);
        course.set_exam(true);
    }
    Course course = Course::open(directory);
    EXPECT_EQ(course.server().host + ":" + course.server().smtp + ":" + course.server().pop3, "10.0.0.5:31025:31110");
    EXPECT_EQ(course.server().pop2, "31109");
    EXPECT_EQ(course.domain(), "class.example");
    EXPECT_TRUE(course.exam());
    course.set_domain("post.example");
    course.set_exam(false);
    EXPECT_EQ(course.server().domain, "post.example");
    EXPECT_FALSE(course.exam());
}

TEST(MailboxesOfACourse, are_the_desk_the_decoys_and_what_labs_ask_for_once) {
    Labs labs;
    labs.labs.resize(2);
    labs.labs[0].mailboxes = {"clerk", "anna"};
    labs.labs[1].mailboxes = {"clerk"};
    EXPECT_EQ(mailboxes_of(labs), (std::vector<std::string>{"anna", "boris", "clerk", "course"}));
}

}  // namespace postlab::course::course_test
