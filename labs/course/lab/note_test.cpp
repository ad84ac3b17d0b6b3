#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <set>

#include "labs/course/lab/note_for_tests.h"
#include "shared/system/file.h"

namespace postlab::course::note_test {

namespace fs = std::filesystem;

TEST(Note, is_a_sentence_in_every_language) {
    const Note note("octets", {{"count", "120"}});
    EXPECT_EQ(in_english(note), "120 octets");
    EXPECT_EQ(in_language(note, "zh"), "120 个字节");
    EXPECT_EQ(in_language(note, "ru"), "байт: 120");
    EXPECT_EQ(in_english(Note()), "");
    EXPECT_EQ(in_english(Note("no such sentence")), "no such sentence");
}

TEST(Note, has_its_reason_behind_it) {
    const Note field("mail.in_field", {{"in", "Content-Type"}});
    const Note note =
        because(Note("letter.no_field", {{"field", "Subject"}}), because(field, Note("mail.open_comment")));
    EXPECT_EQ(in_english(note), "it has no Subject field: Content-Type: a comment has no end");
    EXPECT_EQ(in_language(note, "zh"), "它没有 Subject 字段：Content-Type：有一个注释没有结束");
    EXPECT_EQ(because(field, Note()), field);
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != text.npos; }

/// The keys of all notes, without "note.".
std::vector<std::string> keys() {
    std::vector<std::string> keys = common_for_tests().keys();
    std::erase_if(keys, [](const std::string& key) { return !key.starts_with("note."); });
    for (std::string& key : keys) key.erase(0, 5);
    return keys;
}

/// With a value that no language has for each $name.
Note filled_in(const std::string& key) {
    Note note(key);
    for (const std::string& name : names_in(common_for_tests().text("note." + key, english)))
        note.values[name] = "12345";
    return note;
}

/// The words in Latin letters that are no names: of fields, verbs, encodings and their like.
std::vector<std::string> english_words(const std::string& sentence) {
    static const std::regex word("[A-Za-z][A-Za-z0-9-]*");
    static const std::set<std::string> names{
        "RFC",    "Content-Type",     "MAIL",        "FROM", "RETR", "7bit", "multipart", "boundary", "B", "Q", "bit",
        "base64", "quoted-printable", "encoded-word"};
    std::vector<std::string> words;
    for (std::sregex_iterator at(sentence.begin(), sentence.end(), word), end; at != end; ++at)
        if (!names.contains(at->str())) words.push_back(at->str());
    return words;
}

TEST(Notes, say_no_english_in_other_languages) {
    for (const std::string& key : keys())
        for (const char* language : {"zh", "ru"}) {
            const std::string sentence = in_language(filled_in(key), language);
            EXPECT_EQ(english_words(sentence), std::vector<std::string>()) << key << ": " << sentence;
            EXPECT_EQ(sentence.find('$'), sentence.npos) << sentence;
        }
}

TEST(Notes, have_a_sentence_for_each_key_and_each_sentence_is_used) {
    static const std::regex quoted("\"((?:letter|mail)\\.[a-z_0-9]+)\"");
    const fs::path course = fs::path(POSTLAB_SOURCE_DIR) / "labs/course";
    std::string sources;
    for (const char* room : {"lab", "mail", "grading"})
        for (const auto& file : fs::directory_iterator(course / room))
            if (file.path().extension() == ".cpp" && !file.path().stem().string().ends_with("_test"))
                sources += read_file(file.path());
    for (std::sregex_iterator at(sources.begin(), sources.end(), quoted), end; at != end; ++at)
        EXPECT_TRUE(common_for_tests().has("note." + (*at)[1].str())) << (*at)[1];
    static const std::regex flaw("flaw\\(\"([a-z_]+)\"");
    for (std::sregex_iterator at(sources.begin(), sources.end(), flaw), end; at != end; ++at)
        EXPECT_TRUE(common_for_tests().has("note.letter." + (*at)[1].str())) << (*at)[1];
    for (const std::string& key : keys()) {
        const std::string at_letters = key.starts_with("letter.") ? "flaw(\"" + key.substr(7) + "\"" : "";
        EXPECT_TRUE(has(sources, "\"" + key + "\"") || has(sources, "\"note." + key + "\"") ||
                    (!at_letters.empty() && has(sources, at_letters)))
            << key;
    }
}

}  // namespace postlab::course::note_test
