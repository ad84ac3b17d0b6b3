#include "labs/course/class/enrolment.h"

#include "labs/course/class_for_tests.h"
#include "labs/course/lab/tokens.h"
#include "store/transcript/transcript_reader.h"

namespace postlab::course::enrolment_test {

class Enrolment : public ClassOnDisk {
protected:
    Student ann() { return *course.roster().find("s001"); }
};

TEST_F(Enrolment, forgets_a_student_who_goes) {
    start("L02", "s001");
    solve_l02("s001");
    start("L02", "s002");
    smtp({"HELO me", "NOOP " + token(course.key(), "s001", "L03"), "QUIT"});
    EXPECT_TRUE(has(removed(course, "s001"), "3 recorded conversations"));
    store::TranscriptReader reader(directory());
    ASSERT_EQ(reader.conversations(10).size(), 1u);
    EXPECT_EQ(reader.conversations(10)[0].peer, "s002");
    EXPECT_EQ(course.roster().ids(), (std::vector<std::string>{"s002", "s003"}));
    EXPECT_THROW(removed(course, "s001"), std::runtime_error);
}

TEST_F(Enrolment, takes_in_new_students_with_mailbox_and_card) {
    const Student carl{"s004", "Carl", "", "B", "en"};
    Roster::Change change;
    change.added = {carl};
    const auto cards = enrol(course, labs, change, directory() / "cards.html", course.server());
    ASSERT_TRUE(cards);
    const std::string html = contents(*cards);
    EXPECT_TRUE(has(html, "Carl"));
    for (const char* id : {"L01", "L02", "L03"}) EXPECT_TRUE(has(html, badge(course.key(), "s004", id))) << id;
    EXPECT_EQ(course.roster().find("s004"), carl);
    EXPECT_TRUE(taken_mailboxes(directory(), labs).contains("clerk")) << "which a lab asks for";
}

TEST_F(Enrolment, writes_no_cards_when_nobody_is_new) {
    Student moved = *course.roster().find("s001");
    moved.group = "B";
    Roster::Change change;
    change.changed = {{*course.roster().find("s001"), moved}};
    EXPECT_FALSE(enrol(course, labs, change, directory() / "cards.html", course.server()));
    EXPECT_FALSE(std::filesystem::exists(directory() / "cards.html"));
    EXPECT_EQ(course.roster().find("s001"), moved);
}

TEST_F(Enrolment, gives_a_student_a_new_pass_phrase) {
    std::ostringstream card;
    renew(course, cards_of(course, labs, {ann()}).front(), course.server(), card);
    EXPECT_TRUE(card.str().starts_with("Ann Ash\n")) << card.str();
    for (const Lab& lab : labs.labs) EXPECT_TRUE(has(card.str(), badge(course.key(), "s001", lab.id)));
    const std::size_t at = card.str().find("PASS ");
    const std::string pass = card.str().substr(at, card.str().find('\n', at) - at);
    EXPECT_TRUE(has(pop3({"USER s001", pass, "QUIT"}), "has 0 messages"));
    EXPECT_TRUE(has(pop3({"USER s001", "PASS secret", "QUIT"}), "-ERR"));
}

TEST_F(Enrolment, keeps_the_pass_phrase_of_a_card_that_cannot_be_shown) {
    std::ofstream full("/dev/full");
    const std::vector<Card> cards = cards_of(course, labs, {ann()});
    EXPECT_THROW(renew(course, cards.front(), course.server(), full), std::runtime_error);
    EXPECT_THROW(renew(course, cards, course.server(), directory() / "missing" / "cards.html"), std::runtime_error);
    EXPECT_TRUE(has(pop3({"USER s001", "PASS secret", "QUIT"}), "has 0 messages"));
}

TEST_F(Enrolment, reserves_the_mailboxes_that_are_no_students) {
    store::Accounts(directory()).add({{"dean", "secret"}});
    const std::set<std::string> taken = taken_mailboxes(directory(), labs);
    for (const char* name : {"postmaster", "course", "anna", "boris", "clerk", "dean"})
        EXPECT_TRUE(taken.contains(name)) << name;
    EXPECT_FALSE(taken.contains("s001")) << "an import may name its student again";
}

}  // namespace postlab::course::enrolment_test
