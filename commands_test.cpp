#include "commands.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "shared/text/text.h"

namespace postlab::commands_test {

std::vector<ProgramCommand> all_commands() {
    std::vector<ProgramCommand> all;
    for (const labs::CommandGroup& group : commands())
        all.insert(all.end(), group.commands.begin(), group.commands.end());
    return all;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::istringstream in(text);
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

/// The words of an example behind the last `postlab`: what a shell would give the program.
std::vector<std::string> typed(const std::string& example) {
    const std::size_t at = example.rfind("postlab ");
    return at == example.npos ? std::vector<std::string>{} : split(example.substr(at + 8));
}

TEST(Commands, say_what_they_do_in_a_line) {
    std::set<std::string> names;
    for (const ProgramCommand& command : all_commands()) {
        EXPECT_TRUE(names.insert(command.name).second) << command.name << " is there twice";
        EXPECT_FALSE(command.purpose.empty() || command.purpose.ends_with('.')) << command.name;
        EXPECT_TRUE(command.more.empty() || command.more.ends_with('.')) << command.name;
        for (const Option& option : command.options) EXPECT_FALSE(option.purpose.empty()) << option.name;
    }
}

int the_one(const CommandLine&, std::ostream&, std::ostream&) { return 42; }

int another(const CommandLine&, std::ostream&, std::ostream&) { return 0; }

TEST(Commands, have_an_example_that_can_be_typed) {
    for (const ProgramCommand& command : all_commands()) {
        std::vector<ProgramCommand> harmless = all_commands();
        for (ProgramCommand& any : harmless) any.run = any.name == command.name ? the_one : another;
        std::ostringstream out;
        const std::vector<std::string> arguments = typed(command.example);
        ASSERT_FALSE(arguments.empty()) << command.name;
        EXPECT_EQ(run_program(harmless, arguments, out, out), 42) << command.example;
    }
}

TEST(Commands, of_a_family_agree_about_their_options) {
    std::map<std::string, Option> known;
    for (const ProgramCommand& command : all_commands())
        for (const Option& option : command.options) {
            const std::string key = split(command.name)[0] + " --" + option.name;
            const Option& first = known.emplace(key, option).first->second;
            EXPECT_EQ(first.argument, option.argument) << key;
            EXPECT_EQ(first.repeatable, option.repeatable) << key;
        }
}

TEST(Help, is_nowhere_wider_than_80_columns) {
    for (const ProgramCommand& command : all_commands())
        for (const std::string& line : lines_of(labs::help_on(command))) EXPECT_LE(line.size(), 80u) << line;
    for (const std::string& line : lines_of(labs::overview(commands()))) EXPECT_LE(line.size(), 80u) << line;
}

TEST(Help, begins_with_an_overview_that_fits_a_screen) {
    const std::vector<std::string> lines = lines_of(labs::overview(commands()));
    EXPECT_LE(lines.size(), 24u);
    for (const ProgramCommand& command : all_commands()) {
        const std::string begins = "  " + split(command.name)[0] + " ";
        EXPECT_EQ(std::ranges::count_if(lines, [&](const auto& line) { return line.starts_with(begins); }), 1)
            << command.name;
    }
}

TEST(Help, is_found_by_the_words_of_a_command) {
    auto help = [](const std::vector<std::string>& words) { return labs::manual(commands(), "text", words); };
    EXPECT_TRUE(help({"lab", "start"}).starts_with("postlab lab start LAB [--student ID]"));
    EXPECT_EQ(help({"lab", "start", "L12", "--all", "--help"}), help({"lab", "start"}));
    EXPECT_EQ(help({"--help"}), labs::overview(commands()));
    const std::string family = help({"fault"});
    for (const char* name : {"postlab fault add\n", "postlab fault remove ID...\n", "postlab fault clear\n"})
        EXPECT_NE(family.find(name), std::string::npos) << family;
    try {
        help({"srve"});
        FAIL();
    } catch (const UsageError& error) {
        EXPECT_STREQ(error.what(), "there is no command srve; did you mean postlab help serve?");
    }
}

TEST(Help, names_every_setting_where_they_can_be_set) {
    const std::string help = labs::manual(commands(), "text", {"smtpd"});
    EXPECT_NE(help.find("smtp.idle_timeout_s=300\n"), std::string::npos) << help;
    EXPECT_EQ(labs::manual(commands(), "text", {"user", "add"}).find("idle_timeout"), std::string::npos);
}

TEST(Reference, is_what_the_program_prints) {
    std::ifstream in(std::string(POSTLAB_SOURCE_DIR) + "/docs/reference.md");
    std::ostringstream kept;
    kept << in.rdbuf();
    EXPECT_TRUE(kept.str() == labs::reference(commands())) << "postlab help --as md > docs/reference.md";
}

}  // namespace postlab::commands_test
