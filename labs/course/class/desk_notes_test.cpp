#include "labs/course/class/desk_notes.h"

#include <gtest/gtest.h>

#include "labs/course/roster/course_database.h"
#include "shared/system/temporary_directory_for_tests.h"

namespace postlab::course::desk_notes_test {

using Flaw = DeskLetter::Flaw;

class DeskNotes : public testing::Test {
protected:
    void note(const char* student, Flaw flaw, const std::string& said, std::int64_t conversation = 1) {
        note_letter(*course, {student, "L12", {}, flaw, said}, conversation, at);
    }
    std::vector<std::string> notes(const std::string& student) {
        std::vector<std::string> said;
        for (const DeskNote& note : desk_notes(*course, student)) said.push_back(note.said);
        return said;
    }

    const TemporaryDirectory temporary_;
    const std::unique_ptr<store::Database> course = open_course(temporary_.path());
    const Time at = time_at(1'790'000'000'123'456);
};

using Said = std::vector<std::string>;

TEST_F(DeskNotes, say_all_of_a_letter_that_was_not_understood) {
    note("s017", Flaw::line, "lfet: 2", 57);
    const auto kept = desk_notes(*course, "s017");
    ASSERT_EQ(kept.size(), 1u);
    EXPECT_EQ(kept[0].lab, "L12");
    EXPECT_EQ(kept[0].flaw, Flaw::line);
    EXPECT_EQ(kept[0].said, "lfet: 2");
    EXPECT_EQ(kept[0].conversation, 57);
    EXPECT_EQ(kept[0].at, at);
    EXPECT_EQ(notes("s018"), Said());
}

TEST_F(DeskNotes, are_of_the_last_letter_only) {
    note("s017", Flaw::subject, "Strat");
    note("s017", Flaw::line, "left= 2");
    EXPECT_EQ(notes("s017"), Said{"left= 2"});
}

TEST_F(DeskNotes, keep_a_wrong_badge_apart_since_anybody_may_have_written_it) {
    note("s017", Flaw::subject, "Strat");
    note("s017", Flaw::badge, "");
    note("s017", Flaw::badge, "");
    EXPECT_EQ(notes("s017"), (Said{"Strat", ""}));
}

TEST_F(DeskNotes, end_with_a_letter_that_is_right) {
    note("s017", Flaw::subject, "Strat");
    note("s017", Flaw::badge, "");
    note("s018", Flaw::subject, "Strat");
    note("s017", Flaw::none, "");
    EXPECT_EQ(notes("s017"), Said());
    EXPECT_EQ(notes("s018"), Said{"Strat"});
}

}  // namespace postlab::course::desk_notes_test
