#include "labs/faults/fault_command.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "shared/system/temporary_directory_for_tests.h"

namespace postlab::labs::fault_command_test {

class FaultCommand : public testing::Test {
protected:
    std::string run(std::vector<std::string> arguments) {
        arguments.insert(arguments.end(), {"--data", directory});
        arguments.insert(arguments.begin(), "fault");
        std::ostringstream out;
        EXPECT_EQ(run_program(fault_commands(), arguments, out, out), 0);
        return std::move(out).str();
    }
    std::string complaint(const std::vector<std::string>& arguments) {
        try {
            return "taken: " + run(arguments);
        } catch (const UsageError& error) {
            return error.what();
        }
    }
    const TemporaryDirectory temporary;
    const std::string directory = temporary.path();
};

TEST_F(FaultCommand, adds_lists_and_removes) {
    EXPECT_EQ(run({"add", "--account", "s017", "--verb", "RETR", "--nth=10", "--cut", "after", "--tag", "s017/L12"}),
              "1\ts017/L12\taccount=s017 verb=RETR nth=10 cut=after\n");
    EXPECT_EQ(run({"add", "--silence", "--chance", "0.3", "--seed", "42"}), "2\t-\tchance=0.3 seed=42 silence=yes\n");
    EXPECT_EQ(run({"add", "--cut-after", "12", "--tag", "s017/L12"}), "3\ts017/L12\tcut_after=12\n");
    EXPECT_EQ(run({"clear", "--tag", "s017/L12"}), "2 removed\n");
    EXPECT_EQ(run({"list"}), "2\t-\tchance=0.3 seed=42 silence=yes\n");
    EXPECT_EQ(run({"add", "--delay", "1s"}), "4\t-\tdelay=1s\n");
    EXPECT_EQ(run({"remove", "2"}), "");
    run({"add", "--silence", "--tag", "s017/L12"});
    EXPECT_EQ(run({"clear"}), "1 removed\n1 of labs stay; --tag TAG removes them, fault list shows the tags\n");
    EXPECT_EQ(run({"clear", "--tag", "s017/L12"}), "1 removed\n");
    EXPECT_EQ(run({"list"}), "");
}

TEST_F(FaultCommand, lists_what_is_no_rule_as_a_flaw) {
    run({"add", "--silence"});
    std::ofstream(directory + "/faults.jsonl", std::ios::app) << "{\"id\":\"2\",\"tag\":\"s017/L12\",\"si";
    std::ostringstream out, errors;
    EXPECT_EQ(run_program(fault_commands(), {"fault", "list", "--data", directory}, out, errors), 0);
    EXPECT_EQ(out.str(), "1\t-\tsilence=yes\n");
    EXPECT_EQ(errors.str(), "postlab fault list: " + directory + "/faults.jsonl:3: is no rule and does nothing: " +
                                "{\"id\":\"2\",\"tag\":\"s017/L12\",\"si; postlab fault clear removes it\n");
}

TEST_F(FaultCommand, says_what_was_meant) {
    EXPECT_EQ(complaint({}), "postlab fault add | list | remove | clear; postlab help fault tells more");
    EXPECT_EQ(complaint({"lst"}), "there is no command fault lst; did you mean postlab fault list?");
    EXPECT_EQ(complaint({"add", "--vreb", "RETR"}), "there is no option --vreb; did you mean --verb?");
    EXPECT_EQ(complaint({"add", "--verb", "RETR", "--reply", "message.unreadible"}).substr(0, 60),
              "reply is a row that refuses RETR, not \"message.unreadible\": ");
    EXPECT_EQ(complaint({"remove"}), "postlab fault remove ID... [--lang LANG] [--data DIR]");
    EXPECT_EQ(complaint({"remove", "one"}), "a fault is known by its number, not \"one\"; postlab fault list shows it");
    EXPECT_EQ(complaint({"list", "--verb", "RETR"}), "--verb belongs to fault add");
    EXPECT_THROW(run({"remove", "7"}), std::runtime_error);
}

TEST_F(FaultCommand, lists_every_key_as_an_option) {
    const std::vector<Option> options = fault_commands().front().options;
    for (const Option& option : options) EXPECT_EQ(option.name.find('_'), std::string::npos);
    EXPECT_NE(std::ranges::find(options, "hold-lock", &Option::name), options.end());
}

}  // namespace postlab::labs::fault_command_test
