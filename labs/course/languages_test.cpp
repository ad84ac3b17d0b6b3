// What the commands of a course say, in the languages that there are.
#include "labs/course/class_command.h"
#include "labs/course/class_for_tests.h"
#include "labs/course/course_command.h"
#include "labs/course/grade_command.h"
#include "labs/course/roster_command.h"
#include "shared/system/file.h"

namespace postlab::course::languages_test {

struct InLanguages : ClassOnDisk {
    /// Both outputs, or the error, as `postlab` would print it.
    std::string said(std::vector<std::string> words) {
        words.insert(words.end(), {"--data", directory().string()});
        if (words[0] != "roster" || words[1] != "remove") words.insert(words.end(), {"--labs", test_labs().string()});
        std::vector<ProgramCommand> all = roster_commands();
        for (ProgramCommand& command : class_commands()) all.push_back(std::move(command));
        all.push_back(course_command());
        all.push_back(grade_command());
        std::ostringstream out;
        try {
            run_program(all, words, out, out);
        } catch (const SayableError& error) {
            out << labs::language_in(words).say(error) << "\n";
        }
        return out.str();
    }
    std::string file(const char* name, const std::string& text) {
        replace_file(directory() / name, text);
        return (directory() / name).string();
    }
    void expect(const std::vector<std::string>& words, const std::vector<std::string>& parts) {
        const std::string text = said(words);
        for (const std::string& part : parts) EXPECT_TRUE(has(text, part)) << part << "\n" << text;
    }
};

TEST_F(InLanguages, is_said_what_an_import_does_and_why_it_doesn_t) {
    const std::string good = file("good.csv", "id,name,class,lang\ns001,Ann Oak,A,en\ns004,Carl,C,de\n"),
                      bad = file("bad.csv", "id,name\ncourse,Ann\n");
    expect({"roster", "import", good, "--dry-run", "--lang", "zh"},
           {"按 UTF-8 读取\n", "s004\t新增：Carl、C、de\n", "s002\t文件里没有，保留：Борис、B、ru\n",
            "什么也没有改动（--dry-run）\n"});
    expect({"roster", "import", bad, "--lang", "ru"},
           {": строка 2: student_id «course» — ящик, который не принадлежит студентам", "ничего не внесено\n"});
    expect({"roster", "import", good, "--page", "here", "--lang", "zh"}, {"--page 后面是网页的地址"});
    expect({"roster", "import", good, "--lang", "ru"}, {"на языке de (человек: 1): L01 L02 L03\n", "карточки, чтобы"});
    expect({"roster", "card", "--lang", "zh"}, {"谁的卡片？"});
    expect({"roster", "card", "s009", "--lang", "zh"}, {"没有 s009 这个学生"});
    expect({"roster", "remove", "s004", "--lang", "ru"}, {"удалено: s004"});
}

TEST_F(InLanguages, is_said_which_labs_count) {
    expect({"course", "--lang", "zh"}, {"实验：L01 L02 L03\n一共 3 个，"});
    expect({"course", "L02", "--lang", "ru"}, {"работы: L02\nвсего: 1, баллов: 4\n", "запомнено"});
    expect({"course", "L02", "--all", "--lang", "zh"}, {"--all 和实验编号互相矛盾"});
}

TEST_F(InLanguages, is_said_how_the_class_stands) {
    start("L02", "s001");
    pop3({"USER s001", "PASS secret", "LIST", "QUIT"});
    smtp({"HELO me", "MAIL FROM:<s002@post.example>", "QUIT"});
    for (const std::vector<std::string>& command : {std::vector<std::string>{"grade"}, {"lab", "status"}}) {
        std::vector<std::string> words = command;
        words.insert(words.end(), {"--lang", "zh"});
        expect(words, {"学生  得分  最近一次会话"});
    }
    expect({"lab", "status", "--lang", "ru"}, {"ничьи сеансы", "smtp от 127.0.0.1, ", "ящик студента, но без бейджа",
                                               "\nзастряли, и на чём", "s001  L02  сеансов: 1  [ ] gone: Письма "});
    const std::string deadlines = file("deadlines.csv", "L02,2026-10-01T20:00Z,2026-10-02,40\n");
    expect({"grade", "--deadlines", deadlines, "--lang", "ru"},
           {"L02: засчитывается до 2026-10-0", " на 40 % до 2026-"});
    expect({"grade", "--deadlines", file("none.csv", "L02,2026-10-02,2026-10-01\n"), "--lang", "zh"},
           {"截止时间，第 1 行：", "一行是 lab,due"});
    expect({"grade", "--csv", (directory() / "marks").string(), "--lang", "zh"},
           {"写好了：grades.csv、gradebook.csv、canvas.csv、"});
    EXPECT_TRUE(contents(directory() / "marks" / "grades.csv").starts_with("student_id,"))
        << "what programs read stays as it is";
}

TEST_F(InLanguages, read_a_student_whose_language_is_another) {
    pop3({"USER s002", "PASS secret", "QUIT"});
    start("L02", "s002");
    pop3({"USER s002", "PASS secret", "LIST", "DELE " + values("L02", "s002").at("x")});
    expect({"lab", "status", "s002"}, {"[ ] Письма "});
    expect({"lab", "status", "s002", "--lang", "en"}, {"[ ] Letter "});
    expect({"lab", "hint", "L01", "--student", "s002"}, {"L01: работа выполнена"});
    expect({"lab", "hint", "L01", "--student", "s002", "--lang", "en"}, {"L01 is solved"});
    EXPECT_EQ(said({"lab", "values", "L02", "--student", "s002", "--lang", "zh"}),
              said({"lab", "values", "L02", "--student", "s002"}))
        << "names and values are the same in all of them";
    expect({"lab", "values", "L09", "--student", "s002", "--lang", "zh"}, {"没有 L09 这个实验"});
    expect({"lab", "status", "s002", "--lang", "tlh"}, {"no lab speaks tlh"});
}

}  // namespace postlab::course::languages_test
