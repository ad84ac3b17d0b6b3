// A lesson of thirty: whoever needs help is to be found in `postlab lab status` within a glance.
#include <gtest/gtest.h>

#include "labs/course/class/attempt_values.h"
#include "labs/course/class/course_labs.h"
#include "labs/course/class_command.h"
#include "labs/course/class_for_tests.h"
#include "labs/course/grade_command.h"
#include "labs/dialogue/memory_wire.h"
#include "labs/dialogue/player.h"
#include "labs/text/paragraph.h"
#include "shared/system/file.h"
#include "shared/text/text.h"

namespace postlab::course::class_of_thirty_test {

/// L03, as it is done by a class over a server in memory, whose record is on disk.
class ClassOfThirty : public testing::Test {
protected:
    ClassOfThirty() {
        Roster::Change change;
        for (int number = 1; number <= 30; ++number)
            change.added.push_back({name(number), "Student " + std::to_string(number), "", "", "en"});
        course.roster().apply(change);
        save_course_labs(temporary_.path(), {"", {"L03"}});
        int number = 1;
        for (; number <= 12; ++number) type(name(number), solution(), values(name(number)));
        for (const Mistake& mistake : lab.mistakes) {
            if (made.size() == 11) break;
            made[name(number)] = mistake.id;
            type(name(number), dialogue("mistakes/" + mistake.id + ".txt"), values(name(number)));
            ++number;
        }
        for (; number <= 27; ++number) {
            Values forgotten = values(name(number));
            forgotten["address"] = forgotten["me"];
            type(name(number), solution(), forgotten);
        }
        Values neighbours = values(name(28));
        neighbours["address"] = values("s001").at("address");
        type(name(28), solution(), neighbours);
        type(name(29),
             "S: +OK ...\nC: USER s029\nS: +OK ...\nC: PASS one\nS: -ERR ...\nC: USER s029\nS: +OK ...\nC: PASS two\n"
             "S: -ERR ...\nC: QUIT\nS: +OK ...\n! closed\n",
             {}, labs::Protocol::pop3);
    }

    static std::string name(int number) { return "s0" + std::to_string(100 + number).substr(1); }
    std::string dialogue(const std::string& file) const { return read_file(lab.folder / file); }
    std::string solution() const { return dialogue("solution.txt"); }
    Values values(const std::string& student) { return AttemptValues(course).of(lab, student, 0); }

    void type(const std::string& student, const std::string& text, const Values& values,
              labs::Protocol protocol = labs::Protocol::smtp) {
        labs::MemoryWire wire(
            [&](store::MemoryStore& store) {
                for (const std::string& box : course.roster().ids()) store.add(box, "two words");
            },
            record);
        const std::string said = values.empty() ? text : substituted(text, values);
        EXPECT_EQ(labs::play(labs::parse_dialogue(said, student, protocol), wire).value_or(""), "") << student;
    }

    std::string command(const std::vector<ProgramCommand>& commands, std::vector<std::string> line) {
        record.flush();
        line.insert(line.end(), {"--data", temporary_.path().string()});
        std::ostringstream out;
        EXPECT_EQ(run_program(commands, line, out, out), 0) << out.str();
        return out.str();
    }
    std::string status(std::vector<std::string> more = {}) {
        std::vector<std::string> line{"lab", "status"};
        line.insert(line.end(), more.begin(), more.end());
        return command(class_commands(), line);
    }
    /// The line that begins with these words.
    static std::string line_of(const std::string& text, const std::string& front) {
        const std::size_t at = ("\n" + text).find("\n" + front);
        return at == text.npos ? "" : text.substr(at, text.find('\n', at) - at);
    }

    /// Without the line ends of its paragraphs.
    static std::string flat(const std::string& text) { return joined(split(text), " "); }

    const TemporaryDirectory temporary_;
    Course course = Course::open_or_make(temporary_.path());
    const Labs labs = read_labs(std::filesystem::path(POSTLAB_SOURCE_DIR) / "labs", {"L03"});
    const Lab& lab = labs.labs.front();
    store::TranscriptRecorder record{temporary_.path(), Settings{}};
    std::map<std::string, std::string> made;  ///< mistakes, by student
};

TEST_F(ClassOfThirty, is_seen_at_a_glance) {
    ASSERT_EQ(made.size(), 11u);
    const std::string seen = status();
    const std::string max = std::to_string(lab.max_score());
    for (int number = 1; number <= 12; ++number)
        EXPECT_TRUE(line_of(seen, name(number)).ends_with("  " + max + "/" + max)) << seen;
    for (const auto& [student, mistake] : made) {
        EXPECT_FALSE(line_of(seen, student).ends_with("-")) << student << " has been there\n" << seen;
        const std::string why = line_of(seen, student + "  L03  1 session  ! ");
        EXPECT_NE(why, "") << student << " is stuck at " << mistake << "\n" << seen;
        EXPECT_TRUE(has(why, mistake + ": ") || has(why, "never_a_dot: ")) << "or what comes first of several, " << why;
        EXPECT_TRUE(has(status({student, "L03"}), "! ")) << student;
    }
    for (int number = 24; number <= 30; ++number) EXPECT_TRUE(line_of(seen, name(number)).ends_with("  -")) << seen;
    for (const char* without_badge : {"s024", "s025", "s026", "s027"})
        EXPECT_TRUE(
            line_of(seen, std::string("  ") + without_badge).ends_with(": their Subject of L03, without the badge"))
            << seen;
    const std::string neighbours = ": with their name, but s001's badge of L03, so it counts for s001";
    EXPECT_TRUE(line_of(seen, "  s028").ends_with(neighbours)) << seen;
    EXPECT_TRUE(has(flat(status({"s028", "L03"})), "! A session with your name in it had the badge of s001 for L03,"));
    EXPECT_TRUE(has(flat(status({"s001", "L03"})), "has your badge, but the name of s028 ("));
    EXPECT_TRUE(line_of(seen, "  s029").ends_with(": USER s029 without the right pass phrase")) << seen;
    std::istringstream lines(seen.substr(0, seen.find("\nnobody's")) + seen.substr(seen.find("\nstuck")));
    for (std::string line; std::getline(lines, line);) EXPECT_LE(labs::columns(line), 80u) << line;
}

TEST_F(ClassOfThirty, leaves_a_table_of_its_mistakes) {
    for (const auto& [student, mistake] : made)
        type(student, dialogue("mistakes/" + mistake + ".txt"), values(student));
    type("s013", solution(), values("s013"));
    const auto marks = temporary_.path() / "marks";
    command({grade_command()}, {"grade", "--csv", marks.string()});
    const std::string mistakes = contents(marks / "mistakes.csv");
    for (const auto& [student, mistake] : made)
        EXPECT_TRUE(has(mistakes, student + ",L03," + mistake + ",2," + (student == "s013" ? "1" : "0") + "\r\n"))
            << mistakes;
    EXPECT_TRUE(has(status(), "L03  never_a_dot: 4 students, 0 overcame it")) << status();
    EXPECT_TRUE(has(contents(marks / "grades.csv"), ",L03,1," + std::to_string(lab.max_score())))
        << "s013 has got there";
}

}  // namespace postlab::course::class_of_thirty_test
