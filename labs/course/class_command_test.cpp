#include "labs/course/class_command.h"

#include "labs/course/class/graded_record.h"
#include "labs/course/class/student_status.h"
#include "labs/course/class_for_tests.h"
#include "labs/course/lab/handout.h"

namespace postlab::course::class_command_test {

TEST_F(ClassOnDisk, prints_a_sheet_with_the_values_of_its_student) {
    auto sheet = [&](std::vector<std::string> more) {
        std::vector<std::string> arguments{"lab", "show", "L02", "--labs", test_labs().string()};
        arguments.insert(arguments.end(), more.begin(), more.end());
        std::ostringstream out;
        EXPECT_EQ(run_program(class_commands(), arguments, out, out), 0);
        return out.str();
    };
    start("L02", "s003", Act::start, true);
    const std::string data = directory().string();
    const Strings& common = labs.common;
    EXPECT_EQ(sheet({"--student", "s003", "--data", data}),
              handout(lab("L02"), common, "zh", values("L02", "s003", 1)));
    EXPECT_EQ(sheet({"--student", "s003", "--data", data, "--lang", "en"}),
              handout(lab("L02"), common, "en", values("L02", "s003", 1)));
    const std::string example = handout(lab("L02"), common, "en", sample_values(lab("L02")));
    EXPECT_EQ(sheet({"--data", data}), example) << "a whole class";
    EXPECT_EQ(sheet({"--data", data + "/nothing"}), example) << "no course";
    EXPECT_FALSE(std::filesystem::exists(data + "/nothing"));
    EXPECT_THROW(sheet({"--student", "s099", "--data", data}), UsageError);
    for (const char* other : {"s001", "s002"}) course.roster().remove(other);
    EXPECT_EQ(sheet({"--data", data}), handout(lab("L02"), common, "zh", values("L02", "s003", 1))) << "the only one";
}

TEST_F(ClassOnDisk, writes_everyones_sheets_into_a_folder) {
    auto said = [&](std::vector<std::string> arguments) {
        for (const std::string& more :
             {std::string("--labs"), test_labs().string(), std::string("--data"), directory().string()})
            arguments.push_back(more);
        arguments.insert(arguments.begin(), "lab");
        std::ostringstream out;
        EXPECT_EQ(run_program(class_commands(), arguments, out, out), 0);
        return out.str();
    };
    course.set_server({"10.0.0.5", "31025", "31110", "post.example"});
    const std::string sheets = (directory() / "sheets").string(), all = (directory() / "all").string();
    const std::string page_break = "\n<div style=\"break-after: page\"></div>\n\n";
    const auto page = [&](const char* lab, const char* student, const char* name) {
        return "*" + std::string(name) + "*, " + student + "\n\n" + said({"show", lab, "--student", student}) +
               page_break;
    };
    EXPECT_EQ(said({"show", "L03", "--all", "--out", sheets}), "written: 1 file in " + sheets + "\n");
    EXPECT_EQ(contents(sheets + "/labs/L03.md"),
              page("L03", "s001", "Ann Ash") + page("L03", "s002", "Борис") + page("L03", "s003", "=cmd()"));
    EXPECT_FALSE(std::filesystem::exists(sheets + "/students"));
    const auto system_sheets =
        std::filesystem::directory_iterator(std::filesystem::path(POSTLAB_SOURCE_DIR) / "docs" / "student-sheets");
    EXPECT_EQ(
        said({"show", "--all", "--out", all}),
        "written: " + std::to_string(3 + 3 + std::distance(begin(system_sheets), {})) + " files in " + all + "\n");
    EXPECT_EQ(contents(all + "/students/s002.md"),
              page("L01", "s002", "Борис") + page("L02", "s002", "Борис") + page("L03", "s002", "Борис"));
    EXPECT_EQ(said({"show", "L01", "--student", "S002"}), said({"show", "L01", "--student", "s002"}))
        << "capitals are no other";
    const std::string linux_sheet = contents(all + "/systems/linux.md");
    EXPECT_TRUE(has(linux_sheet, "| `nc -C 10.0.0.5 31025` | `nc -C 10.0.0.5 31110` |")) << linux_sheet;
    EXPECT_FALSE(has(linux_sheet, "HOST") || has(linux_sheet, "2525") || has(linux_sheet, "2110"));
    EXPECT_EQ(said({"values", "L02", "--student", "s001"}).find("localhost"), std::string::npos);
    EXPECT_EQ(said({"show", "L03", "--all", "--as", "html", "--out", sheets}), "written: 1 file in " + sheets + "\n");
    EXPECT_TRUE(contents(sheets + "/labs/L03.html").ends_with("</html>\n"));
    EXPECT_TRUE(has(said({"show", "L03", "--student", "s002", "--as", "html"}), "<b>Борис</b> s002</span>"));
    for (const std::vector<std::string>& wrong : {std::vector<std::string>{"show", "L03", "--all"},
                                                  {"show", "L03", "--out", sheets},
                                                  {"show", "L03", "--as", "pdf"},
                                                  {"reset", "L02", "--all", "--student", "s001"},
                                                  {"show", "L03", "--all", "--out", sheets, "--student", "s001"}})
        EXPECT_THROW(said(wrong), UsageError);
}

TEST_F(ClassOnDisk, hears_which_lab_has_ended_because_another_began) {
    auto begin = [&](const char* lab) {
        std::ostringstream out;
        const std::vector<std::string> typed{
            "lab", "start", lab, "--student", "s001", "--labs", test_labs().string(), "--data", directory().string()};
        EXPECT_EQ(run_program(class_commands(), typed, out, out), 0);
        return out.str();
    };
    auto status = [&] { return status_of(course, labs, *course.roster().find("s001"), nullptr, 10000); };
    EXPECT_FALSE(has(begin("L02"), "ended"));
    EXPECT_FALSE(has(begin("L02"), "ended")) << "again";
    pop3({"USER s001", "PASS secret", "LIST", "QUIT"});
    bring_up_to_date(course, labs);
    EXPECT_FALSE(has(status(), "ended"));
    EXPECT_TRUE(has(begin("L03"), "with that L02 has ended for s001: its faults are gone\n"));
    EXPECT_TRUE(has(status(), "! L02 ended when you began another lab")) << status();
}

}  // namespace postlab::course::class_command_test
