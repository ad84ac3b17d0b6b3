#include "shared/reply_writer.h"

#include <gtest/gtest.h>

#include "shared/notes.h"

namespace postlab::reply_writer_test {

constexpr Reply ok{"ok", "250", "2.0.0", "{} is fine", "RFC 5321 4.2", "It agrees."};
constexpr Reply no{"no", "500", "5.5.2", "{} is not", "RFC 5321 4.2", "It refuses."};
constexpr Reply data{"data", "+OK", "", "{} {}", "RFC 1939 5", "It is for programs."};

struct Writer : testing::Test {
    ReplyWriter writer{WireProfile::classroom};
};

TEST_F(Writer, fills_the_row_with_details_that_fit_for_the_wire) {
    EXPECT_EQ(writer.line(ok, {"a\x01\xD0\xAF{}"}), "250 2.0.0 a\\x01??{} is fine");
    EXPECT_EQ(writer.line(ok, {std::string(101, 'a')}), "250 2.0.0 " + std::string(100, 'a') + "... is fine");
}

TEST_F(Writer, says_notes_once_behind_the_next_reply_that_about_this_line_first) {
    writer.note("note.bare_lf"_note);
    writer.note("note.blanks"_note);
    writer.note("note.blanks"_note);
    EXPECT_EQ(writer.line(ok, {"it"}),
              "250 2.0.0 it is fine (extra spaces left out) (line ended with LF only, see L01)");
    writer.note("note.bare_lf"_note);
    EXPECT_EQ(writer.line(ok, {"it"}), "250 2.0.0 it is fine");
}

TEST_F(Writer, says_at_most_two_notes_and_the_third_never) {
    for (const Note* note : {&"note.blanks"_note, &"note.brackets"_note, &"note.path_blank"_note}) writer.note(*note);
    EXPECT_EQ(writer.line(ok, {"it"}).find("no space belongs"), std::string::npos);
    EXPECT_EQ(writer.line(ok, {"it"}), "250 2.0.0 it is fine");
}

TEST_F(Writer, says_what_may_have_been_meant_behind_a_refusal_only) {
    static constexpr std::string_view verbs[] = {"QUIT"};
    writer.note_meant("QIUT", verbs);
    EXPECT_EQ(writer.line(ok, {"it"}), "250 2.0.0 it is fine");
    writer.note_meant("exit", verbs);
    EXPECT_EQ(writer.line(no, {"it"}), "500 5.5.2 it is not (the way out is QUIT)");
}

TEST_F(Writer, says_feedback_between_the_row_and_the_notes) {
    writer.note("note.blanks"_note);
    writer.set_feedback(" [L01 1/2]");
    EXPECT_EQ(writer.complete(writer.row_line(ok, {"it"}), ok),
              "250 2.0.0 it is fine [L01 1/2] (extra spaces left out)");
}

TEST_F(Writer, adds_nothing_where_the_text_is_data) {
    writer.note("note.blanks"_note);
    writer.set_feedback(" [L01 1/2]");
    EXPECT_EQ(writer.line(data, {"1", "2"}), "+OK 1 2");
    EXPECT_EQ(writer.line(ok, {"it"}), "250 2.0.0 it is fine") << "they belonged to that reply";
}

TEST_F(Writer, never_makes_a_line_longer_than_a_client_must_take) {
    const std::string much(600, 'a');
    const Reply row{"long", "250", "", much, "RFC 5321 4.5.3.1.5", "It is long."};
    writer.note("note.blanks"_note);
    writer.set_feedback(" [L01 1/2]");
    EXPECT_EQ(writer.line(row, {}), "250 " + much.substr(0, 506));
}

TEST(StrictWriter, has_no_notes) {
    ReplyWriter writer(WireProfile::strict);
    writer.note("note.blanks"_note);
    EXPECT_EQ(writer.line(ok, {"it"}), "250 2.0.0 it is fine");
}

/// One text in one language.
class OneText : public ReplyLanguages {
public:
    explicit OneText(std::string text) : text_(std::move(text)) {}
    std::span<const Language> others() const override { return {}; }
    std::string_view text(const Reply&, std::string_view) const override { return text_; }

private:
    const std::string text_;
};

TEST_F(Writer, speaks_another_language_with_the_details_where_they_belong_there) {
    const OneText languages("好：{2}、{1}");
    writer.speak(&languages, "zh");
    EXPECT_EQ(writer.line(data, {"1", "\xE4\xBD\xA0"}), "+OK 好：???、1") << "details stay ASCII";
    writer.speak(nullptr, "");
    EXPECT_EQ(writer.line(data, {"1", "2"}), "+OK 1 2");
}

TEST_F(Writer, keeps_a_line_in_UTF_8_within_512_octets_and_cuts_no_character) {
    std::string text;
    for (int i = 0; i < 300; ++i) text += "字";
    const OneText languages(text);
    writer.speak(&languages, "zh");
    const std::string line = writer.line(data, {"1", "2"});
    EXPECT_LE(line.size(), 510u);
    EXPECT_GT(line.size(), 507u);
    EXPECT_EQ((line.size() - 4) % 3, 0u);
}

TEST(LanguageRange, means_the_longest_beginning_of_it_that_is_a_tag) {
    const std::vector<ReplyLanguages::Language> languages{{"zh", "中文"}, {"zh-Hant", "中文"}};
    EXPECT_EQ(matching(languages, "zh-hant-HK")->tag, "zh-Hant");
    EXPECT_EQ(matching(languages, "ZH-CN")->tag, "zh");
    for (const char* none : {"", "z", "zhx", "-zh", "en"}) EXPECT_EQ(matching(languages, none), nullptr) << none;
}

}  // namespace postlab::reply_writer_test
