#include "labs/course/lab_check.h"

#include <gtest/gtest.h>

#include <fstream>

#include "labs/course/lab/conditions_for_tests.h"

namespace postlab::course::lab_check_test {

namespace fs = std::filesystem;

/// A lab about NOOP, in a folder: the mistake is to hang up.
class LabInAFolder : public testing::Test {
protected:
    LabInAFolder() {
        fs::create_directories(folder / "mistakes");
        write("solution.txt", right);
        write("mistakes/dropped.txt", "C: NOOP $word\nS: 250 ...\n! drop\n");
        write("handout.md", "# NOOP\n```dialogue smtp\nS: 220 ...\nC: NOOP $word\nS: 250 ...\n```\n");
        lab.id = "L05";
        lab.part = "smtp";
        lab.folder = folder;
        lab.parameters = {{Parameter::Kind::pick, "word", {"amber", "basil", "cedar"}, {}, 4}};
        lab.checks = {{"noop", 1, "", conditions("seen: {smtp: \"C: NOOP $token\\nS: 250 ...\"}")},
                      {"quit", 1, "", conditions("seen: {smtp: \"C: QUIT\\nS: 221 ...\"}")}};
        lab.mistakes = {{"dropped", conditions("seen: {smtp: \"! drop\"}")}};
    }
    void write(const std::string& file, const std::string& text) { std::ofstream(folder / file) << text; }
    PlayedDialogue played(const std::string& text) {
        return play_as_student(labs, *labs.find("L05"), text, "a dialogue", labs::Protocol::smtp);
    }
    void SetUp() override { labs.labs = {lab}; }

    const TemporaryDirectory temporary_;
    const fs::path folder = temporary_.path() / "05-noop";
    const std::string right = "S: 220 ...\nC: NOOP $token\nS: 250 ...\nC: QUIT\nS: 221 ...\n";
    Lab lab;
    Labs labs;
};

using Flaws = std::vector<std::string>;

TEST_F(LabInAFolder, is_played_as_its_student_and_judged) {
    const PlayedDialogue whole = played(right);
    EXPECT_EQ(whole.complaint, "");
    ASSERT_TRUE(whole.verdict);
    EXPECT_TRUE(whole.verdict->solved);
    EXPECT_EQ(whole.verdict->student, "s017");
    EXPECT_EQ(whole.conversations.size(), 1u);
    EXPECT_EQ(cited_line(whole.conversations, {1, 3}), "conversation 1, C: QUIT");
    EXPECT_EQ(cited_line(whole.conversations, {1, 30}), "conversation 1");
}

TEST_F(LabInAFolder, says_where_a_dialogue_does_not_go_as_written) {
    const PlayedDialogue other = played("S: 220 ...\nC: NOOP $token\nS: 500 ...\n");
    EXPECT_NE(other.complaint.find("a dialogue:3"), std::string::npos) << other.complaint;
    EXPECT_FALSE(played("S: 220 ...\nC: NOOP\nS: 250 ...\n").verdict) << "nobody's session";
    EXPECT_THROW(played("C: NOOP $nothing\n"), std::runtime_error);
}

TEST_F(LabInAFolder, works_when_its_solution_solves_it) {
    EXPECT_EQ(flaws_of_solution(labs, lab), Flaws());
    write("solution.txt", "S: 220 ...\nC: NOOP $token\nS: 250 ...\n! drop\n");
    const Flaws flaws = flaws_of_solution(labs, lab);
    ASSERT_EQ(flaws.size(), 2u);
    EXPECT_TRUE(flaws[0].starts_with("labs/05-noop/solution.txt: does not pass the check quit")) << flaws[0];
    EXPECT_TRUE(flaws[1].starts_with("labs/05-noop/solution.txt: is taken for the mistake dropped")) << flaws[1];
}

TEST_F(LabInAFolder, wants_each_mistake_to_be_recognised_and_not_to_solve_it) {
    write("mistakes/dropped.txt", right);
    EXPECT_EQ(flaws_of_mistakes(labs, lab), Flaws{"labs/05-noop/mistakes/dropped.txt: solves the lab all the same"});
    write("mistakes/dropped.txt", "S: 220 ...\nC: QUIT\nS: 221 ...\n");
    EXPECT_EQ(flaws_of_mistakes(labs, lab),
              Flaws{"labs/05-noop/mistakes/dropped.txt: no session of it counts for L05"});
    write("mistakes/dropped.txt", "S: 220 ...\nC: NOOP $token\nS: 250 ...\nC: NOOP\nS: 250 ...\n! shutdown\n");
    EXPECT_EQ(flaws_of_mistakes(labs, lab).size(), 1u);
    write("mistakes/dropped.txt", "S: 220 ...\nC: NOOP $token\nS: 250 ...\n! drop\n");
    EXPECT_EQ(flaws_of_mistakes(labs, lab), Flaws());
}

TEST_F(LabInAFolder, plays_the_dialogues_of_its_handout_in_every_language) {
    for (const char* language : {"en", "zh", "de"})
        write(std::string("strings.") + language + ".yaml", "title: NOOP\n");
    std::vector<Phrase> errors;
    lab.strings = Strings::read(folder, "labs/05-noop", errors);
    EXPECT_TRUE(errors.empty());
    EXPECT_EQ(flaws_of_handout(labs, lab), Flaws());
    write("handout.md", "# NOOP\n```dialogue smtp\nS: 220 ...\nC: NOOP $word\nS: 251 ...\n```\n");
    const Flaws flaws = flaws_of_handout(labs, lab);
    ASSERT_EQ(flaws.size(), 3u);
    EXPECT_TRUE(flaws[2].starts_with("labs/05-noop/handout.md (zh, as rendered):5")) << flaws[1];
}

TEST_F(LabInAFolder, asks_different_students_for_different_things) {
    EXPECT_EQ(flaws_of_parameters(lab), Flaws());
    lab.parameters = {{Parameter::Kind::pick, "word", {"amber"}, {}, 4}};
    EXPECT_EQ(flaws_of_parameters(lab),
              Flaws{"labs/05-noop/lab.yaml:4: parameters.word: is the same for every student"});
}

TEST_F(LabInAFolder, has_no_check_that_everybody_passes) {
    EXPECT_EQ(flaws_of_checks(labs, lab), Flaws());
    lab.checks.push_back({"hello", 1, "", conditions("seen: {smtp: \"C: NOOP\"}")});
    lab.checks.push_back({"quiet", 1, "", conditions("never: {smtp: \"C: DATA\"}")});
    labs.labs = {lab};
    EXPECT_EQ(flaws_of_checks(labs, lab), Flaws{"labs/05-noop/lab.yaml: the check quiet: everybody passes it, who does "
                                                "nothing and who makes any of the mistakes"});
}

TEST_F(LabInAFolder, tells_which_languages_are_english) {
    write("strings.en.yaml", "title: NOOP\nwhy: Because\n");
    write("strings.de.yaml", "title: NOOP\n");
    std::vector<Phrase> errors;
    lab.strings = Strings::read(folder, "labs/05-noop", errors);
    labs.common = Strings::read(fs::path(POSTLAB_SOURCE_DIR) / "labs", "labs", errors);
    EXPECT_TRUE(errors.empty());
    EXPECT_EQ(said_in_english(labs, lab),
              (Flaws{"ru: all in English, for there is no strings.ru.yaml",
                     "zh: all in English, for there is no strings.zh.yaml", "de: in English: why"}));
}

TEST_F(LabInAFolder, is_found_fault_with_in_the_authors_language) {
    const labs::Language& russian = labs::Language::of("ru");
    write("solution.txt", "S: 220 ...\nC: NOOP $token\nS: 250 ...\n! drop\n");
    EXPECT_EQ(flaws_of_solution(labs, lab, russian), (Flaws{"labs/05-noop/solution.txt: не проходит проверку quit",
                                                            "labs/05-noop/solution.txt: принят за ошибку dropped"}));
    write("solution.txt", "S: 220 ...\nC NOOP\n");
    EXPECT_EQ(flaws_of_solution(labs, lab, russian),
              Flaws{"labs/05-noop/solution.txt:2: ожидалось: двоеточие после C или S либо после номера"});
    std::vector<Phrase> errors;
    YamlPlace::of_text("wieght: 2\n", "lab.yaml", errors).is_map({"weight"});
    EXPECT_EQ(russian.say(errors.at(0)), "lab.yaml:1: wieght: ключа «wieght» нет; может быть, «weight»?");
}

}  // namespace postlab::course::lab_check_test
