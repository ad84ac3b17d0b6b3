#include "labs/course/viva/viva.h"

#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "labs/course/class_for_tests.h"
#include "labs/course/lab/tokens.h"
#include "labs/course/viva/students_sessions.h"
#include "labs/language/sentences.h"
#include "shared/text/message_ranges.h"
#include "shared/text/text.h"

namespace postlab::course::viva_test {

using labs::Alteration;
using labs::Ending;
using labs::operator""_sentence;

class Viva : public ClassOnDisk {
protected:
    std::string address(const std::string& student) const {
        return "RCPT TO:<" + token(course.key(), student, "L02") + "@post.example>";
    }
    /// Sessions as students have them, with much to ask about.
    void work(const std::string& student) {
        for (const char* subject : {"one", "two", "three"})
            smtp({"EHLO client.example", "MAIL FROM:<s002@post.example>", address(student),
                  "RCPT TO:<s003@post.example>", "DATA", std::string("Subject: ") + subject, "", "..dot", ".", "QUIT"});
        smtp({"MAIL FROM:<>", "HELO client", "MAIL FROM:<>", address(student)});
        pop3({"USER " + student, "PASS secret", "DELE 1", "RSET", "DELE 2"});
        pop3({"USER " + student, "PASS secret", "UIDL", "DELE 1", "QUIT"});
        pop3({"USER " + student, "PASS secret", "UIDL", "DELE 1", "RSET", "QUIT"});
    }
    std::string run(const std::string& student, const std::string& language = "en", int status = 0) {
        std::ostringstream out;
        EXPECT_EQ(run_program({viva_command()}, {"viva", student, "--data", directory().string(), "--lang", language},
                              out, out),
                  status);
        return out.str();
    }
    static std::string english(const Phrase& phrase) { return phrase.in_english(); }
};

/// "1, 3" behind "Answer: ".
std::set<std::string> answered_list(const std::string& answer) {
    std::smatch found;
    std::set<std::string> all;
    if (!std::regex_search(answer, found, std::regex("^Answer: (.*?)\\. "))) return all;
    std::string list = found[1];
    for (char& c : list)
        if (c == ',') c = ' ';
    for (const std::string& one : split(list))
        if (one != "none" && one != "nobody") all.insert(one);
    return all;
}

/// The answer, worked out once more by playing: from the question's own words, and with nothing else of it.
class Examiner {
public:
    Examiner(const std::filesystem::path& directory) : directory_(directory), reader_(directory) {}

    void check(const Question& question) {
        const std::string asked = question.asked.in_english(), answer = question.answer.in_english();
        SCOPED_TRACE(asked + "\n" + answer);
        const auto says = [&](const char* words) { return asked.find(words) != std::string::npos; };
        if (says("Was it there at the next login")) return was_there(question, answer);
        if (says("Why has its number changed")) return renumbered(question, asked, answer);
        ASSERT_TRUE(question.alteration);
        const labs::WhatIf what_if(reader_, directory_,
                                   labs::read_conversation(reader_, std::to_string(question.conversation)));
        const labs::WhatIf::Outcome outcome = what_if.outcome(*question.alteration);
        if (says("which of these letters would be there")) return there(outcome, asked, answer);
        if (says("Which letters would be gone")) return gone(outcome, answer);
        if (says("would have got")) return got(outcome, asked, answer);
        if (says("answered to DATA") || says("Which command was missing")) return replied(outcome, answer);
        EXPECT_TRUE(says("What does the letter say there")) << "no such question is known";
        dots(outcome, answer);
    }

private:
    void was_there(const Question& question, const std::string& answer) {
        const labs::Conversation next = labs::read_conversation(reader_, std::to_string(question.shown_by));
        const labs::WhatIf before(reader_, directory_,
                                  labs::read_conversation(reader_, std::to_string(question.conversation)));
        std::set<std::uint64_t> found;
        for (const store::KeptEvent& event : next.events)
            if (event.reply == "login.ok")
                for (const std::uint64_t id : message_ids(event.messages)) found.insert(id);
        EXPECT_TRUE(answer.starts_with("Answer: yes, session " + std::to_string(question.shown_by)));
        for (const Ending::Letter& letter : before.as_it_was().letters) {
            if (letter.fate == Ending::Fate::unmarked) {
                EXPECT_TRUE(found.contains(letter.id));
            }
        }
    }

    void renumbered(const Question& question, const std::string& asked, const std::string& answer) {
        std::smatch numbers;
        ASSERT_TRUE(
            std::regex_search(asked, numbers, std::regex("Letter (\\d+) of your session (\\d+) is letter (\\d+)")));
        const auto unique_id = [&](const std::string& conversation, const std::string& number) {
            labs::Recorded recorded(labs::read_conversation(reader_, conversation));
            return letters_then(recorded, reader_, directory_).at(std::stoul(number) - 1).unique_id;
        };
        EXPECT_EQ(unique_id(numbers[2], numbers[1]), unique_id(std::to_string(question.shown_by), numbers[3]));
        EXPECT_TRUE(has(answer, unique_id(numbers[2], numbers[1])));
    }

    static void there(const labs::WhatIf::Outcome& outcome, const std::string& asked, const std::string& answer) {
        std::smatch marked;
        ASSERT_TRUE(std::regex_search(asked, marked, std::regex("by DELE \\(([0-9, ]+)\\), and")));
        std::set<std::string> expected;
        for (const Ending::Letter& letter : outcome.ending.letters) {
            const std::string number = std::to_string(letter.number);
            if (letter.fate != Ending::Fate::removed && has(marked[1], number)) expected.insert(number);
        }
        EXPECT_EQ(answered_list(answer), expected);
        EXPECT_TRUE(has(answer, std::string(outcome.ending.why->text)));
    }

    static void gone(const labs::WhatIf::Outcome& outcome, const std::string& answer) {
        std::set<std::string> expected;
        for (const Ending::Letter& letter : outcome.ending.letters)
            if (letter.fate == Ending::Fate::removed) expected.insert(std::to_string(letter.number));
        EXPECT_EQ(answered_list(answer), expected);
    }

    static void got(const labs::WhatIf::Outcome& outcome, const std::string& asked, const std::string& answer) {
        std::smatch letter;
        ASSERT_TRUE(std::regex_search(asked, letter, std::regex("message (\\d+)")));
        std::set<std::string> expected;
        for (const Ending::Delivery& one : outcome.ending.delivered)
            if (std::to_string(one.id) == letter[1])
                for (const std::string& name : split(one.mailboxes)) expected.insert(name);
        EXPECT_EQ(answered_list(answer), expected);
    }

    static void replied(const labs::WhatIf::Outcome& outcome, const std::string& answer) {
        std::string heard;
        for (const labs::Rerun::Exchange& exchange : outcome.rerun.exchanges) heard += exchange.heard;
        std::smatch reply;
        ASSERT_TRUE(std::regex_search(answer, reply, std::regex("([245]\\d\\d [^\r]*?)(\\.$|\\. Why)")));
        EXPECT_TRUE(has(heard, reply[1])) << heard;
    }

    static void dots(const labs::WhatIf::Outcome& outcome, const std::string& answer) {
        std::smatch line;
        ASSERT_TRUE(std::regex_search(answer, line, std::regex("^Answer: (.*?)\\. Why")));
        for (const auto& [name, letters] : outcome.rerun.there)
            for (const labs::Rerun::Kept& letter : letters)
                EXPECT_TRUE(has(letter.content, "\r\n" + line[1].str() + "\r\n")) << letter.content;
    }

    const std::filesystem::path directory_;
    store::TranscriptReader reader_;
};

TEST_F(Viva, asks_about_all_that_a_record_gives_and_playing_gives_the_same_answers) {
    work("s001");
    const std::vector<StudentSession> sessions = sessions_of("s001", directory());
    const std::vector<Question> all = questions_for("s001", sessions, 100);
    std::set<std::string> kinds;
    for (const Question& question : all) {
        Examiner(directory()).check(question);
        kinds.insert(english(question.asked).substr(english(question.asked).size() - 25));
    }
    for (const AskAbout ask : kinds_of_questions())
        EXPECT_TRUE(std::ranges::any_of(sessions, [&](const StudentSession& session) {
            return ask(session).has_value();
        })) << "a kind of question that nobody is asked";
}

TEST_F(Viva, asks_five_questions_the_same_for_the_same_record_and_others_of_others) {
    work("s001");
    work("s003");
    const std::string asked = run("s001");
    EXPECT_TRUE(asked.starts_with("Questions for s001 (Ann Ash), from their own record: 5\n\n1. ")) << asked;
    EXPECT_TRUE(has(asked, "\n5. ")) << asked;
    EXPECT_FALSE(has(asked, "\n6. ")) << asked;
    EXPECT_EQ(run("S001"), asked);
    const auto first = [](const std::string& text) { return text.substr(text.find("\n1. "), 40); };
    EXPECT_NE(first(run("s003")), first(asked));
}

TEST_F(Viva, names_what_shows_each_answer) {
    work("s001");
    const std::string asked = run("s001");
    static const std::regex shown("Shown by: postlab (what-if \\d+ --\\S+.*|transcript show \\d+)\n");
    EXPECT_EQ(std::distance(std::sregex_iterator(asked.begin(), asked.end(), shown), std::sregex_iterator()), 5)
        << asked;
}

TEST_F(Viva, asks_fewer_where_the_record_gives_no_more_and_says_so) {
    EXPECT_THROW(run("s001"), std::runtime_error) << "nothing has been recorded yet";
    pop3({"USER s001", "PASS secret", "STAT", "QUIT"});
    EXPECT_EQ(run("s001", "en", 1), "the record has no session of s001 (Ann Ash) that a question can be asked about\n");
    smtp({"EHLO client.example", "MAIL FROM:<>", address("s001"), "DATA", "x", ".", "QUIT"});
    EXPECT_TRUE(has(run("s001"), "The record gives no more than 3: ")) << run("s001");
    EXPECT_THROW(run("s999"), UsageError);
}

TEST_F(Viva, asks_nobody_about_anothers_sessions) {
    work("s001");
    EXPECT_EQ(sessions_of("s003", directory()).size(), 0u);
    EXPECT_EQ(sessions_of("s001", directory()).size(), 7u);
}

TEST_F(Viva, speaks_three_languages) {
    work("s001");
    for (const char* code : {"zh", "ru"}) {
        const std::string asked = run("s001", code);
        EXPECT_TRUE(has(asked, labs::Language::of(code).say("viva.title"_sentence, {"s001 (Ann Ash)", "5"}))) << asked;
        for (const char* english : {"Answer", "Why", "session", "letter", "Shown"})
            EXPECT_FALSE(has(asked, english)) << asked;
    }
}

}  // namespace postlab::course::viva_test
