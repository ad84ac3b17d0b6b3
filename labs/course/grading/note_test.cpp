#include "labs/course/grading/note_for_tests.h"

#include <gtest/gtest.h>

namespace postlab::course::note_test {

TEST(Note, is_a_sentence_in_every_language) {
    std::vector<std::string> errors;
    const Strings common = Strings::read(std::filesystem::path(POSTLAB_SOURCE_DIR) / "labs", "labs", errors);
    const Note note("octets", {{"count", "120"}});
    EXPECT_EQ(in_english(note), "120 octets");
    EXPECT_EQ(said(note, common, "zh"), "120 个八位字节");
    EXPECT_EQ(said(note, common, "ru"), "байт: 120");
    EXPECT_EQ(in_english(Note()), "");
    EXPECT_EQ(in_english(Note("no such sentence")), "no such sentence");
}

}  // namespace postlab::course::note_test
