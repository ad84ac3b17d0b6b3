#include "labs/explain/all_texts.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "shared/text/text.h"

namespace postlab::labs::all_texts_test {

TEST(Texts, are_named_once_and_say_something) {
    std::set<std::string> names;
    for (const Text& text : all_texts()) {
        EXPECT_TRUE(names.insert(text.id).second) << text.id;
        EXPECT_FALSE(text.english.empty()) << text.id;
    }
}

TEST(Translations, are_complete_and_made_from_the_English_texts_of_today) {
    for (const std::string& code : Language::all()) {
        if (code == "en") continue;
        for (const std::string& flaw : flaws_of(Language::of(code)))
            ADD_FAILURE() << "labs/texts." << code << ".po: " << flaw << "\n(postlab explain --texts " << code
                          << " prints the file anew, with what there is)";
    }
}

TEST(Translations, of_replies_fit_for_a_line_and_begin_with_what_programs_read) {
    for (const std::string& code : Language::all()) {
        const Language& language = Language::of(code);
        for (const Text& text : all_texts()) {
            const std::string_view said = language.text(text.id, text.english);
            if (!text.id.starts_with("say.")) continue;
            EXPECT_LE(said.size(), 200u) << code << " " << text.id;
            EXPECT_FALSE(said.starts_with('[')) << text.id << " would be a response code (RFC 2449 8)";
            EXPECT_TRUE(std::ranges::none_of(said, [](unsigned char c) { return c < ' ' || c == 0x7F; })) << text.id;
        }
        const std::string_view chosen = language.text("say.pop3.lang.ok", "{} replies are in English now");
        EXPECT_TRUE(chosen.starts_with("{} ") || chosen.starts_with("{1} ")) << "the tag comes first (RFC 6856 3.2)";
    }
}

TEST(Translations, that_are_printed_are_read_again_as_they_are) {
    for (const std::string& code : Language::all()) {
        const std::vector<PoEntry> entries = parse_po(translation_file(code), "printed");
        const std::vector<Text> texts = all_texts();
        ASSERT_EQ(entries.size(), texts.size());
        for (std::size_t i = 0; i < texts.size(); ++i) {
            EXPECT_EQ(entries[i].id, texts[i].id);
            EXPECT_EQ(entries[i].english, texts[i].english);
        }
    }
}

}  // namespace postlab::labs::all_texts_test
