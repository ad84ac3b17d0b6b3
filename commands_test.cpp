#include "commands.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "labs/manual/manual_words.h"
#include "labs/text/paragraph.h"
#include "shared/system/file.h"
#include "shared/system/temporary_directory_for_tests.h"
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

TEST(Commands, that_print_long_lists_page_them) {
    EXPECT_EQ(std::ranges::count_if(all_commands(), &ProgramCommand::pages), 16);
    for (const ProgramCommand& command : all_commands())
        EXPECT_FALSE(command.pages && (command.name == "talk" || command.name == "serve")) << command.name;
}

TEST(Commands, have_what_all_of_them_have_said_once) {
    for (const ProgramCommand& command : all_commands()) {
        EXPECT_EQ(command.options.size(), command.own_options().size() + 2) << command.name;
        EXPECT_EQ(joined(synopsis(command), " ").find("--color"), std::string::npos) << command.name;
    }
    EXPECT_NE(labs::help_on(all_commands().front()).find("--no-pager"), std::string::npos);
    const std::string reference = labs::reference(commands());
    EXPECT_EQ(reference.find("--no-pager"), reference.rfind("--no-pager"));
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

TEST(Errors, of_what_students_type_are_sentences_that_can_be_said_in_every_language) {
    const std::string nowhere = testing::TempDir() + "postlab-nowhere";
    for (const std::vector<std::string>& arguments :
         std::vector<std::vector<std::string>>{{"xplain"},
                                               {"frobnicate"},
                                               {"lab"},
                                               {"lab", "strat"},
                                               {"lab", "frobnicate"},
                                               {"explain", "--lnag", "zh"},
                                               {"explain", "--frobnicate"},
                                               {"explain", "--table"},
                                               {"explain", "--compare=x"},
                                               {"explain", "--table", "smtp", "--table", "pop3"},
                                               {"explain", "--table", "imap"},
                                               {"explain", "--lang", "tlh"},
                                               {"transcript", "list", "--as", "html"},
                                               {"transcript", "list", "x"},
                                               {"transcript", "list", "--data", nowhere},
                                               {"transcript", "export", "all", "--as", "svg", "--data", nowhere},
                                               {"talk", "localhost"},
                                               {"talk", "localhost:1", "--tls", "--starttls"},
                                               {"lab", "status", "--data", nowhere},
                                               {"lab", "show", "L99"},
                                               {"lab", "show", "L01", "--lang", "tlh"},
                                               {"lab", "start", "L01", "--all", "--student", "s017", "--data", nowhere},
                                               {"lab", "list", "--labs", nowhere},
                                               {"serve", "--set", "smtp.max_recipients=none", "--data", nowhere},
                                               {"serve", "--set", "wire.profile=strikt", "--data", nowhere},
                                               {"serve", "--tls-cert", "x", "--data", nowhere},
                                               {"pop3d", "--domain", "post_office", "--data", nowhere},
                                               {"smtpd", "--data", "/proc/none"},
                                               {"user", "list", "--data", nowhere},
                                               {"web", "key", "list", "anna"},
                                               {"fault", "list", "--data", nowhere},
                                               {"fault", "add", "--verb", "RETR", "--data", testing::TempDir()},
                                               {"fault", "add", "--delay", "1h", "--data", testing::TempDir()},
                                               {"health", "localhost:25252525"},
                                               {"help", "xplain"}}) {
        std::ostringstream out;
        try {
            run_program(all_commands(), arguments, out, out);
            ADD_FAILURE() << joined(arguments, " ") << ": nothing is wrong with it";
        } catch (const SayableError& error) {
            EXPECT_TRUE(error.phrase().can_be_translated()) << joined(arguments, " ") << ": " << error.what();
            EXPECT_NE(labs::Language::of("zh").say(error), error.what()) << joined(arguments, " ");
        } catch (const std::exception& error) {
            ADD_FAILURE() << joined(arguments, " ") << ": " << error.what();
        }
    }
}

TEST(UserImport, says_which_encoding_it_has_taken_where_that_is_not_UTF_8) {
    const TemporaryDirectory folder;
    auto complaint = [&](const std::string& table) {
        const std::string file = (folder.path() / "users.csv").string(), data = (folder.path() / "data").string();
        replace_file(file, table);
        std::ostringstream out, err;
        EXPECT_EQ(run_program(all_commands(), {"user", "import", file, "--data", data, "--lang", "ru"}, out, err), 0);
        EXPECT_TRUE(out.str().starts_with("добавлено: ")) << out.str();
        return err.str();
    };
    EXPECT_EQ(complaint("alice,secret\n"), "");
    using namespace std::string_literals;
    EXPECT_EQ(complaint("\xFF\xFE\x62\0,\0x\0"s), "postlab user import: файл прочитан как UTF-16LE\n");
}

TEST(Help, begins_with_an_overview_that_fits_a_screen) {
    const std::vector<std::string> lines = lines_of(labs::overview(commands()));
    EXPECT_LE(lines.size(), 31u);
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

TEST(Help, is_said_in_each_language_completely) {
    const std::vector<labs::Text> texts = labs::texts_of_manual(commands());
    for (const std::string& code : labs::Language::all()) {
        if (code == "en") continue;
        for (const std::string& flaw : labs::flaws_of(labs::Language::of(code, "help"), texts))
            ADD_FAILURE() << "labs/help." << code << ".po: " << flaw << "\n(postlab help --as po --lang " << code
                          << " prints the file anew, with what there is)";
    }
}

TEST(Help, is_nowhere_wider_than_80_columns_in_any_language) {
    for (const std::string& code : labs::Language::all()) {
        const labs::Language& language = labs::Language::of(code);
        for (const ProgramCommand& command : all_commands())
            for (const std::string& line : lines_of(labs::help_on(command, language)))
                EXPECT_LE(labs::columns(line), 80u) << line;
        const std::vector<std::string> overview = lines_of(labs::overview(commands(), language));
        EXPECT_LE(overview.size(), 31u) << code;
        for (const std::string& line : overview) EXPECT_LE(labs::columns(line), 80u) << line;
    }
}

TEST(Help, is_in_the_language_that_is_named_wherever_that_stands) {
    const labs::Language& ru = labs::Language::of("ru");
    const auto help = [&](const std::vector<std::string>& words) {
        return labs::manual(commands(), "text", words, ru);
    };
    EXPECT_NE(help({"lab", "reset"}).find("\nначинает работу заново\n"), std::string::npos) << help({"lab", "reset"});
    EXPECT_EQ(help({"--lang", "ru", "lab", "reset", "--help"}), help({"lab", "reset"}));
    EXPECT_NE(help({}).find("Вести курс\n"), std::string::npos) << help({});
    EXPECT_NE(labs::reference(commands(), ru).find("\nНачинает работу заново.\n"), std::string::npos);
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
