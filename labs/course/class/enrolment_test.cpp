#include "labs/course/class/enrolment.h"

#include "labs/course/class/gifts.h"
#include "labs/course/class/graded_record.h"
#include "labs/course/class_for_tests.h"
#include "labs/course/lab/tokens.h"
#include "shared/system/digest.h"
#include "store/transcript/transcript_reader.h"

namespace postlab::course::enrolment_test {

class Enrolment : public ClassOnDisk {
protected:
    Student ann() { return *course.roster().find("s001"); }
    static std::string pin_on(const std::string& card) {
        const std::size_t begin = card.find("PIN for the page: ") + 18;
        return card.substr(begin, card.find('\n', begin) - begin);
    }
};

TEST_F(Enrolment, forgets_a_student_who_goes) {
    start("L02", "s001");
    solve_l02("s001");
    start("L02", "s002");
    smtp({"HELO me", "NOOP " + token(course.key(), "s001", "L03"), "QUIT"});
    EXPECT_TRUE(has(removed(course, "s001").in_english(), "3 recorded conversations"));
    store::TranscriptReader reader(directory());
    ASSERT_EQ(reader.conversations(10).size(), 1u);
    EXPECT_EQ(reader.conversations(10)[0].peer, "s002");
    EXPECT_EQ(course.roster().ids(), (std::vector<std::string>{"s002", "s003"}));
    EXPECT_THROW(removed(course, "s001"), std::runtime_error);
}

TEST_F(Enrolment, forgets_what_a_student_has_done_behind_a_login_of_theirs_whatever_badge_stands_there) {
    const std::string own = "NOOP " + token(course.key(), "s001", "L03");
    smtp({"EHLO me", "AUTH PLAIN AHMwMDEAc2VjcmV0", "QUIT"});
    smtp({"EHLO me", "AUTH PLAIN AHMwMDEAc2VjcmV0", "NOOP " + token(course.key(), "s002", "L03"), "QUIT"});
    smtp({"EHLO me", "AUTH PLAIN AHMwMDIAc2VjcmV0", own, "QUIT"});
    EXPECT_TRUE(has(removed(course, "s001").in_english(), "2 recorded conversations")) << "the third is s002's";
}

TEST_F(Enrolment, forgets_what_was_given_to_a_student_who_goes) {
    for (int i = 0; i < 2; ++i) smtp({"HELO me", "MAIL FROM:<me@x.example>", "QUIT"});
    bring_up_to_date(course, labs);
    {
        store::TranscriptRecorder record(directory(), settings_);
        ASSERT_EQ(give(course, labs, {1, "s001", "L01"}, record, std::chrono::system_clock::now()), std::nullopt);
    }
    EXPECT_TRUE(has(removed(course, "s001").in_english(), "2 recorded conversations")) << "with the act";
    EXPECT_FALSE(store::TranscriptReader(directory()).conversation(1));
    EXPECT_TRUE(store::TranscriptReader(directory()).conversation(2)) << "still nobody's";
}

TEST_F(Enrolment, forgets_what_labs_have_planted_for_a_student_who_goes) {
    store::Accounts accounts(directory());
    accounts.plant("s001-l20", "amber");
    accounts.add("s001-l21", "own", store::Accounts::Apop::none);
    pop3({"USER s001-L20", "PASS amber", "QUIT"});
    EXPECT_TRUE(has(removed(course, "s001").in_english(), "1 recorded conversation"));
    std::string left;
    for (const auto& entry : accounts.list()) left += entry.name + " ";
    EXPECT_EQ(left, "course postmaster s001-l21 s002 s003 ");
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
    renew(course, NewOnCard::pass_phrase_and_pin, cards_of(course, labs, {ann()}).front(), course.server(), card);
    EXPECT_TRUE(card.str().starts_with("Ann Ash\n")) << card.str();
    for (const Lab& lab : labs.labs) EXPECT_TRUE(has(card.str(), badge(course.key(), "s001", lab.id)));
    const std::size_t at = card.str().find("PASS ");
    const std::string pass = card.str().substr(at, card.str().find('\n', at) - at);
    EXPECT_TRUE(has(pop3({"USER s001", pass, "QUIT"}), "has 0 messages"));
    EXPECT_TRUE(has(pop3({"USER s001", "PASS secret", "QUIT"}), "-ERR"));
}

TEST_F(Enrolment, gives_a_pin_with_the_card_and_keeps_its_hash) {
    std::ostringstream card;
    renew(course, NewOnCard::pass_phrase_and_pin, cards_of(course, labs, {ann()}).front(), course.server(), card);
    const std::string first = pin_on(card.str());
    EXPECT_TRUE(verify_password(*pin_in(first), course.roster().kept_pin("s001").value())) << card.str();
    EXPECT_TRUE(has(pop3({"USER s001", "PASS " + first, "QUIT"}), "-ERR")) << "it opens pages, and nothing else";
    Roster::Change change;
    change.changed = {{ann(), {"s001", "Ann Oak", "", "A", "en"}}};
    course.roster().apply(change);
    EXPECT_TRUE(verify_password(*pin_in(first), course.roster().kept_pin("s001").value())) << "another name";
    EXPECT_EQ(cards_of(course, labs, {ann()}).front().pin, "") << "it is as on the card before";
}

TEST_F(Enrolment, gives_a_class_of_before_there_were_pins_its_pins_and_leaves_the_pass_phrases) {
    EXPECT_EQ(course.roster().kept_pin("s001"), "");
    EXPECT_EQ(cards_of(course, labs, {ann()}).front().pin, std::nullopt);
    std::ostringstream card;
    renew(course, NewOnCard::pin, cards_of(course, labs, {ann()}).front(), course.server(), card);
    EXPECT_TRUE(has(card.str(), "  Pass phrase: as on your card before\n")) << card.str();
    EXPECT_TRUE(verify_password(*pin_in(pin_on(card.str())), course.roster().kept_pin("s001").value()));
    EXPECT_TRUE(has(pop3({"USER s001", "PASS secret", "QUIT"}), "has 0 messages"));
    EXPECT_EQ(course.roster().kept_pin("s002"), "");
    EXPECT_EQ(course.roster().kept_pin("s009"), std::nullopt) << "nobody of that name";
}

TEST_F(Enrolment, keeps_the_pass_phrase_of_a_card_that_cannot_be_shown) {
    std::ofstream full("/dev/full");
    const std::vector<Card> cards = cards_of(course, labs, {ann()});
    EXPECT_THROW(renew(course, NewOnCard::pass_phrase_and_pin, cards.front(), course.server(), full),
                 std::runtime_error);
    EXPECT_THROW(
        renew(course, NewOnCard::pass_phrase_and_pin, cards, course.server(), directory() / "missing" / "cards.html"),
        std::runtime_error);
    EXPECT_TRUE(has(pop3({"USER s001", "PASS secret", "QUIT"}), "has 0 messages"));
}

TEST_F(Enrolment, that_cannot_keep_the_pins_makes_no_mailboxes_and_is_repeated_whole) {
    Roster::Change change;
    change.added = {{"s004", "Carl", "", "B", "en"}};
    course.database().execute(
        "CREATE TRIGGER busy BEFORE UPDATE OF pin ON student BEGIN SELECT RAISE(ABORT, 'busy'); END");
    EXPECT_ANY_THROW(enrol(course, labs, change, directory() / "cards.html", course.server()));
    EXPECT_FALSE(std::filesystem::exists(directory() / "cards.html"));
    course.database().execute("DROP TRIGGER busy");
    const Roster::Change again = import_of({change.added}, directory());
    ASSERT_EQ(again.locked_out.size(), 1u) << "no mailbox was made";
    const auto cards = enrol(course, labs, again, directory() / "cards.html", course.server());
    ASSERT_TRUE(cards);
    EXPECT_TRUE(has(contents(*cards), "PIN for the page"));
    EXPECT_NE(course.roster().kept_pin("s004"), "");
}

TEST_F(Enrolment, that_cannot_keep_the_pass_phrases_leaves_the_pins_that_count) {
    course.roster().set_pins({{"s001", "the old one"}});
    store::Database maildrop((directory() / "maildrop.db").string(), store::Database::Checkpoints::none);
    maildrop.execute(
        "CREATE TRIGGER busy BEFORE INSERT ON mailbox WHEN NEW.name = 's001'"
        " BEGIN SELECT RAISE(ABORT, 'busy'); END");
    EXPECT_ANY_THROW(renew(course, NewOnCard::pass_phrase_and_pin, cards_of(course, labs, {ann()}), course.server(),
                           directory() / "cards.html"));
    EXPECT_EQ(course.roster().kept_pin("s001"), "the old one");
    EXPECT_FALSE(std::filesystem::exists(directory() / "cards.html"));
}

TEST_F(Enrolment, reserves_the_mailboxes_that_are_no_students) {
    store::Accounts(directory()).add({{"dean", "secret"}});
    const std::set<std::string> taken = taken_mailboxes(directory(), labs);
    for (const char* name : {"postmaster", "course", "anna", "boris", "clerk", "dean"})
        EXPECT_TRUE(taken.contains(name)) << name;
    EXPECT_FALSE(taken.contains("s001")) << "an import may name its student again";
}

}  // namespace postlab::course::enrolment_test
