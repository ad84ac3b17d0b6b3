#include "labs/course/lab/lab_faults.h"

#include <gtest/gtest.h>

#include "labs/faults/fault_file.h"
#include "shared/system/temporary_directory_for_tests.h"

namespace postlab::course::lab_faults_test {

class LabFaults : public testing::Test {
protected:
    static Lab lab(const char* id, std::vector<std::map<std::string, std::string>> faults) {
        Lab made;
        made.id = id;
        made.faults = std::move(faults);
        return made;
    }
    std::set<std::string> arrange(const Lab& lab, const std::string& student, const char* n = "1") {
        return arrange_faults(temporary_.path(), lab, student, {{"n", n}});
    }
    /// "s017/L12 s017": the tag and the account of each rule.
    std::vector<std::string> in_place() {
        std::vector<std::string> all;
        for (const labs::KeptFault& fault : labs::FaultFile(temporary_.path()).rules())
            all.push_back(fault.tag + " " + fault.rule.account);
        return all;
    }

    const TemporaryDirectory temporary_;
    const Lab cut = lab("L12", {{{"protocol", "pop3"}, {"verb", "RETR"}, {"nth", "$n"}, {"cut", "after"}}});
    const Lab slow = lab("L19", {{{"protocol", "smtp"}, {"verb", "MAIL"}, {"delay", "1s"}},
                                 {{"protocol", "smtp"}, {"verb", "RCPT"}, {"delay", "1s"}}});
    const Lab plain = lab("L01", {});
};

using Lines = std::vector<std::string>;

TEST_F(LabFaults, are_for_the_sessions_of_their_student_alone) {
    arrange(cut, "s017");
    EXPECT_EQ(in_place(), Lines{"s017/L12 s017"});
}

TEST_F(LabFaults, in_smtp_are_for_the_badge_of_their_lab_alone) {
    arrange(slow, "s017");
    EXPECT_EQ(in_place(), (Lines{"s017/L19 s017+l19", "s017/L19 s017+l19"}));
}

TEST_F(LabFaults, say_which_labs_have_ended) {
    using Labs = std::set<std::string>;
    EXPECT_EQ(arrange(cut, "s017"), Labs());
    EXPECT_EQ(arrange(cut, "s017"), Labs());
    EXPECT_EQ(labs_with_faults(temporary_.path(), "s017"), Labs{"L12"});
    EXPECT_EQ(labs_with_faults(temporary_.path(), "s01"), Labs());
    EXPECT_EQ(arrange(slow, "s017"), Labs{"L12"});
    EXPECT_EQ(arrange(plain, "s017"), Labs{"L19"});
}

TEST_F(LabFaults, have_the_values_of_the_attempt) {
    arrange(cut, "s017", "3");
    const auto rules = labs::FaultFile(temporary_.path()).rules();
    ASSERT_EQ(rules.size(), 1u);
    EXPECT_EQ(rules[0].rule.nth.from, 3u);
    EXPECT_EQ(rules[0].rule.nth.to, 3u);
}

TEST_F(LabFaults, take_the_place_of_those_of_the_students_other_labs) {
    arrange(cut, "s017");
    arrange(cut, "s018");
    arrange(slow, "s017");
    arrange(cut, "s017");
    arrange(cut, "s017");
    EXPECT_EQ(in_place(), (Lines{"s018/L12 s018", "s017/L12 s017"}));
}

TEST_F(LabFaults, end_with_a_lab_that_has_none) {
    arrange(cut, "s017");
    arrange(cut, "s018");
    arrange(plain, "s017");
    EXPECT_EQ(in_place(), Lines{"s018/L12 s018"});
    remove_faults(temporary_.path(), "s018");
    EXPECT_EQ(in_place(), Lines());
}

TEST_F(LabFaults, need_no_file_to_be_removed) {
    remove_faults(temporary_.path(), "s017");
    EXPECT_FALSE(std::filesystem::exists(labs::FaultFile::path_in(temporary_.path())));
}

}  // namespace postlab::course::lab_faults_test
