// docs/: if a teacher or a student reads it, a machine has run it.
#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "labs/course/lab/handout.h"
#include "labs/course/lab_check.h"
#include "labs/course/lab_command.h"
#include "labs/record/export.h"

namespace postlab::course::documents_test {

namespace fs = std::filesystem;

const fs::path root = POSTLAB_SOURCE_DIR;

std::string contents(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// Writes the files that the guide shows, each in a block "```yaml labs/30-the-right-letter/lab.yaml".
void write_files_of_guide(const fs::path& folder) {
    std::istringstream guide(contents(root / "docs" / "teachers-guide.md"));
    std::string fence;
    std::ofstream file;
    for (std::string line; std::getline(guide, line);) {
        const std::size_t name = line.find(" labs/");
        if (fence.empty() && line.starts_with("```") && name != line.npos) {
            fence = line.substr(0, line.find_first_not_of('`'));
            const fs::path path = folder / line.substr(name + 1);
            fs::create_directories(path.parent_path());
            file.open(path);
        } else if (!fence.empty() && line == fence) {
            fence.clear();
            file.close();
        } else if (!fence.empty()) {
            file << line << "\n";
        }
    }
}

TEST(TeachersGuide, shows_a_lab_that_works) {
    const fs::path folder = fs::path(testing::TempDir()) / "postlab-guide";
    fs::remove_all(folder);
    write_files_of_guide(folder);
    std::ostringstream said;
    EXPECT_EQ(
        run_program(lab_commands(), {"lab", "check", (folder / "labs" / "30-the-right-letter").string()}, said, said),
        0)
        << said.str();
    EXPECT_EQ(said.str(), "30-the-right-letter: works\n");
    fs::remove_all(folder);
}

TEST(TeachersGuide, names_every_lab_and_its_minutes_in_each_language) {
    const Labs labs = read_labs(root / "labs");
    for (const auto& [language, name] :
         {std::pair{"en", "teachers-guide.md"}, {"zh", "teachers-guide.zh.md"}, {"ru", "teachers-guide.ru.md"}}) {
        const std::string guide = contents(root / "docs" / name);
        for (const Lab& lab : labs.labs)
            EXPECT_NE(guide.find("| " + lab.id + " | " + lab.strings.text("title", language) + " | " +
                                 std::to_string(lab.minutes) + " |"),
                      guide.npos)
                << name << ": " << lab.id;
    }
}

/// What a reader in each language has to have in common, section by section.
struct Section {
    int level;                           ///< of its heading
    std::vector<std::string> dialogues;  ///< as they stand there
    std::multiset<std::string> cited;    ///< "RFC 1939 11"
    bool operator==(const Section&) const = default;
};

std::vector<Section> sections_of(const std::string& document) {
    static const std::regex citation("RFC [0-9]+( [0-9]+([.][0-9]+)*)?");
    std::vector<Section> sections;
    std::istringstream in(document);
    bool in_dialogue = false;
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with("#") && !in_dialogue) sections.push_back({static_cast<int>(line.find(' ')), {}, {}});
        if (line.starts_with("```dialogue ")) {
            sections.back().dialogues.emplace_back();
            in_dialogue = true;
        }
        if (in_dialogue) sections.back().dialogues.back() += line + "\n";
        if (line == "```") in_dialogue = false;
        for (std::sregex_iterator found(line.begin(), line.end(), citation), end; found != end; ++found)
            sections.back().cited.insert(found->str());
    }
    return sections;
}

TEST(BackgroundReader, shows_the_same_dialogues_and_cites_the_same_rfcs_in_every_language) {
    const std::vector<Section> english = sections_of(contents(root / "docs" / "background.md"));
    EXPECT_EQ(english.size(), 10u);
    for (const char* language : {"zh", "ru"}) {
        const auto other = sections_of(contents(root / "docs" / ("background." + std::string(language) + ".md")));
        ASSERT_EQ(other.size(), english.size()) << language;
        for (std::size_t i = 0; i < english.size(); ++i)
            EXPECT_TRUE(other[i] == english[i]) << language << ", section " << i;
    }
}

TEST(Sheets, name_no_command_of_the_server_to_a_class_that_has_only_its_ports) {
    const Labs labs = read_labs(root / "labs");
    const std::regex command("postlab (lab|transcript|explain|replay|fault|serve)\\b");
    for (const Lab& lab : labs.labs)
        for (const char* language : {"en", "zh", "ru"}) {
            Values values = sample_values(lab);
            const std::string at_home = handout(lab, labs.common, language, values);
            EXPECT_TRUE(std::regex_search(at_home, command)) << lab.id << " " << language;
            values["host"] = "192.0.2.7";
            const std::string hosted = handout(lab, labs.common, language, values);
            EXPECT_FALSE(std::regex_search(hosted, command)) << lab.id << " " << language << "\n" << hosted;
            for (const std::string& key : lab.strings.keys())
                EXPECT_FALSE(std::regex_search(lab.strings.text(key, language), command)) << lab.id << " " << key;
        }
}

/// The first session of the lab's solution that speaks the protocol, as `postlab transcript export --as svg` draws it.
std::string picture(const char* id, const char* protocol) {
    const Labs labs = read_labs(root / "labs");
    const Lab& lab = *labs.find(id);
    const PlayedDialogue played =
        play_as_student(labs, lab, contents(lab.folder / "solution.txt"), "solution.txt",
                        std::string_view(protocol) == "pop3" ? labs::Protocol::pop3 : labs::Protocol::smtp);
    EXPECT_EQ(played.complaint, "");
    for (const labs::Conversation& conversation : played.conversations)
        if (conversation.about.protocol == protocol) {
            std::ostringstream svg;
            labs::export_svg(conversation, svg);
            return svg.str();
        }
    return "";
}

/// With POSTLAB_WRITE_PICTURES set it writes them anew.
TEST(StudentSheets, show_pictures_that_are_up_to_date) {
    setenv("TZ", "UTC", 1);
    tzset();
    for (const auto& [name, drawn] : {std::pair{"first-letter.svg", picture("L03", "smtp")},
                                      std::pair{"first-fetch.svg", picture("L10", "pop3")}}) {
        const fs::path file = root / "docs" / "student-sheets" / name;
        if (std::getenv("POSTLAB_WRITE_PICTURES")) std::ofstream(file, std::ios::binary) << drawn;
        EXPECT_TRUE(contents(file) == drawn) << name << ": POSTLAB_WRITE_PICTURES=1 course_test";
    }
}

}  // namespace postlab::course::documents_test
