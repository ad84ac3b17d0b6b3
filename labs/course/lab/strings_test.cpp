#include "labs/course/lab/strings.h"

#include <gtest/gtest.h>

#include <fstream>

#include "shared/system/temporary_directory_for_tests.h"
#include "shared/text/phrases_for_tests.h"

namespace postlab::course::strings_test {

class StringsOfALab : public testing::Test {
protected:
    void write(const std::string& language, const std::string& yaml) {
        std::ofstream(temporary_.path() / ("strings." + language + ".yaml")) << yaml;
    }
    void write_all(const std::string& yaml) {
        for (const char* language : {"en", "zh", "ru"}) write(language, yaml);
    }
    Strings read() {
        errors_.clear();
        return Strings::read(temporary_.path(), "labs/07-dots", errors_);
    }

    const TemporaryDirectory temporary_;
    std::vector<Phrase> errors_;
};

using Lines = std::vector<std::string>;

TEST_F(StringsOfALab, are_said_in_the_language_asked_for_and_else_in_english) {
    write("en", "title: Dots\n");
    write("zh", "title: 点\n");
    write("ru", "title: Точки\n");
    const Strings strings = read();
    EXPECT_EQ(in_english(errors_), Lines());
    EXPECT_EQ(strings.text("title", "zh"), "点");
    EXPECT_EQ(strings.text("title", "ru"), "Точки");
    EXPECT_EQ(strings.text("title", "de"), "Dots");
    EXPECT_EQ(strings.text("subtitle", "en"), "subtitle") << "an unknown key says itself";
    EXPECT_TRUE(strings.has("title"));
    EXPECT_FALSE(strings.has("subtitle"));
    EXPECT_EQ(strings.keys(), Lines{"title"});
    EXPECT_EQ(strings.place("title"), "labs/07-dots/strings.en.yaml:1");
}

TEST_F(StringsOfALab, fit_on_one_line_with_values_in_them) {
    write_all("check.gone: |\n  Letter $x\n  is gone\n");
    const Strings strings = read();
    EXPECT_EQ(strings.line("check.gone", "en"), "Letter $x is gone");
    EXPECT_EQ(strings.line("check.gone", "en", {{"x", "3"}}), "Letter 3 is gone");
    EXPECT_EQ(strings.line("check.left", "en"), "");
}

TEST_F(StringsOfALab, need_english_and_may_have_any_other_language) {
    write("en", "title: Dots\nwhy: Because\n");
    EXPECT_EQ(read().languages(), Lines{"en"});
    EXPECT_EQ(in_english(errors_), Lines());
    write("de", "title: Punkte\nwhy: Darum\n");
    write("es", "title: Puntos\n");
    const Strings strings = read();
    EXPECT_EQ(in_english(errors_), Lines());
    EXPECT_EQ(strings.languages(), (Lines{"de", "en", "es"}));
    EXPECT_EQ(strings.text("why", "de"), "Darum");
    EXPECT_EQ(strings.text("why", "es"), "Because");
    EXPECT_EQ(strings.missing("es"), Lines{"why"});
    EXPECT_EQ(strings.missing("de"), Lines());
    EXPECT_EQ(strings.missing("zh"), (Lines{"title", "why"}));
    write("ru", "title: Точки\nwhy: Потому\nmore: Ещё\n");
    read();
    EXPECT_EQ(in_english(errors_), Lines{"labs/07-dots/strings.ru.yaml:3: more: is missing in strings.en.yaml"});
}

TEST_F(StringsOfALab, have_those_of_another_folder_put_over_them) {
    write_all("title: Dots\n");
    Strings strings = read();
    const TemporaryDirectory own;
    std::ofstream(own.path() / "strings.de.yaml") << "title: Punkte\n";
    std::ofstream(own.path() / "strings.zh.yaml") << "title: other\n";
    strings.read_over(own.path(), "own", errors_);
    EXPECT_EQ(strings.text("title", "de"), "Punkte");
    EXPECT_EQ(strings.text("title", "zh"), "other");
    EXPECT_EQ(strings.text("title", "ru"), "Dots");
    EXPECT_EQ(in_english(errors_), Lines());
}

TEST_F(StringsOfALab, have_the_names_of_the_english_text) {
    write("en", "why: Of $x and $y\n");
    write("zh", "why: $y $x $y\n");
    write("ru", "why: $x\n");
    read();
    EXPECT_EQ(in_english(errors_),
              Lines{"labs/07-dots/strings.ru.yaml:1: why: expected the $names of the English text ($x, $y), not "
                    "$x"});
}

TEST_F(StringsOfALab, are_missed_without_english) {
    write_all("title: Dots\n");
    std::filesystem::remove(temporary_.path() / "strings.en.yaml");
    read();
    ASSERT_FALSE(errors_.empty());
    EXPECT_EQ(errors_.back().in_english(), "labs/07-dots/strings.en.yaml: cannot be read");
}

}  // namespace postlab::course::strings_test
