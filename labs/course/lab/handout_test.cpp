#include "labs/course/lab/handout.h"

#include <gtest/gtest.h>

#include <fstream>

#include "shared/system/temporary_directory_for_tests.h"

namespace postlab::course::handout_test {

class HandoutOnPaper : public testing::Test {
protected:
    HandoutOnPaper() {
        for (const char* language : {"en", "zh", "ru"}) {
            const std::string file = std::string("strings.") + language + ".yaml", mark = language;
            std::ofstream(own_.path() / file) << "title: Dots (" + mark + ")\nat: Letter $x\n";
            std::ofstream(shared_.path() / file) << "do_it: Do it (" + mark + ")\npassword.card: (on your card)\n"
                                                 << "password.quoted: (quoted)\n";
        }
        lab_.folder = own_.path();
        lab_.strings = Strings::read(own_.path(), "own", errors_);
        common_ = Strings::read(shared_.path(), "shared", errors_);
    }
    std::string sheet(const std::string& text, const std::string& language = "en", const char* password = "****") {
        std::ofstream(own_.path() / "handout.md") << text;
        return handout(lab_, common_, language, {{"x", "4"}, {"password", password}, {"quoted", "two\\\\ words"}});
    }

    const TemporaryDirectory own_, shared_;
    std::vector<std::string> errors_;
    Lab lab_;
    Strings common_;
};

TEST_F(HandoutOnPaper, has_the_strings_of_the_lab_and_those_that_all_share) {
    EXPECT_EQ(sheet("# {{title}}\n{{do_it}}: {{at}}\n"), "# Dots (en)\nDo it (en): Letter 4\n");
    EXPECT_EQ(sheet("# {{title}}\n{{do_it}}: {{at}}\n", "ru"), "# Dots (ru)\nDo it (ru): Letter 4\n");
}

TEST_F(HandoutOnPaper, leaves_braces_alone_that_are_no_key) {
    EXPECT_EQ(sheet("{{ title }} {{Title}} {{title}\n"), "{{ title }} {{Title}} {{title}\n");
}

TEST_F(HandoutOnPaper, names_the_card_where_nobody_has_said_the_pass_phrase) {
    EXPECT_EQ(sheet("C: PASS $password\n"), "C: PASS (on your card)\n");
    EXPECT_EQ(sheet("C: PASS $password\n", "en", "two words"), "C: PASS two words\n");
    EXPECT_EQ(sheet("C: HELO s017 $quoted\n"), "C: HELO s017 (quoted)\n");
    EXPECT_EQ(sheet("C: HELO s017 $quoted\n", "en", "two words"), "C: HELO s017 two\\\\ words\n");
}

TEST_F(HandoutOnPaper, throws_for_a_name_without_a_value) { EXPECT_THROW(sheet("$y\n"), std::runtime_error); }

TEST(KeysOfAHandout, come_in_their_order) {
    EXPECT_EQ(keys_in("{{b}} {{a.help}} {{ no }} {{b}} {{"), (std::vector<std::string>{"b", "a.help", "b"}));
}

TEST(SampleValues, are_those_of_nobody) {
    Lab lab;
    lab.id = "L05";
    const Values values = sample_values(lab);
    EXPECT_EQ(values.at("student"), "s017");
    EXPECT_EQ(values.at("lab"), "L05");
    EXPECT_EQ(values.at("password"), kept_secret);
}

}  // namespace postlab::course::handout_test
