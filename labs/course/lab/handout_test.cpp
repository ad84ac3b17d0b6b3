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
    std::vector<Phrase> errors_;
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

TEST_F(HandoutOnPaper, says_more_where_the_server_is_on_the_readers_own_machine) {
    std::ofstream(shared_.path() / "strings.en.yaml", std::ios::app) << "do_it.home: And type postlab.\n";
    common_ = Strings::read(shared_.path(), "shared", errors_);
    std::ofstream(own_.path() / "handout.md") << "{{do_it}}\n";
    const auto at = [&](const char* host, const char* language) {
        return handout(lab_, common_, language, {{"password", "****"}, {"host", host}});
    };
    for (const char* own : {"localhost", "127.0.0.1", "::1"})
        EXPECT_EQ(at(own, "en"), "Do it (en) And type postlab.\n");
    EXPECT_EQ(at("192.0.2.7", "en"), "Do it (en)\n");
    EXPECT_EQ(at("localhost", "zh"), "Do it (zh) And type postlab.\n") << "what is not translated is said in English";
}

TEST_F(HandoutOnPaper, has_no_blank_between_sentences_in_chinese) {
    std::ofstream(shared_.path() / "strings.zh.yaml", std::ios::app)
        << "first: 拨通端口。\nfirst.home: 服务器就在这里。\nsecond: 告诉柜台。\nword: base64\n";
    std::ofstream(shared_.path() / "strings.en.yaml", std::ios::app)
        << "first: Dial.\nfirst.home: Here.\nsecond: Tell.\nword: base64\n";
    common_ = Strings::read(shared_.path(), "shared", errors_);
    std::ofstream(own_.path() / "handout.md") << "- {{first}} {{second}} `x`\n{{word}} {{second}} {{ x }}\n";
    const auto in = [&](const char* language, const char* host) {
        return handout(lab_, common_, language, {{"password", "****"}, {"host", host}});
    };
    EXPECT_EQ(in("zh", "192.0.2.7"), "- 拨通端口。告诉柜台。 `x`\nbase64 告诉柜台。 {{ x }}\n")
        << "but where the sheet has more";
    EXPECT_EQ(in("zh", "::1"), "- 拨通端口。服务器就在这里。告诉柜台。 `x`\nbase64 告诉柜台。 {{ x }}\n");
    EXPECT_EQ(in("en", "::1"), "- Dial. Here. Tell. `x`\nbase64 Tell. {{ x }}\n");
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
