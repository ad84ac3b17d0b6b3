#include "shared/program/program_command.h"

#include <gtest/gtest.h>

#include <sstream>

namespace postlab::program_command_test {

int say_words(const CommandLine& line, std::ostream& out, std::ostream&) {
    for (const std::string& word : line.words()) out << word << "\n";
    return line.has("quiet") ? 1 : 0;
}

const std::vector<ProgramCommand> commands{
    {"put in",
     "NAME [more...]",
     "puts it in",
     {{"quiet", "", "says nothing"}, data_option},
     "postlab put in x",
     say_words},
    {"put out", "", "puts it out", {data_option}, "postlab put out", say_words},
    {"light", "[on|off]", "the light", {{"as", "text|md", "how"}, {"at", "PLACE", "where", true}}, "", say_words},
    {"rest", "", "rests", {}, "", say_words},
    {"pair", "FILE [OTHER]", "two", {}, "", say_words},
};

std::string said(const std::vector<std::string>& arguments) {
    std::ostringstream out, err;
    try {
        const int status = run_program(commands, arguments, out, err);
        return std::to_string(status) + " " + out.str();
    } catch (const UsageError& error) {
        return error.what();
    }
}

TEST(ProgramCommand, gets_the_words_behind_its_name) {
    EXPECT_EQ(said({"put", "in", "a", "b", "c"}), "0 a\nb\nc\n");
    EXPECT_EQ(said({"rest"}), "0 ");
    EXPECT_EQ(said({"light", "off"}), "0 off\n");
}

TEST(ProgramCommand, is_found_with_options_anywhere) {
    EXPECT_EQ(said({"put", "--data", "in", "--quiet", "in", "x"}), "1 x\n");
    EXPECT_EQ(said({"put", "in", "--", "--quiet"}), "0 --quiet\n");
}

TEST(ProgramCommand, is_suggested_when_another_was_typed) {
    EXPECT_EQ(said({"ligth"}), "there is no command ligth; did you mean postlab light?");
    EXPECT_EQ(said({"frobnicate"}), "there is no command frobnicate; postlab --help lists them");
    EXPECT_EQ(said({"put", "ot"}), "there is no command put ot; did you mean postlab put out?");
    EXPECT_EQ(said({"put", "frobnicate"}), "there is no command put frobnicate; postlab help put lists them");
    EXPECT_EQ(said({"put"}), "postlab put in | out; postlab help put tells more");
}

TEST(ProgramCommand, refuses_an_option_of_another_in_its_family) {
    EXPECT_EQ(said({"put", "out", "--quiet"}), "--quiet belongs to put in");
    EXPECT_EQ(said({"put", "out", "--quite"}), "there is no option --quite; did you mean --quiet?");
}

TEST(ProgramCommand, refuses_words_that_do_not_fit) {
    EXPECT_EQ(said({"put", "in"}), "postlab put in NAME [more...] [--quiet] [--data DIR]");
    EXPECT_EQ(said({"put", "out", "x"}), "put out takes options only, not \"x\"");
    EXPECT_EQ(said({"rest", "x"}), "rest takes nothing, not \"x\"");
    EXPECT_EQ(said({"light", "of"}), "light takes on or off, not of");
    EXPECT_EQ(said({"light", "on", "off"}), "postlab light [on|off] [--as text|md] [--at PLACE]...");
    EXPECT_EQ(said({"pair", "a", "b", "c"}), "postlab pair FILE [OTHER]");
    EXPECT_EQ(said({"light", "--as", "pdf"}), "--as takes text or md, not pdf");
}

}  // namespace postlab::program_command_test
