#include "labs/manual/manual.h"

#include <gtest/gtest.h>

namespace postlab::labs::manual_test {

bool has(const std::string& text, const std::string& part) { return text.find(part) != text.npos; }

int nothing(const CommandLine&, std::ostream&, std::ostream&) { return 0; }

const CommandGroups groups{
    {"Tea",
     {{"tea make",
       "POT",
       "makes it",
       {{"as", "green|black", "which"}, {"hot", "", "hot"}},
       "postlab tea make blue",
       nothing,
       "It takes -- as ever -- a while."},
      {"tea drink", "", "drinks it", {}, "postlab tea drink", nothing}}},
    {"Rest", {{"rest", "[DIR...]", "rests", {{"out", "FILE", "where", true}}, "postlab rest", nothing}}},
};

TEST(Manual, lists_a_family_in_one_line) {
    EXPECT_TRUE(has(overview(groups), "Tea\n  tea         make, drink\nRest\n  rest        rests\n"))
        << overview(groups);
}

TEST(Manual, tells_all_about_a_command) {
    EXPECT_EQ(manual(groups, "text", {"tea", "make"}),
              "postlab tea make POT [--as green|black] [--hot]\n"
              "makes it\n"
              "\n"
              "It takes -- as ever -- a while.\n"
              "\n"
              "  --as green|black            which\n"
              "  --hot                       hot\n"
              "\n"
              "Example:\n"
              "  postlab tea make blue\n");
}

TEST(Manual, cuts_a_synopsis_between_its_pieces) {
    const std::vector<std::string> lines = synopsis_lines(groups[0].commands[0], 30);
    EXPECT_EQ(lines,
              (std::vector<std::string>{"postlab tea make POT", "        [--as green|black]", "        [--hot]"}));
}

TEST(Reference, keeps_bars_within_their_cells) {
    EXPECT_TRUE(has(reference(groups), "| `--as green\\|black` | which |\n")) << reference(groups);
    EXPECT_TRUE(has(reference(groups), "    postlab rest [DIR...] [--out FILE]...\n")) << reference(groups);
    EXPECT_TRUE(has(reference(groups), "| `smtp.max_recipients` | 1000 | recipients of one message |\n"));
}

TEST(ManPage, keeps_its_hyphens) {
    const std::string page = man_page(groups);
    EXPECT_TRUE(has(page, ".B postlab tea make POT [\\-\\-as green|black] [\\-\\-hot]\n")) << page;
    EXPECT_TRUE(has(page, "It takes \\-\\- as ever")) << page;
}

TEST(Completion, knows_what_may_stand_behind_a_name) {
    const std::string bash = completion(groups, "bash"), zsh = completion(groups, "zsh");
    for (const std::string& script : {bash, zsh}) {
        EXPECT_TRUE(has(script, "    [postlab]=' tea rest'\n")) << script;
        EXPECT_TRUE(has(script, "    [tea]=' make drink'\n")) << script;
        EXPECT_TRUE(has(script, "    [rest]='[DIR...]'\n")) << script;
        EXPECT_TRUE(has(script, "    [tea_make]=' --as=green|black --hot'\n")) << script;
    }
    EXPECT_TRUE(zsh.starts_with("#compdef postlab\n"));
}

}  // namespace postlab::labs::manual_test
