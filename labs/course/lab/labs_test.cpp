#include "labs/course/lab/labs.h"

#include <gtest/gtest.h>

#include <fstream>

#include "labs/course/lab/fixture.h"
#include "shared/program/command_line.h"
#include "shared/system/temporary_directory_for_tests.h"
#include "shared/text/phrases_for_tests.h"

namespace postlab::course::labs_test {

namespace fs = std::filesystem;

/// A folder of labs with one good lab, 16-big, to be spoilt.
class LabFile : public testing::Test {
protected:
    void SetUp() override {
        fs::create_directories(root_ / "16-big" / "mistakes");
        for (const char* language : {"en", "zh", "ru"}) {
            write(std::string("strings.") + language + ".yaml", "do_it: Do it\n");
            write(std::string("16-big/strings.") + language + ".yaml", strings);
        }
        write("16-big/lab.yaml", yaml);
        write("16-big/handout.md", "# {{title}}\n## {{do_it}}\n$x\n");
        write("16-big/solution.txt", "S: ...\n");
        write("16-big/mistakes/read_it.txt", "S: ...\n");
    }

    void write(const std::string& file, const std::string& text) { std::ofstream(root_ / file) << text; }
    static std::string with(std::string text, const std::string& from, const std::string& to) {
        return text.replace(text.find(from), from.size(), to);
    }
    /// All complaints, a line each; "none".
    std::string complaints() {
        try {
            read_lab(root_ / "16-big");
        } catch (const LabErrors& errors) {
            return errors.what();
        }
        return "none";
    }
    std::string complaints_with(const std::string& from, const std::string& to) {
        write("16-big/lab.yaml", with(yaml, from, to));
        return complaints();
    }

    const std::string yaml =
        "lab: L16\n"
        "part: pop3\n"
        "minutes: 20\n"
        "parameters:\n"
        "  x: {number: [3, 6]}\n"
        "fixture:\n"
        "  letters: 8\n"
        "  special:\n"
        "    - {at: $x, octets: 3000, subject: \"Letter $n\"}\n"
        "checks:\n"
        "  - id: peek\n"
        "    weight: 2\n"
        "    section: RFC 1939 7\n"
        "    seen: {pop3: \"C: TOP $x 0\\nS: +OK ...\"}\n"
        "hints:\n"
        "  - {check: peek, after: 2, say: h1}\n"
        "mistakes:\n"
        "  - id: read_it\n"
        "    when: {seen: {pop3: \"C: RETR $x\"}}\n";
    const std::string strings =
        "title: Big\ncheck.peek: Peek at $x\ncheck.peek.help: TOP\nhint.h1: Think\nmistake.read_it: Too big\n";
    const TemporaryDirectory temporary_;
    const fs::path root_ = temporary_.path();
};

TEST_F(LabFile, is_read_whole) {
    ASSERT_EQ(complaints(), "none");
    const Lab lab = read_lab(root_ / "16-big");
    EXPECT_EQ(lab.id + " " + lab.part + " " + std::to_string(lab.minutes), "L16 pop3 20");
    EXPECT_EQ(lab.max_score(), 2);
    EXPECT_TRUE(lab.needs_start());
    EXPECT_EQ(lab.checks[0].conditions.size(), 1u);
    EXPECT_EQ(lab.strings.text("title", "zh"), "Big");
    const Labs labs = read_labs(root_);
    for (const char* id : {"L16", "l16", "16"}) EXPECT_NE(labs.find(id), nullptr) << id;
    for (const char* id : {"L99", "6", "", "L"}) EXPECT_EQ(labs.find(id), nullptr) << id;
}

TEST_F(LabFile, says_file_line_key_and_what_was_expected) {
    EXPECT_EQ(complaints_with("weight: 2", "wieght: 2"),
              "labs/16-big/lab.yaml:12: checks[0].wieght: there is no key \"wieght\"; did you mean \"weight\"?");
    EXPECT_EQ(complaints_with("weight: 2", "weight: heavy"),
              "labs/16-big/lab.yaml:12: checks[0].weight: expected a whole number, not \"heavy\"");
    EXPECT_EQ(complaints_with("part: pop3", "part: pop"),
              "labs/16-big/lab.yaml:2: part: expected one of contact, smtp, pop3, loop");
    EXPECT_EQ(complaints_with("minutes: 20\n", ""), "labs/16-big/lab.yaml:1: the key \"minutes\" is missing");
    EXPECT_EQ(complaints_with("lab: L16", "lab: L17"),
              "labs/16-big/lab.yaml:1: lab: expected the number of its folder, 16-big");
    EXPECT_EQ(complaints_with("RFC 1939 7", "1939"),
              "labs/16-big/lab.yaml:13: checks[0].section: expected an RFC's number and section, such as RFC 1939 7");
}

TEST_F(LabFile, finds_every_mistake_in_one_reading) {
    const std::string spoilt =
        with(with(with(yaml, "minutes: 20", "minutes: many"), "TOP $x", "TOP $y"), "check: peek", "check: pek");
    write("16-big/lab.yaml", spoilt);
    EXPECT_EQ(complaints(),
              "labs/16-big/lab.yaml:3: minutes: expected a whole number, not \"many\"\n"
              "labs/16-big/lab.yaml:16: hints[0].check: expected the id of a check: peek\n"
              "labs/16-big/lab.yaml:14: checks[0].seen.pop3: there is no parameter $y");
}

TEST_F(LabFile, says_what_is_wrong_with_a_pattern) {
    EXPECT_EQ(complaints_with("\\nS: +OK ...", "\\nT: +OK ..."),
              "labs/16-big/lab.yaml:14: checks[0].seen.pop3: line 2 of the pattern: expected a line that begins with "
              "C:, S:, ! or #");
    EXPECT_EQ(complaints_with("seen: {pop3: \"C: TOP", "seen: {imap: \"C: TOP"),
              "labs/16-big/lab.yaml:14: checks[0].seen.imap: there is no key \"imap\"; did you mean \"smtp\"?\n"
              "labs/16-big/lab.yaml:14: checks[0].seen: expected one of the keys smtp, pop3, pop2");
}

TEST_F(LabFile, refuses_two_of_one_name) {
    EXPECT_EQ(complaints_with("minutes: 20\n", "minutes: 20\nminutes: 30\n"),
              "labs/16-big/lab.yaml:4: minutes: the key stands there twice");
    EXPECT_EQ(complaints_with("hints:", "  - {id: peek, predict: [x]}\nhints:"),
              "labs/16-big/lab.yaml:15: checks[1].id: there is another one with the id peek");
    EXPECT_EQ(complaints_with("  x: {", "  token: {code: 3}\n  x: {"),
              "labs/16-big/lab.yaml:5: parameters.token: the name $token is taken: every lab has it");
}

TEST_F(LabFile, says_where_yaml_ends_to_be_yaml) {
    EXPECT_TRUE(complaints_with("lab: L16", "lab: [").starts_with("labs/16-big/lab.yaml:")) << complaints();
    fs::remove(root_ / "16-big" / "lab.yaml");
    EXPECT_EQ(complaints(), "labs/16-big/lab.yaml: cannot be read");
    write("16-big/lab.yaml", "");
    EXPECT_EQ(complaints(), "labs/16-big/lab.yaml: is empty");
}

TEST_F(LabFile, tries_its_values) {
    EXPECT_EQ(
        complaints_with("octets: 3000", "octets: 30"),
        "labs/16-big/lab.yaml: fixture.special.octets: expected at least 179, what the letter has without padding");
    EXPECT_EQ(complaints_with("[3, 6]", "[30, 60]")
                  .find("labs/16-big/lab.yaml: fixture.special.at: expected a number from 1 to 8"),
              0u);
}

TEST_F(LabFile, misses_strings_and_dialogues_and_refuses_those_too_many) {
    const std::string folder = "labs/16-big";
    write("16-big/strings.ru.yaml", with(strings, "at $x", "at it"));
    write("16-big/handout.md", "{{title}} {{nothing}}");
    write("16-big/mistakes/other.txt", "S: ...\n");
    fs::remove(root_ / "16-big" / "mistakes" / "read_it.txt");
    EXPECT_EQ(complaints(),
              folder + "/strings.ru.yaml:2: check.peek: expected the $names of the English text ($x), not none\n" +
                  "labs/16-big/handout.md: the string nothing is missing in strings.en.yaml\n"
                  "labs/16-big/mistakes/read_it.txt: is missing: a dialogue that makes the mistake\n"
                  "labs/16-big/mistakes/other.txt: there is no such mistake in lab.yaml");
    SetUp();
    fs::remove(root_ / "16-big" / "mistakes" / "other.txt");
    write("16-big/strings.en.yaml", strings + "more: x\n");
    EXPECT_NE(complaints().find("strings.en.yaml:6: more: nothing uses it"), std::string::npos);
}

TEST_F(LabFile, says_where_a_fault_is_amiss) {
    auto with_fault = [&](const std::string& fault) {
        return complaints_with("checks:", "faults:\n  - verb: RETR\n    " + fault + "\nchecks:");
    };
    EXPECT_EQ(with_fault("nthh: 2"),
              "labs/16-big/lab.yaml:12: faults[0].nthh: there is no key \"nthh\"; did you mean \"nth\"?");
    EXPECT_TRUE(with_fault("cut: $x").starts_with("labs/16-big/lab.yaml:11: faults[0]: cut is "))
        << with_fault("cut: $x");
    EXPECT_EQ(with_fault("cut: after"), "none");
}

TEST_F(LabFile, needs_english_and_may_have_german) {
    for (const char* language : {"zh", "ru"})
        fs::remove(root_ / "16-big" / (std::string("strings.") + language + ".yaml"));
    write("16-big/strings.de.yaml", "title: Groß\n");
    ASSERT_EQ(complaints(), "none");
    const Lab lab = read_lab(root_ / "16-big");
    EXPECT_EQ(lab.strings.text("title", "de"), "Groß");
    EXPECT_EQ(lab.strings.text("title", "zh"), "Big");
    EXPECT_EQ(lab.strings.text("hint.h1", "de"), "Think");
    fs::remove(root_ / "16-big" / "strings.en.yaml");
    EXPECT_NE(complaints().find("labs/16-big/strings.en.yaml: cannot be read"), std::string::npos);
}

TEST_F(LabFile, can_be_left_out_of_a_course) {
    fs::copy(root_ / "16-big", root_ / "17-other", fs::copy_options::recursive);
    write("17-other/lab.yaml", with(yaml, "L16", "L17"));
    EXPECT_EQ(read_labs(root_).labs.size(), 2u);
    EXPECT_FALSE(read_labs(root_).chosen);
    const Labs one = read_labs(root_, {"L17"});
    EXPECT_TRUE(one.chosen);
    EXPECT_EQ(one.find("L16"), nullptr);
    EXPECT_NE(one.find("17"), nullptr);
    EXPECT_EQ(one.fingerprint, labs_fingerprint(root_, {"L17"}));
    EXPECT_NE(one.fingerprint, labs_fingerprint(root_));
    EXPECT_THROW(read_labs(root_, {"L17", "L99"}), LabErrors);
}

TEST_F(LabFile, must_have_a_number_of_its_own) {
    EXPECT_TRUE(others_with_number_of(root_ / "16-big").empty());
    fs::copy(root_ / "16-big", root_ / "16-other", fs::copy_options::recursive);
    EXPECT_EQ(others_with_number_of(root_ / "16-big"), std::vector<std::string>{"16-other"});
}

TEST_F(LabFile, makes_letters_of_exactly_so_many_octets) {
    const Lab lab = read_lab(root_ / "16-big");
    const Values values = values_for(lab.parameters, {"a key", "s017", "L16"});
    const std::vector<std::string> made = letters(*lab.fixture, values);
    ASSERT_EQ(made.size(), 8u);
    const std::size_t x = std::stoul(values.at("x")) - 1;
    EXPECT_EQ(made[x].size(), 3000u);
    EXPECT_NE(made[x].find("\r\nSubject: Letter " + values.at("x") + "\r\n"), std::string::npos);
    EXPECT_EQ(made, letters(*lab.fixture, values));
    for (const std::string& letter : made)
        for (std::size_t at = letter.find('\n'); at != letter.npos; at = letter.find('\n', at + 1))
            EXPECT_EQ(letter[at - 1], '\r');
}

/// A teacher's own labs, in a folder without common strings, beside labs that came with the program.
class OwnLabs : public LabFile {
protected:
    void SetUp() override {
        LabFile::SetUp();
        for (const char* language : {"en", "zh", "ru"})
            fs::remove(root_ / (std::string("strings.") + language + ".yaml"));
        fs::rename(root_ / "16-big", root_ / "30-big");
        write("30-big/lab.yaml", with(yaml, "L16", "L30"));
        write("30-big/handout.md", "# {{title}}\n## {{h.do}}\n$x\n");
    }
};

TEST_F(OwnLabs, come_beside_those_of_the_program_and_share_their_strings) {
    EXPECT_EQ(read_lab(root_ / "30-big").id, "L30");
    const Labs labs = read_labs(root_);
    EXPECT_NE(labs.find("L30"), nullptr);
    EXPECT_NE(labs.find("L01"), nullptr);
    EXPECT_EQ(labs.labs.back().id, "L30");
    EXPECT_TRUE(labs.common.has("h.do"));
}

TEST_F(OwnLabs, cannot_have_a_number_of_the_programs) {
    fs::rename(root_ / "30-big", root_ / "10-big");
    EXPECT_EQ(others_with_number_of(root_ / "10-big"), std::vector<std::string>{"10-three-states"});
}

TEST_F(OwnLabs, may_bring_the_common_sentences_of_another_language) {
    write("strings.de.yaml", "h.do: Was zu tun ist\n");
    EXPECT_EQ(read_labs(root_).common.text("h.do", "de"), "Was zu tun ist");
}

TEST_F(OwnLabs, are_missed_where_there_are_none) {
    fs::remove_all(root_ / "30-big");
    try {
        read_labs(root_);
        FAIL() << "there is no lab in it";
    } catch (const LabErrors& errors) {
        EXPECT_EQ(in_english(errors.lines()), std::vector<std::string>{"there is no lab in " + root_.string() +
                                                                       ": no folder in it has a lab.yaml"});
    }
}

TEST(LabsFolder, says_where_it_has_looked) { EXPECT_THROW(labs_folder("/no/such/folder"), UsageError); }

TEST(LabsFolder, is_the_programs_own_and_not_one_of_a_writer_who_works_here) {
    const TemporaryDirectory here;
    const fs::path before = fs::current_path();
    fs::create_directory(here.path() / "labs");
    fs::current_path(here.path());
    const fs::path found = labs_folder("");
    fs::current_path(before);
    EXPECT_TRUE(fs::equivalent(found, fs::path(POSTLAB_SOURCE_DIR) / "labs")) << found;
}

TEST_F(LabFile, has_names_that_somebody_can_type) {
    for (const std::string& name : {std::string(41, 'x'), std::string(200'000, 'x'), std::string("1x")}) {
        const std::string all = complaints_with("  x: {number", "  ? " + name + "\n  : {number");
        EXPECT_NE(all.find("expected a name of a-z, 0-9 and _ that begins with a letter"), all.npos) << name.size();
    }
}

}  // namespace postlab::course::labs_test
