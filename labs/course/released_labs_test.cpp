// Every lab of the course, tried out: what its author runs, `bin/course_test --gtest_filter=*16*`.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>

#include "labs/course/lab/handout.h"
#include "labs/course/lab_check.h"
#include "shared/system/file.h"

namespace postlab::course::released_labs_test {

namespace fs = std::filesystem;

const fs::path folder = fs::path(POSTLAB_SOURCE_DIR) / "labs";

std::vector<std::string> lab_names() {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder))
        if (fs::exists(entry.path() / "lab.yaml")) names.insert(entry.path().filename().string());
    return {names.begin(), names.end()};
}

/// A lab alone, so that one author's mistakes don't fail the others' tests.
class TheLab : public testing::TestWithParam<std::string> {
protected:
    void SetUp() override {
        try {
            std::vector<Phrase> errors;
            labs_.common = Strings::read(folder, "labs", errors);
            labs_.labs.push_back(read_lab(folder / GetParam()));
        } catch (const LabErrors& errors) {
            FAIL() << errors.what();
        }
    }
    static void expect_none(const std::vector<std::string>& flaws) {
        for (const std::string& flaw : flaws) ADD_FAILURE() << flaw;
    }
    const Lab& lab() const { return labs_.labs.front(); }

    Labs labs_;
};

TEST_P(TheLab, is_solved_by_its_solution) { expect_none(flaws_of_solution(labs_, lab())); }
TEST_P(TheLab, recognises_every_mistake) { expect_none(flaws_of_mistakes(labs_, lab())); }
TEST_P(TheLab, has_a_handout_whose_dialogues_go_as_written) { expect_none(flaws_of_handout(labs_, lab())); }
TEST_P(TheLab, asks_different_students_for_different_things) { expect_none(flaws_of_parameters(lab())); }

TEST_P(TheLab, has_no_check_that_everybody_passes) { expect_none(flaws_of_checks(labs_, lab())); }
TEST_P(TheLab, speaks_three_languages) {
    expect_none(said_in_english(labs_, lab()));
    for (const char* language : {"en", "zh", "ru"})
        EXPECT_EQ(labs_.common.missing(language), std::vector<std::string>()) << language;
}

TEST_P(TheLab, has_no_blank_behind_a_chinese_full_stop) {
    const std::string sheet = handout(lab(), labs_.common, "zh", sample_values(lab()));
    for (const char* sign : {"。 ", "？ ", "！ ", "， ", "； "})
        for (std::size_t at = sheet.find(sign); at != sheet.npos; at = sheet.find(sign, at + 1))
            EXPECT_EQ(sheet.substr(at + 4, 1), "|") << "but at the end of a cell: " << sheet.substr(at, 40);
}

/// Whether a sentence has letters that only Chinese, or only Russian, has.
bool is_in(std::string_view language, const std::string& sentence) {
    const unsigned from = language == "zh" ? 0xE3 : 0xD0, to = language == "zh" ? 0xE9 : 0xD1;
    return std::ranges::any_of(sentence, [&](unsigned char c) { return from <= c && c <= to; });
}

TEST_P(TheLab, explains_its_mistakes_in_the_students_language) {
    for (const Mistake& mistake : lab().mistakes) {
        const std::string name = mistake.id + ".txt", text = read_file(lab().folder / "mistakes" / name);
        const auto protocol = lab().part == "pop3" ? labs::Protocol::pop3 : labs::Protocol::smtp;
        const auto played = play_as_student(labs_, lab(), text, name, protocol);
        ASSERT_TRUE(played.verdict) << name;
        for (const CheckResult& check : played.verdict->checks)
            for (const char* language : {"zh", "ru"}) {
                const std::string note = said(check.note, labs_.common, language);
                EXPECT_TRUE(check.note.empty() || is_in(language, note)) << name << ": " << note;
            }
    }
}

std::string test_name(const testing::TestParamInfo<std::string>& info) {
    std::string name = info.param;
    for (char& c : name)
        if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
    return "L" + name;
}

INSTANTIATE_TEST_SUITE_P(Course, TheLab, testing::ValuesIn(lab_names()), test_name);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(TheLab);

TEST(Conditions, are_all_named_in_the_guide) {
    std::ifstream in(fs::path(POSTLAB_SOURCE_DIR) / "docs" / "writing-a-lab.md");
    const std::string guide{std::istreambuf_iterator<char>(in), {}};
    for (const std::string& kind : condition_kinds()) EXPECT_NE(guide.find("| `" + kind + "` |"), guide.npos) << kind;
}

TEST(TheLabs, can_be_read_together) {
    try {
        read_labs(folder);
    } catch (const LabErrors& errors) {
        FAIL() << errors.what();
    }
}

}  // namespace postlab::course::released_labs_test
