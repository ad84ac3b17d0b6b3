#include "labs/course/roster/roster_file.h"

#include <gtest/gtest.h>
#include <iconv.h>

#include "labs/language/language.h"

namespace postlab::course::roster_file_test {

std::string in_encoding(std::string text, const char* encoding) {
    iconv_t conversion = iconv_open(encoding, "UTF-8");
    std::string bytes(text.size() * 4, '\0');
    char *from = text.data(), *to = bytes.data();
    std::size_t left = text.size(), room = bytes.size();
    EXPECT_NE(iconv(conversion, &from, &left, &to, &room), static_cast<std::size_t>(-1)) << encoding;
    iconv_close(conversion);
    bytes.resize(bytes.size() - room);
    return bytes;
}

RosterFile read(const std::string& bytes, const std::string& encoding = "") {
    return read_roster(bytes, encoding, {"course", "postmaster", "anna"});
}

std::vector<std::string> problems(const RosterFile& file) {
    std::vector<std::string> said;
    for (const Phrase& problem : file.problems) said.push_back(problem.in_english());
    return said;
}

using Students = std::vector<Student>;

const std::string chinese = "学号,姓名,邮箱,班级,语言\ns001,王小明,w@x.cn,一班,zh\nS002,李雷,,一班,中文\n";
const Students chinese_students{{"s001", "王小明", "w@x.cn", "一班", "zh"}, {"s002", "李雷", "", "一班", "zh"}};
const std::string russian =
    "Номер;ФИО;Эл. почта;Группа;Язык\ns001;Иванов Пётр;p@x.ru;ИУ-7;ru\ns002;Щукина Яна;;ИУ-7;русский\n";
const Students russian_students{{"s001", "Иванов Пётр", "p@x.ru", "ИУ-7", "ru"},
                                {"s002", "Щукина Яна", "", "ИУ-7", "ru"}};

TEST(RosterFile, is_read_in_the_encodings_that_spreadsheets_write) {
    const struct {
        std::string text;
        const char *encoding, *found;
        Students students;
    } cases[] = {
        {chinese, "UTF-8", "UTF-8", chinese_students},
        {russian, "UTF-8", "UTF-8", russian_students},
        {"\uFEFF" + chinese, "UTF-8", "UTF-8", chinese_students},
        {"\uFEFF" + russian, "UTF-16LE", "UTF-16LE", russian_students},
    };
    for (const auto& c : cases) {
        const RosterFile file = read(in_encoding(c.text, c.encoding));
        EXPECT_EQ(problems(file), std::vector<std::string>{}) << c.encoding;
        EXPECT_EQ(file.encoding, c.found);
        EXPECT_EQ(file.students, c.students) << c.encoding;
    }
}

TEST(RosterFile, is_read_in_the_encoding_that_is_said) {
    EXPECT_EQ(read(in_encoding(russian, "KOI8-R"), "koi8-r").students, russian_students);
    EXPECT_EQ(read(in_encoding(chinese, "GB18030"), "gb18030").students, chinese_students);
    EXPECT_EQ(read(in_encoding(russian, "CP1251"), "cp1251").students, russian_students);
    EXPECT_EQ(
        problems(read(russian, "klingon")),
        std::vector<std::string>{"there is no encoding \"klingon\"; utf-8, cp1251, cp1252 and gb18030 are usual"});
}

TEST(RosterFile, is_refused_with_the_choices_when_only_a_guess_says_its_encoding) {
    const RosterFile western = read("id,name\ns1,J\xFCrgen\ns2,Jos\xE9\n"),
                     chinese_names = read(in_encoding("id,name,lang\ns1,李雷,zh\ns2,张丽,zh\n", "GB18030"));
    for (const RosterFile& file : {western, chinese_names}) EXPECT_EQ(file.students, Students{});
    ASSERT_EQ(western.problems.size(), 1u);
    EXPECT_TRUE(problems(western)[0].ends_with("cp1251 (Jьrgen), cp1252 (Jürgen)")) << problems(western)[0];
    EXPECT_TRUE(problems(chinese_names)[0].ends_with("gb18030 (李雷)")) << problems(chinese_names)[0];
}

TEST(RosterFile, is_taken_as_moodle_and_canvas_write_it) {
    EXPECT_EQ(read("First name,Surname,ID number,Email address,Groups\nAnn,Ash,s1,a@x.example,A\n").students,
              (Students{{"s1", "Ann Ash", "a@x.example", "A", "en"}}));
    EXPECT_EQ(read("username,firstname,lastname,email,cohort1\ns1,Ann,Ash,a@x.example,A\n").students,
              (Students{{"s1", "Ann Ash", "a@x.example", "A", "en"}}));
    EXPECT_EQ(
        read("Student,ID,SIS User ID,SIS Login ID,Section,Quiz (12)\n    Points Possible,,,,,10\n\"Ash, Ann\",871,s1,"
             "ann,A,7\n")
            .students,
        (Students{{"s1", "Ash, Ann", "", "A", "en"}}));
    EXPECT_EQ(read("sep=;\r\nНомер;Фамилия;Имя\r\ns1;Иванов;Пётр\r\n;;\r\n").students,
              (Students{{"s1", "Иванов Пётр", "", "", "en"}}));
}

TEST(RosterFile, takes_tabs_other_columns_and_any_order) {
    const RosterFile file = read("name\tremark\tStudent ID\nAnn\tnone\ts1\n");
    EXPECT_EQ(file.students, (Students{{"s1", "Ann", "", "", "en"}}));
}

TEST(RosterFile, refuses_row_by_row_and_keeps_nothing) {
    const struct {
        std::string rows, problem;
    } cases[] = {
        {"s1,Ann,,,\ns1,Bob,,,", "row 3: student_id \"s1\" is in row 2 already"},
        {"S1,Ann,,,\ns1,Bob,,,", "row 3: student_id \"s1\" is in row 2 already"},
        {"s1,=1+1,,,", "row 2: name \"=1+1\" would be a formula in a spreadsheet; put a letter in front"},
        {"s1,Ann,@x,,", "row 2: email \"@x\" would be a formula in a spreadsheet; put a letter in front"},
        {"s1,Ann,,-1,", "row 2: group \"-1\" would be a formula in a spreadsheet; put a letter in front"},
        {"s1,Ann,,+1,", "row 2: group \"+1\" would be a formula in a spreadsheet; put a letter in front"},
        {"s1,\tAnn,,,", "row 2: name \"\tAnn\" would be a formula in a spreadsheet; put a letter in front"},
        {"a b,Ann,,,",
         "row 2: student_id \"a b\" can't be a mailbox's name: use 1 to 64 letters, digits, '.', '_' and '-', without "
         "a "
         "dot at either end or two dots in a row; other signs of an address, such as ! / $ + and ', mean something to "
         "shells, files and spreadsheets"},
        {"course,Ann,,,", "row 2: student_id \"course\" is a mailbox that is no student's; take another id"},
        {"ANNA,Ann,,,", "row 2: student_id \"anna\" is a mailbox that is no student's; take another id"},
        {",Ann,,,", "row 2: student_id is empty"},
        {"s1", "row 2: name is empty"},
        {"s1,Ann,nobody,,", "row 2: email \"nobody\" is no address"},
        {"s1,Ann,,,german", "row 2: lang is a code of two letters, as en, zh, ru, de, not \"german\""},
        {"s1,A\x01nn,,,", "row 2: name has a control character in it, or one that turns text around; type it anew"},
        {"s1,A\xC2\x9B"
         "2Jnn,,,",
         "row 2: name has a control character in it, or one that turns text around; type it anew"},
        {"s1,Ann \u202Ehsa,,,",
         "row 2: name has a control character in it, or one that turns text around; type it anew"},
        {"s1,＝1+1,,,", "row 2: name \"＝1+1\" would be a formula in a spreadsheet; put a letter in front"},
        {"s1,Ann,a@x,B,en, Jr,",
         "row 2: \"Jr\" is in no column; put quotes around a cell with a separator in it: \"Smith, Ann\""},
        {"s1,\"Ann,,,", "row 2: a quote is not closed"},
    };
    for (const auto& c : cases) {
        const RosterFile file = read("student_id,name,email,group,lang\n" + c.rows + "\n");
        ASSERT_FALSE(file.problems.empty()) << c.rows;
        EXPECT_EQ(problems(file)[0], c.problem);
        EXPECT_TRUE(file.students.empty());
    }
}

TEST(RosterFile, takes_no_notice_of_empty_cells_at_the_end) {
    EXPECT_EQ(read("id,name\ns1,\"Smith, Ann\", ,\n").students, (Students{{"s1", "Smith, Ann", "", "", "en"}}));
}

TEST(RosterFile, names_every_bad_row_at_once) { EXPECT_EQ(read("id,name\n,x\ns2,=x\ns3,Ann\n").problems.size(), 2u); }

TEST(RosterFile, names_all_that_is_wrong_in_one_go) {
    EXPECT_EQ(problems(read("id,name,email,lang\n"
                            "s1,=x,ann,d\n"
                            "s1,Ann,a@b,en\n"
                            ",,a@b,\n"
                            "S1,Ann,a@b,\n")),
              (std::vector<std::string>{"row 2: name \"=x\" would be a formula in a spreadsheet; put a letter in front",
                                        "row 2: email \"ann\" is no address",
                                        "row 2: lang is a code of two letters, as en, zh, ru, de, not \"d\"",
                                        "row 3: student_id \"s1\" is in row 2 already", "row 4: student_id is empty",
                                        "row 4: name is empty", "row 5: student_id \"s1\" is in row 2 already"}));
}

TEST(RosterFile, says_what_is_wrong_in_every_language) {
    const RosterFile file = read("id,name\n,Ann\ns1,=x\n");
    ASSERT_EQ(file.problems.size(), 2u);
    EXPECT_EQ(labs::Language::of("zh").say(file.problems[0]), "第 2 行：student_id 是空的");
    EXPECT_EQ(labs::Language::of("ru").say(file.problems[1]),
              "строка 3: name «=x» в таблице стало бы формулой; поставьте впереди букву");
    EXPECT_TRUE(labs::Language::of("zh").say(read("id,mail\n").problems[0]).find("name、full name、student") !=
                std::string::npos);
}

TEST(RosterFile, says_what_it_misses) {
    EXPECT_EQ(problems(read("id,mail\ns1,x@y\n")),
              std::vector<std::string>{
                  "row 1: there is no column name among id, mail; it may be called name, full name, student, student "
                  "name, 姓名, 名字, фио, студент, or be made of first name, firstname, last name, lastname, surname, "
                  "имя, фамилия"});
    EXPECT_EQ(problems(read("")), std::vector<std::string>{"row 1: the file is empty"});
    EXPECT_EQ(read("id,name\n").problems.size(), 1u);
    EXPECT_EQ(problems(read("id,name,ID\ns1,x,s1\n")), std::vector<std::string>{"row 1: there are two columns \"id\""});
}

}  // namespace postlab::course::roster_file_test
