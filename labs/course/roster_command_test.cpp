#include "labs/course/roster_command.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <regex>
#include <sstream>

#include "labs/course/class/course.h"
#include "labs/course/class_for_tests.h"
#include "labs/course/roster/pass_phrase.h"
#include "shared/system/digest.h"
#include "shared/system/file.h"
#include "shared/system/temporary_directory_for_tests.h"
#include "store/accounts.h"

namespace postlab::course::roster_command_test {

class RosterImport : public testing::Test {
protected:
    RosterImport() { replace_file(roster_, "student_id,name\ns001,Ann\ns002,Ben\ns003,Carl\n"); }

    std::string data() const { return (temporary_.path() / "data").string(); }
    std::string import() const {
        std::ostringstream out, err;
        EXPECT_EQ(run(out, err), 0) << err.str();
        return out.str();
    }
    int run(std::ostream& out, std::ostream& err, const std::vector<std::string>& more = {}) const {
        std::vector<std::string> line{"roster", "import", roster_.string(), "--labs", test_labs().string(),
                                      "--data", data()};
        line.insert(line.end(), more.begin(), more.end());
        return run_program(roster_commands(), line, out, err);
    }
    /// An import in a process that has room for files of so many octets, and is killed, or told so, when it wants more.
    /// Whether it got through.
    bool import_with_room_for(rlim_t octets, void (*how)(int)) const {
        const pid_t child = ::fork();
        if (child == 0) {
            signal(SIGXFSZ, how);
            const rlimit room{octets, octets};
            setrlimit(RLIMIT_FSIZE, &room);
            std::ostringstream said;
            try {
                _exit(run(said, said));
            } catch (const std::exception&) {
                _exit(1);
            }
        }
        int status = 0;
        EXPECT_EQ(::waitpid(child, &status, 0), child);
        return WIFEXITED(status) && WEXITSTATUS(status) == 0;
    }
    /// The newest card of a student.
    std::string card(const std::string& student) const {
        std::string newest;
        for (const char* file : {"cards.html", "cards-2.html"}) {
            const std::string cards = read_file_if_possible(std::filesystem::path(data()) / file).value_or("");
            const std::size_t at = cards.find("USER " + student + "\nPASS ");
            if (at != cards.npos)
                newest = cards.substr(cards.rfind("<article", at),
                                      cards.find("</article", at) - cards.rfind("<article", at));
        }
        return newest;
    }
    std::string on_card(const std::string& student, const std::string& before, char behind) const {
        const std::string text = card(student);
        const std::size_t at = text.find(before);
        if (at == text.npos) return "";
        return text.substr(at + before.size(), text.find(behind, at + before.size()) - at - before.size());
    }
    std::string pass_phrase(const std::string& student) const { return on_card(student, "\nPASS ", '\n'); }
    std::string pin(const std::string& student) const {
        return pin_in(on_card(student, "PIN for the page</th><td>", '<')).value_or("");
    }
    void expect_that_everybody_gets_in() const {
        store::Database maildrop(data() + "/maildrop.db", store::Database::Checkpoints::none);
        Course course = Course::open(data());
        const std::vector<std::string> ids = course.roster().ids();
        EXPECT_EQ(ids, (std::vector<std::string>{"s001", "s002", "s003"}));
        for (const std::string& id : ids) {
            store::Query row = maildrop.query("SELECT password FROM mailbox WHERE name = ?", id);
            ASSERT_TRUE(row.next()) << id;
            EXPECT_TRUE(verify_password(pass_phrase(id), row.text(0))) << id;
            EXPECT_TRUE(verify_password(pin(id), course.roster().kept_pin(id).value())) << id;
        }
    }

    const TemporaryDirectory temporary_;
    const std::filesystem::path roster_ = temporary_.path() / "roster.csv";
};

TEST_F(RosterImport, that_is_broken_off_anywhere_is_completed_by_the_next) {
    for (const auto how : {SIG_DFL, SIG_IGN}) {
        std::size_t through = 0, not_through = 0;
        for (rlim_t room = 4096; room < (1 << 20) && through == 0; room += 24 * 1024) {
            std::filesystem::remove_all(data());
            import_with_room_for(room, how) ? ++through : ++not_through;
            import();
            expect_that_everybody_gets_in();
            EXPECT_TRUE(has(import(), "0 new, 0 changed, 3 as they were, 0 not in the file\n")) << room;
        }
        EXPECT_GT(not_through, 5u);
        EXPECT_EQ(through, 1u);
    }
}

TEST_F(RosterImport, gives_a_mailbox_back_that_was_removed) {
    import();
    const std::string before = pass_phrase("s002");
    store::Accounts(data()).remove("s001");
    const std::string said = import();
    EXPECT_TRUE(has(said, "s001\thad no mailbox: gets one, and a new card; no other card of theirs counts\n")) << said;
    EXPECT_TRUE(has(said, "cards-2.html")) << said;
    EXPECT_EQ(pass_phrase("s002"), before) << "whose mailbox was there";
    expect_that_everybody_gets_in();
}

TEST_F(RosterImport, gives_a_mailbox_to_those_whom_a_shorter_file_leaves_out) {
    import();
    store::Accounts(data()).remove("s003");
    replace_file(roster_, "student_id,name\ns001,Ann\n");
    import();
    expect_that_everybody_gets_in();
}

TEST_F(RosterImport, speaks_of_cards_that_are_out_when_the_ports_are_others) {
    import();
    auto warned = [&](const std::vector<std::string>& more) {
        std::ostringstream out, err;
        EXPECT_EQ(run(out, err, more), 0);
        return has(err.str(), "cards that are out call the server localhost, with the ports 2525 and 2110");
    };
    EXPECT_FALSE(warned({"--domain", "mail.example"}));
    EXPECT_FALSE(warned({"--pop3", "localhost:2110"}));
    EXPECT_FALSE(warned({"--pop2", "localhost:109"})) << "no card names it";
    EXPECT_EQ(Course::open(data()).server().pop2, "109");
    EXPECT_FALSE(warned({"--page", "https://localhost:2580"}));
    EXPECT_EQ(Course::open(data()).server().page, "https://localhost:2580");
    EXPECT_TRUE(warned({"--pop3", "localhost:110"}));
}

TEST_F(RosterImport, speaks_of_cards_that_are_out_when_the_page_that_they_name_is_another) {
    import();
    auto warning = [&](const std::string& page) {
        std::ostringstream out, err;
        EXPECT_EQ(run(out, err, {"--page", page}), 0);
        return err.str();
    };
    EXPECT_EQ(warning("http://192.0.2.7:2580"), "") << "the cards name none";
    EXPECT_EQ(warning("http://192.0.2.7:2580/me"), "");
    EXPECT_TRUE(has(warning("http://192.0.2.8:2580"), ", and the page http://192.0.2.7:2580/me: "))
        << "which is no more";
    EXPECT_TRUE(has(warning("nowhere"), ", and the page http://192.0.2.8:2580/me: "));
    EXPECT_EQ(warning("nowhere"), "");
}

class RosterCard : public ClassOnDisk {
protected:
    std::string card(std::vector<std::string> more) {
        more.insert(more.begin(), {"roster", "card"});
        more.insert(more.end(), {"--labs", test_labs().string(), "--data", directory().string()});
        std::ostringstream out;
        EXPECT_EQ(run_program(roster_commands(), more, out, out), 0);
        return out.str();
    }
    bool gets_in(const std::string& student, const std::string& phrase) {
        return has(pop3({"USER " + student, "PASS " + phrase, "QUIT"}), "maildrop has");
    }
};

TEST_F(RosterCard, is_printed_again_without_the_pass_phrase_that_nobody_knows) {
    course.set_server({"10.0.0.5", "25", "110", "post.example"});
    const std::string again = card({"S001"});
    EXPECT_TRUE(has(again, "Pass phrase: as on your card before\n")) << again;
    EXPECT_TRUE(has(again, "telnet 10.0.0.5 110\n      USER s001\n      PASS ...\n")) << again;
    EXPECT_TRUE(gets_in("s001", "secret"));
    EXPECT_THROW(card({}), UsageError);
    EXPECT_THROW(card({"s001", "--all"}), UsageError);
    EXPECT_THROW(card({"s099"}), UsageError);
}

TEST_F(RosterCard, of_everybody_is_a_page_with_new_pass_phrases_only_if_asked) {
    const std::string page = (directory() / "page.html").string();
    EXPECT_EQ(card({"--all", "--cards", page}), "cards to print and cut: " + page + "\n");
    EXPECT_TRUE(has(contents(page), "与上一张卡片相同") && has(contents(page), "как на прежней карточке"));
    EXPECT_TRUE(gets_in("s003", "secret"));
    EXPECT_TRUE(has(card({"--all", "--new", "--cards", page}), "page-2.html")) << "never over another file";
    EXPECT_FALSE(has(contents(directory() / "page-2.html"), "PASS ..."));
    for (const char* student : {"s001", "s002", "s003"}) EXPECT_FALSE(gets_in(student, "secret")) << student;
}

TEST_F(RosterCard, gets_a_new_pin_alone_if_asked_so_that_a_class_of_before_there_were_pins_has_one) {
    const std::string page = (directory() / "page.html").string();
    EXPECT_FALSE(has(card({"s001"}), "PIN"));
    EXPECT_EQ(card({"--all", "--pin", "--cards", page}), "cards to print and cut: " + page + "\n");
    EXPECT_TRUE(std::regex_search(contents(page), std::regex("<td>[0-9]{4} [0-9]{4}</td>")));
    for (const char* student : {"s001", "s002", "s003"}) {
        EXPECT_TRUE(gets_in(student, "secret")) << student;
        EXPECT_FALSE(course.roster().kept_pin(student)->empty());
    }
    EXPECT_TRUE(has(card({"s001"}), "PIN for the page: as on your card before\n"));
    EXPECT_TRUE(std::regex_search(card({"s001", "--pin"}), std::regex("PIN for the page: [0-9]{4} [0-9]{4}\n")));
}

TEST_F(RosterCard, has_the_address_of_the_page_as_it_is_typed) {
    EXPECT_TRUE(has(card({"s001", "--page", "http://192.0.2.7:2580/"}), "Your page: http://192.0.2.7:2580/me\n"));
    EXPECT_FALSE(has(card({"s001", "--page", "nowhere"}), "Your page"));
    for (const char* wrong : {"192.0.2.7:2580", "ftp://192.0.2.7", "http://", "page"})
        EXPECT_THROW(card({"s001", "--page", wrong}), UsageError) << wrong;
}

}  // namespace postlab::course::roster_command_test
