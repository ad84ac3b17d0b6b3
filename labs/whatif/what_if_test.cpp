#include "labs/whatif/what_if.h"

#include <gtest/gtest.h>

#include <sstream>

#include "labs/dialogue/dialogue.h"
#include "labs/dialogue/memory_wire.h"
#include "labs/dialogue/player.h"
#include "labs/language/sentences.h"
#include "labs/record/transcript_view.h"
#include "shared/system/temporary_directory_for_tests.h"
#include "store/transcript/transcript_recorder.h"

namespace postlab::labs::what_if_test {

class WhatIfCommand : public testing::Test {
protected:
    /// A dialogue in memory (labs/dialogue/memory_wire.h), recorded in the folder.
    void record(const std::string& dialogue, Protocol protocol) {
        store::TranscriptRecorder recorder(directory, Settings());
        MemoryWire wire(fill_with_fixture, recorder);
        const auto complaint = play(parse_dialogue(dialogue, "test.txt", protocol), wire, Pace::lines);
        EXPECT_EQ(complaint, std::nullopt) << complaint.value_or("");
    }
    void record_pop3(const std::string& behind_login) {
        record("S: +OK ...\nC: USER alice\nS: +OK ...\nC: PASS two words\nS: +OK ...\n" + behind_login, Protocol::pop3);
    }

    int run(std::vector<std::string> words, const std::string& language = "en") {
        words.insert(words.end(), {"--data", directory.string(), "--lang", language});
        std::vector<ProgramCommand> commands = transcript_commands();
        commands.push_back(what_if_command());
        out.str("");
        return run_program(commands, words, out, out);
    }
    int what_if(std::vector<std::string> words) {
        words.insert(words.begin(), "what-if");
        return run(std::move(words));
    }
    /// What it has against that; empty: nothing.
    std::string complaint(std::vector<std::string> words) {
        try {
            what_if(std::move(words));
        } catch (const std::runtime_error& error) {
            return error.what();
        }
        return "";
    }
    testing::AssertionResult says(const std::string& text) const {
        if (out.str().find(text) != std::string::npos) return testing::AssertionSuccess();
        return testing::AssertionFailure() << "no \"" << text << "\" in:\n" << out.str();
    }
    /// The number that `transcript show` gives to the line that has this in it.
    std::string line_of(const std::string& id, const std::string& text) {
        run({"transcript", "show", id});
        std::istringstream lines(out.str());
        for (std::string line; std::getline(lines, line);)
            if (line.find(text) != std::string::npos) return std::to_string(std::stoi(line));
        ADD_FAILURE() << "no line has " << text;
        return "0";
    }

    const TemporaryDirectory temporary;
    const std::filesystem::path directory = temporary.path();
    std::ostringstream out;
};

const std::string dele_and_quit =
    "C: DELE 1\nS: +OK ...\nC: LIST\nS: +OK ...\nS: 2 200\nS: .\nC: QUIT\nS: +OK ...\n! closed\n";
const std::string letter =
    "S: 220 ...\nC: HELO me\nS: 250 ...\nC: MAIL FROM:<bob@post.example>\nS: 250 ...\nC: RCPT TO:<alice@post.example>\n"
    "S: 250 ...\nC: DATA\nS: 354 ...\nC: Subject: x\nC:\nC: ..dot\nC: .\nS: 250 ...\nC: QUIT\nS: 221 ...\n! closed\n";

TEST_F(WhatIfCommand, lays_both_endings_beside_each_other_and_says_why) {
    record_pop3(dele_and_quit);
    ASSERT_EQ(what_if({"1", "--drop-after", line_of("1", "S  +OK message 1 deleted")}), 0);
    EXPECT_EQ(out.str(),
              "Conversation 1: what if the line had dropped behind line 7?\n"
              "\n"
              "  As it was                               What if\n"
              "  -------------------------------------   -------------------------------------\n"
              "What is said, from line 4 on\n"
              "  4 C: PASS ****                        = C: PASS ****\n"
              "  5 S: +OK alice's maildrop has 2         S: +OK alice's maildrop has 2\n"
              "      messages (320 octets)                   messages (320 octets)\n"
              "  6 C: DELE 1                             C: DELE 1\n"
              "  7 S: +OK message 1 deleted              S: +OK message 1 deleted\n"
              "                                          (the line drops here)\n"
              "  8 C: LIST\n"
              "  9 S: +OK 1 message (200 octets)\n"
              "  10 S: 2 200\n"
              "  11 S: .\n"
              "  12 C: QUIT\n"
              "  13 S: +OK post.example POP3\n"
              "      server signing off (1 message\n"
              "      left)\n"
              "\n"
              "The maildrop of alice afterwards\n"
              "  1: removed (message 1)                ≠ 1: there, its mark forgotten\n"
              "                                              (message 1)\n"
              "  2: there (message 2)                  = 2: there (message 2)\n"
              "\n"
              "Why: the line dropped before QUIT, so RFC 1939 section 6 leaves all messages:\n"
              "without QUIT there is no UPDATE.\n"
              "\n");
}

TEST_F(WhatIfCommand, lets_something_else_be_said_in_place_of_a_line_or_behind_one) {
    record_pop3(dele_and_quit);
    ASSERT_EQ(what_if({"1", "--say", line_of("1", "C  DELE 1"), "DELE 2"}), 0);
    EXPECT_TRUE(says("1: removed (message 1)                ≠ 1: there (message 1)\n"));
    EXPECT_TRUE(says("2: there (message 2)                  ≠ 2: removed (message 2)\n"));
    EXPECT_TRUE(says("~ C: LIST\n"));
    ASSERT_EQ(what_if({"1", "--say", line_of("1", "S  +OK message 1 deleted"), "RSET"}), 0);
    EXPECT_TRUE(says("what if the client had said \"RSET\" behind line 7?"));
    EXPECT_TRUE(says("                                          C: RSET\n"));
    EXPECT_TRUE(says("Why: RSET has taken the marks back"));
}

TEST_F(WhatIfCommand, leaves_commands_out_with_what_belongs_to_them) {
    record(letter, Protocol::smtp);
    ASSERT_EQ(what_if({"1", "--without", "rcpt"}), 0);
    EXPECT_TRUE(says("8 C: DATA                             ≠ C: DATA\n"));
    EXPECT_TRUE(says("10 C: Subject: x                        (not said)\n"));
    EXPECT_TRUE(says("(to alice: message 5, "));
    EXPECT_TRUE(says("octets)     ≠ (none)\n"));
    ASSERT_EQ(what_if({"1", "--without", "MAIL"}), 0);
    EXPECT_TRUE(says("there is nothing to deliver (RFC 5321 section 4.1.1.10)"));
}

TEST_F(WhatIfCommand, says_of_a_letter_when_it_was_the_servers_to_deliver) {
    record(letter, Protocol::smtp);
    const std::string dot = line_of("1", "C  .␍␊");
    what_if({"1", "--drop-after", std::to_string(std::stoi(dot) - 1)});
    EXPECT_TRUE(says("≠ (none)"));
    EXPECT_TRUE(says("Why: the letter was not ended by a line with a dot alone"));
    what_if({"1", "--drop-after", dot});
    EXPECT_TRUE(says("Both leave the same behind. Why: the whole letter has come"));
    EXPECT_TRUE(says("RFC 1047"));
    what_if({"1", "--drop-after", line_of("1", "S  250 2.0.0 OK, stored")});
    EXPECT_TRUE(says("Both leave the same behind. Why: the server has said 250 to the whole letter"));
    what_if({"1", "--drop-after", line_of("1", "S  354")});
    EXPECT_TRUE(says("Why: the letter was not ended"));
    what_if({"1", "--drop-after", line_of("1", "C  RCPT")});
    EXPECT_TRUE(says("Why: only the envelope was given"));
}

TEST_F(WhatIfCommand, lets_a_dot_in_a_letter_end_it_and_what_follows_be_commands) {
    record(letter, Protocol::smtp);
    ASSERT_EQ(what_if({"1", "--say", line_of("1", "C  Subject"), "."}), 0);
    EXPECT_TRUE(says("S: 500 5.5.2 Command\n"));
    EXPECT_TRUE(says("≠ (to alice: message 5, "));  // of another size
}

TEST_F(WhatIfCommand, has_a_fault_again_up_to_the_fork_and_none_behind_it) {
    record(
        "! fault verb=DELE nth=1 cut=after\nS: +OK ...\nC: USER alice\nS: +OK ...\nC: PASS two words\nS: +OK ...\n"
        "C: DELE 1\nS: +OK ...\n! closed\n",
        Protocol::pop3);
    ASSERT_EQ(what_if({"1", "--say", line_of("1", "S  +OK message 1 deleted"), "QUIT"}), 0);
    EXPECT_TRUE(says("1: there, its mark forgotten          ≠ 1: removed (message 1)\n"));
    record(
        "! fault verb=DELE nth=1 reply=message.digits\nS: +OK ...\nC: USER alice\nS: +OK ...\n"
        "C: PASS two words\nS: +OK ...\nC: DELE 2\nS: -ERR ...\nC: DELE 1\nS: +OK ...\nC: QUIT\nS: +OK ...\n! closed\n",
        Protocol::pop3);
    ASSERT_EQ(what_if({"2", "--without", "QUIT"}), 0);
    EXPECT_TRUE(says("1: removed (message 1)                ≠ 1: there, its mark forgotten\n"));
}

TEST_F(WhatIfCommand, plays_logins_whose_secrets_are_in_no_record) {
    for (const char* exchange :
         {"C: AUTH PLAIN AGFsaWNlAHR3byB3b3Jkcw==\nS: +OK ...\n",
          "C: AUTH LOGIN\nS: + ...\nC: YWxpY2U=\nS: + ...\nC: dHdvIHdvcmRz\nS: +OK ...\n",
          "C: AUTH PLAIN\nS: + ...\nC: AGFsaWNlAG5vdA==\nS: -ERR ...\nC: AUTH PLAIN\nS: + ...\nC: *\nS: -ERR ...\n"
          "C: AUTH PLAIN\nS: + ...\nC: x\nS: -ERR ...\nC: AUTH PLAIN AGFsaWNlAHR3byB3b3Jkcw==\nS: +OK ...\n"})
        record("S: +OK ...\n" + std::string(exchange) + "C: DELE 2\nS: +OK ...\nC: QUIT\nS: +OK ...\n! closed\n",
               Protocol::pop3);
    for (const char* id : {"1", "2", "3"}) {
        ASSERT_EQ(what_if({id, "--without", "QUIT"}), 0) << id;
        EXPECT_TRUE(says("2: removed (message 2)                ≠ 2: there, its mark forgotten\n")) << id;
    }
    ASSERT_EQ(what_if({"3", "--drop-after", "1"}), 0);
    EXPECT_TRUE(says("Why: nobody is logged in"));
    EXPECT_TRUE(says("2: removed (message 2)                ≠ 2: there (message 2)\n"));
}

TEST_F(WhatIfCommand, plays_what_TLS_has_hidden_on_its_way) {
    record(
        "S: 220 ...\nC: HELO me\nS: 250 ...\nC: STARTTLS\nS: 220 ...\n! starttls\nC: HELO me\nS: 250 ...\n"
        "C: MAIL FROM:<bob@post.example>\nS: 250 ...\nC: RCPT TO:<alice@post.example>\nS: 250 ...\nC: DATA\nS: 354 "
        "...\n"
        "C: Subject: x\nC: .\nS: 250 ...\nC: QUIT\nS: 221 ...\n! closed\n",
        Protocol::smtp);
    ASSERT_EQ(what_if({"1", "--without", "RCPT"}), 0);
    EXPECT_TRUE(says("≠ (none)"));
}

TEST_F(WhatIfCommand, knows_letters_that_are_gone_by_their_sizes) {
    record_pop3(dele_and_quit);
    ASSERT_EQ(what_if({"1", "--say", line_of("1", "C  DELE 1"), "RETR 1"}), 0);
    EXPECT_TRUE(says("S: +OK 120 octets\n"));
    EXPECT_TRUE(says("x stands for what it said"));
}

TEST_F(WhatIfCommand, says_clearly_what_it_cannot_do) {
    record_pop3(dele_and_quit);
    EXPECT_NE(complaint({"9", "--drop-after", "1"}).find("there is no conversation 9"), std::string::npos);
    EXPECT_EQ(complaint({"1"}), "what-if takes --drop-after, --say or --without: what is to be otherwise?");
    EXPECT_EQ(complaint({"1", "--drop-after", "14"}),
              "conversation 1 has lines 1 to 13, no line 14; postlab transcript show numbers them");
    EXPECT_EQ(complaint({"1", "--drop-after", "0"}).substr(0, 37), "conversation 1 has lines 1 to 13, no ");
    EXPECT_EQ(complaint({"1", "--drop-after", "QUIT"}), "\"QUIT\" is no line; postlab transcript show 1 numbers them");
    EXPECT_EQ(complaint({"1", "--say", "3"}),
              "--say 3 takes what is to be said behind it: postlab what-if 1 --say 3 \"NOOP\"");
    EXPECT_EQ(complaint({"1", "QUIT", "--drop-after", "3"}), "\"QUIT\" is said where --say LINE tells");
    EXPECT_EQ(complaint({"1", "--say", "8", "NOOP", "--drop-after", "4"}),
              "the line drops behind line 4, so nothing can be said at line 8");
    EXPECT_EQ(complaint({"1", "--say", "12", "NOOP", "--without", "QUIT"}),
              "line 12 can't be said otherwise and be left out by --without QUIT at once");
    EXPECT_EQ(complaint({"1", "--without", "retr"}), "nothing in conversation 1 begins with RETR");
    EXPECT_EQ(complaint({"1", "--say", "3", "A\r\nB"}), "--say takes one line");
    EXPECT_EQ(complaint({"1", "--say", "1", "APOP bob " + std::string(32, '0')}), "");
}

TEST_F(WhatIfCommand, plays_no_conversation_that_it_would_get_wrong) {
    record("S: + ...\nC: HELO mrose tanstaaf\nS: #2 ...\nC: QUIT\nS: + ...\n! closed\n", Protocol::pop2);
    EXPECT_EQ(complaint({"1", "--drop-after", "1"}),
              "what-if plays SMTP and POP3; conversation 1 is an entry of \"pop2\"");
    record_pop3("! set pop3.hide=UIDL\n" + dele_and_quit);
    record(
        "! set pop3.hide=UIDL\nS: +OK ...\nC: USER alice\nS: +OK ...\nC: PASS two words\nS: +OK ...\nC: UIDL\nS: -ERR "
        "...\nC: QUIT\nS: +OK ...\n! closed\n",
        Protocol::pop3);
    EXPECT_EQ(complaint({"3", "--drop-after", "1"}),
              "conversation 3 can't be foretold: in memory the reply to line 6 is another one (uidl.all, then "
              "command.unknown). Where the server had other settings, --set gives them");
    EXPECT_EQ(complaint({"3", "--drop-after", "1", "--set", "pop3.hide=UIDL"}), "");
    {
        Settings settings;
        settings.transcript.max_content_bytes = 5;
        store::TranscriptRecorder recorder(directory, settings);
        MemoryWire wire(fill_with_fixture, recorder);
        EXPECT_EQ(play(parse_dialogue(letter, "test.txt", Protocol::smtp), wire, Pace::lines), std::nullopt);
    }
    EXPECT_NE(complaint({"4", "--drop-after", "1"}).find("octets of a message in it were not kept"), std::string::npos);
}

TEST_F(WhatIfCommand, speaks_the_language_that_was_asked_for) {
    record_pop3(dele_and_quit);
    for (const char* code : {"zh", "ru"}) {
        ASSERT_EQ(run({"what-if", "1", "--drop-after", "7"}, code), 0);
        const Language& language = Language::of(code);
        EXPECT_TRUE(says(language.say("whatif.drop"_sentence, {"7"})));
        EXPECT_TRUE(says(language.say("whatif.then"_sentence)));
        for (const char* english : {"As it was", "Why", "removed", "drops here"}) EXPECT_FALSE(says(english)) << code;
    }
}

TEST_F(WhatIfCommand, makes_a_page_too) {
    record_pop3(dele_and_quit);
    ASSERT_EQ(what_if({"1", "--drop-after", "7", "--as", "html"}), 0);
    EXPECT_TRUE(says("<h1>Conversation 1: what if the line had dropped behind line 7?</h1>"));
    EXPECT_TRUE(says("<th scope=\"col\">As it was</th>"));
}

}  // namespace postlab::labs::what_if_test
