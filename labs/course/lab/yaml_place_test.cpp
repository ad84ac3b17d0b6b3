#include "labs/course/lab/yaml_place.h"

#include <gtest/gtest.h>

#include "shared/system/temporary_directory_for_tests.h"
#include "shared/text/phrases_for_tests.h"

namespace postlab::course::yaml_place_test {

class YamlFile : public testing::Test {
protected:
    YamlPlace of(const std::string& yaml) {
        errors_.clear();
        return YamlPlace::of_text(yaml, "lab.yaml", errors_);
    }
    std::vector<Phrase> errors_;
};

using Lines = std::vector<std::string>;

TEST_F(YamlFile, gives_what_stands_there_without_a_complaint) {
    const YamlPlace file = of("name: Ann\nages: [1, 2]\nwell: yes\nn: 12\nmany: $n\n");
    EXPECT_TRUE(file.is_map({"name", "ages", "well", "n", "many"}));
    EXPECT_EQ(file.find("name")->text(), "Ann");
    EXPECT_EQ(file.find("ages")->texts(), (Lines{"1", "2"}));
    EXPECT_EQ(file.find("ages")->one_or_more().size(), 2u);
    EXPECT_EQ(file.find("name")->one_or_more().size(), 1u);
    EXPECT_TRUE(file.find("well")->flag());
    EXPECT_EQ(file.find("n")->number(), 12u);
    EXPECT_EQ(file.find("many")->number_or_parameter().resolved({{"n", "7"}}).value(), 7u);
    EXPECT_FALSE(file.find("nothing"));
    EXPECT_EQ(in_english(errors_), Lines());
}

TEST_F(YamlFile, says_file_line_and_path_of_what_is_not_as_expected) {
    const YamlPlace file = of("checks:\n  - seen:\n      times: often\n      list: {a: b}\n      flag: maybe\n");
    const YamlPlace seen = *file.find("checks")->items().at(0).find("seen");
    EXPECT_EQ(seen.find("times")->at(), "lab.yaml:3");
    seen.find("times")->number();
    seen.find("times")->number_or_parameter();
    seen.find("list")->texts();
    seen.find("list")->text();
    seen.find("flag")->flag();
    seen.need("verb");
    EXPECT_EQ(
        in_english(errors_),
        (Lines{"lab.yaml:3: checks[0].seen.times: expected a whole number, not \"often\"",
               "lab.yaml:3: checks[0].seen.times: expected a whole number or the $name of one, not \"often\"",
               "lab.yaml:4: checks[0].seen.list: expected a list", "lab.yaml:4: checks[0].seen.list: expected a text",
               "lab.yaml:5: checks[0].seen.flag: expected yes or no",
               "lab.yaml:3: checks[0].seen: the key \"verb\" is missing"}));
}

TEST_F(YamlFile, knows_the_key_that_was_meant) {
    of("wieght: 2\n").is_map({"weight", "section"});
    of("x: 2\n").is_map({"weight", "section"});
    EXPECT_EQ(in_english(errors_), Lines{"lab.yaml:1: x: there is no key \"x\"; there are weight, section"});
    of("wieght: 2\n").is_map({"weight", "section"});
    EXPECT_EQ(in_english(errors_), Lines{"lab.yaml:1: wieght: there is no key \"wieght\"; did you mean \"weight\"?"});
    EXPECT_FALSE(of("- a list\n").is_map({"weight"}));
    EXPECT_EQ(in_english(errors_), Lines{"lab.yaml:1: expected a map with the keys weight"});
}

TEST_F(YamlFile, sees_a_key_that_stands_there_twice) {
    of("a: 1\na: 2\n").entries();
    EXPECT_EQ(in_english(errors_), Lines{"lab.yaml:2: a: the key stands there twice"});
    EXPECT_EQ(of("a: 1\na: 2\n").entries_as_they_are().size(), 2u);
    EXPECT_EQ(in_english(errors_), Lines());
}

TEST_F(YamlFile, is_a_complaint_when_it_is_empty_or_no_yaml_or_not_there) {
    of("");
    EXPECT_EQ(in_english(errors_), Lines{"lab.yaml: is empty"});
    of("a: [1\nb: 2\n");
    ASSERT_EQ(errors_.size(), 1u);
    EXPECT_TRUE(errors_[0].in_english().starts_with("lab.yaml:2: is no YAML (")) << errors_[0].in_english();
    errors_.clear();
    const TemporaryDirectory folder;
    YamlPlace::file(folder.path(), "lab.yaml", errors_);
    YamlPlace::file(folder.path() / "lab.yaml", "lab.yaml", errors_);
    EXPECT_EQ(in_english(errors_), (Lines{"lab.yaml: cannot be read", "lab.yaml: cannot be read"}));
}

TEST_F(YamlFile, is_the_same_from_any_editor) {
    for (const char* yaml : {"a: 1\nb: 2\n", "a: 1\r\nb: 2\r\n", "a: 1\rb: 2\r",
                             "\xEF\xBB\xBF"
                             "a: 1\nb: 2"}) {
        EXPECT_EQ(of(yaml).find("b")->at(), "lab.yaml:2") << yaml;
        EXPECT_EQ(in_english(errors_), Lines());
    }
    of("a: J\xFCrgen\n");
    ASSERT_EQ(errors_.size(), 1u);
    EXPECT_TRUE(errors_[0].in_english().starts_with("lab.yaml: this is no UTF-8")) << errors_[0].in_english();
}

TEST_F(YamlFile, never_says_more_than_what_stands_in_it) {
    std::string laughs = "a0: &a0 [lol]\n";
    for (int i = 1; i < 40; ++i) {
        const std::string before = "*a" + std::to_string(i - 1), name = "a" + std::to_string(i);
        laughs += name + ": &" + name + " [" + before + ", " + before + ", " + before + "]\n";
    }
    const std::string refused = "there is an alias (*), which labs don't take; write out what it stands for";
    for (const auto& [yaml, row] : {std::pair{laughs, "2"}, {std::string("a: &a [*a]\n"), "1"}}) {
        of(yaml);
        EXPECT_EQ(in_english(errors_), Lines{"lab.yaml:" + std::string(row) + ": " + refused});
    }
    of("a: " + std::string(300'000, 'x'));
    EXPECT_EQ(in_english(errors_), Lines{"lab.yaml: is larger than 256 KiB"});
    of(std::string(200'000, '['));
    EXPECT_EQ(errors_.size(), 1u) << "deeper than anybody writes";
}

}  // namespace postlab::course::yaml_place_test
