#include "labs/language/language.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "labs/language/sentences.h"

namespace postlab::labs::language_test {

TEST(PoFile, is_read_as_it_is_written) {
    const std::vector<PoEntry> written = {{"a.b", "Say \"QUIT\".", "скажите \"QUIT\" \\"}, {"a.c", "two\nlines", ""}};
    std::string file = po_head("ru");
    for (const PoEntry& entry : written) file += po_entry(entry);
    const std::vector<PoEntry> read = parse_po(file, "x.po");
    ASSERT_EQ(read.size(), written.size());
    for (std::size_t i = 0; i < read.size(); ++i) {
        EXPECT_EQ(read[i].id, written[i].id);
        EXPECT_EQ(read[i].english, written[i].english);
        EXPECT_EQ(read[i].translation, written[i].translation);
    }
}

TEST(PoFile, may_have_texts_in_pieces_and_remarks_for_translators) {
    const auto read = parse_po("# a remark\nmsgctxt \"a\"\nmsgid \"\"\n\"one \"\n\"two\"\nmsgstr \"三\"\n", "x.po");
    ASSERT_EQ(read.size(), 1u);
    EXPECT_EQ(read[0].english, "one two");
    EXPECT_EQ(read[0].translation, "三");
}

TEST(PoFile, keeps_in_mind_what_a_changed_text_was_translated_from) {
    const auto read = parse_po(po_entry({"a", "now", "раньше"}, "before"), "x.po");
    ASSERT_EQ(read.size(), 1u);
    EXPECT_EQ(read[0].english, "before") << "until somebody has looked at it again";
}

TEST(PoFile, that_is_none_is_named_with_its_line) {
    for (const char* wrong : {"msgctxt a\n", "msgstr \"a\"\n", "\"a\"\n", "msgctxt \"a\"\nmsgplural \"b\"\n"}) {
        try {
            parse_po(wrong, "labs/texts.zh.po");
            ADD_FAILURE() << wrong;
        } catch (const std::runtime_error& error) {
            EXPECT_EQ(std::string(error.what()).find("labs/texts.zh.po:"), 0u) << error.what();
        }
    }
}

TEST(Language, that_nobody_has_translated_into_is_said_in_English) {
    for (const char* code : {"en", "de", "", "../zh", "zh_CN"}) {
        EXPECT_TRUE(Language::of(code).is_english()) << code;
        EXPECT_EQ(Language::of(code).say("explain.yes"_sentence), "yes");
    }
}

TEST(Language, is_one_of_those_that_came_with_the_program) {
    EXPECT_EQ(Language::all(), (std::vector<std::string>{"en", "ru", "zh"}));
    EXPECT_EQ(Language::of("zh").code(), "zh");
    EXPECT_FALSE(Language::of("zh").entries().empty());
}

TEST(Language, counts_a_translation_for_the_English_that_it_was_made_from) {
    const Language& chinese = Language::of("zh");
    EXPECT_EQ(chinese.text("explain.yes", "another text"), "another text");
    EXPECT_EQ(chinese.text("no.such", "English"), "English");
}

TEST(Locale, names_a_language_where_the_terminal_takes_UTF_8) {
    EXPECT_EQ(language_of_locale("zh_CN.UTF-8"), "zh");
    EXPECT_EQ(language_of_locale("ru_RU.utf8@euro"), "ru");
    EXPECT_EQ(language_of_locale("ru"), "ru");
    for (const char* none : {"", "C", "POSIX", "C.UTF-8", "zh_CN.GB18030", "ru_RU.KOI8-R", "en_US.UTF-8"})
        EXPECT_EQ(language_of_locale(none), "en") << none;
}

/// The variables of a locale, as they were before it when the test is over.
class Locale {
public:
    using Values = std::map<std::string, std::string>;

    explicit Locale(const Values& values) {
        for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
            const char* value = std::getenv(name);
            before_[name] = value ? value : "";
            const auto wanted = values.find(name);
            setenv(name, wanted == values.end() ? "" : wanted->second.c_str(), 1);
        }
    }
    ~Locale() {
        for (const auto& [name, value] : before_) setenv(name.c_str(), value.c_str(), 1);
    }

private:
    std::map<std::string, std::string> before_;
};

std::string language_typed(const std::vector<std::string>& arguments) {
    return language_in(CommandLine({language_option}, arguments)).code();
}

TEST(Locale, decides_where_lang_is_not_typed_and_LC_ALL_before_the_others) {
    EXPECT_EQ((Locale(Locale::Values{{"LANG", "ru_RU.UTF-8"}}), language_typed({})), "ru");
    const Locale all({{"LC_ALL", "zh_CN.UTF-8"}, {"LC_MESSAGES", "ru_RU.UTF-8"}, {"LANG", "ru_RU.UTF-8"}});
    EXPECT_EQ(language_typed({}), "zh");
    EXPECT_EQ(language_typed({"--lang", "ru"}), "ru");
    EXPECT_EQ(language_typed({"--lang", "en"}), "en");
    const Locale messages({{"LC_MESSAGES", "ru_RU.UTF-8"}, {"LANG", "zh_CN.UTF-8"}});
    EXPECT_EQ(language_typed({}), "ru");
    const Locale plain({{"LC_ALL", "C"}, {"LANG", "zh_CN.UTF-8"}});
    EXPECT_EQ(language_typed({}), "en");
    const Locale german(Locale::Values{{"LANG", "de_DE.UTF-8"}});
    EXPECT_EQ(language_typed({}), "en");
    EXPECT_THROW(language_typed({"--lang", "de"}), UsageError);
}

TEST(Errors, are_said_in_the_language_of_whoever_reads_them) {
    const UsageError error("program.option_meant"_sentence, {"--lnag", "--lang"});
    EXPECT_STREQ(error.what(), "there is no option --lnag; did you mean --lang?");
    EXPECT_EQ(Language::of("ru").say(error), "параметра --lnag нет; может быть, --lang?");
    EXPECT_EQ(Language::english().say(error), error.what());
    EXPECT_EQ(Language::of("ru").say(UsageError("postlab play FILE HOST:PORT")), "postlab play FILE HOST:PORT");
}

TEST(Errors, find_the_language_among_words_that_are_no_command_line) {
    using Words = std::vector<std::string>;
    EXPECT_EQ(language_in(Words{"xplain", "--lang", "zh"}).code(), "zh");
    EXPECT_EQ(language_in(Words{"explain", "--lang=RU", "--lnag"}).code(), "ru");
    setenv("LC_ALL", "zh_CN.UTF-8", 1);
    EXPECT_EQ(language_in(Words{"xplain"}).code(), "zh");
    EXPECT_EQ(language_in(Words{"xplain", "--lang"}).code(), "zh");
    setenv("LC_ALL", "C.UTF-8", 1);
    EXPECT_EQ(language_in(Words{"xplain", "--lang", "tlh"}).code(), "en");
}

}  // namespace postlab::labs::language_test
