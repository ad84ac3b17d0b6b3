#include "labs/course/roster/roster_file.h"

#include <Poco/UTF8String.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <stdexcept>

#include "shared/text/csv.h"
#include "shared/text/text.h"
#include "shared/text/text_encoding.h"
#include "store/mailbox_name.h"

namespace postlab::course {

namespace {

constexpr std::size_t longest_id = 40;  // course+ID-l05-7f3a must be a local-part of 64 octets (RFC 5321 4.5.3.1.1)
constexpr std::size_t longest_text = 200;

struct Column {
    std::string Student::*field;
    const char* name;
    bool needed;
    /// In lower case. Where several are there, the one that stands first here is taken.
    std::vector<std::string> headings;
    std::vector<std::string> parts = {};  ///< headings of columns that make the text together, in the file's order
};

/// What tables call their columns that come from a teacher, from Moodle (participants, grades, upload of users) and
/// from Canvas's gradebook, whose ID is no name that a student knows.
const std::vector<Column>& columns() {
    static const std::vector<Column> all{
        {&Student::id,
         "student_id",
         true,
         {"student_id", "student id", "student number", "学号", "学生编号", "номер студента", "sis user id",
          "sis login id", "id number", "idnumber", "username", "login", "логин", "id", "номер", "ид"}},
        {&Student::name,
         "name",
         true,
         {"name", "full name", "student", "student name", "姓名", "名字", "фио", "студент"},
         {"first name", "firstname", "last name", "lastname", "surname", "имя", "фамилия"}},
        {&Student::email,
         "email",
         false,
         {"email", "e-mail", "mail", "email address", "邮箱", "电子邮件", "电子邮箱", "почта", "эл. почта",
          "электронная почта", "адрес электронной почты"}},
        {&Student::group,
         "group",
         false,
         {"group", "groups", "class", "section", "cohort1", "班级", "小组", "组", "группа", "группы", "класс"}},
        {&Student::lang, "lang", false, {"lang", "language", "语言", "язык"}},
    };
    return all;
}

std::string in_quotes(const std::string& text) { return "\"" + text + "\""; }

/// Where the text of each column of ours stands: in one cell, or in several together.
using Places = std::map<const Column*, std::vector<std::size_t>>;

std::vector<std::size_t> places_of(const Column& column, const std::vector<std::string>& headings) {
    for (const std::string& heading : column.headings)
        if (const auto found = std::ranges::find(headings, heading); found != headings.end()) {
            if (std::ranges::count(headings, heading) > 1)
                throw std::invalid_argument("there are two columns " + in_quotes(heading));
            return {static_cast<std::size_t>(found - headings.begin())};
        }
    std::vector<std::size_t> parts;
    for (std::size_t i = 0; i < headings.size(); ++i)
        if (std::ranges::find(column.parts, headings[i]) != column.parts.end()) parts.push_back(i);
    return parts;
}

Places find_columns(std::vector<std::string> headings) {
    for (std::string& heading : headings) heading = Poco::UTF8::toLower(trimmed_cell(heading));
    Places places;
    for (const Column& column : columns()) {
        places[&column] = places_of(column, headings);
        if (column.needed && places[&column].empty())
            throw std::invalid_argument("there is no column " + std::string(column.name) + " among " +
                                        joined(headings, ", ") + "; it may be called " + joined(column.headings, ", ") +
                                        (column.parts.empty() ? "" : ", or be made of " + joined(column.parts, ", ")));
    }
    return places;
}

std::optional<std::string> wrong_with_text(const std::string& text) {
    if (text.size() > longest_text) return "is longer than " + std::to_string(longest_text) + " octets";
    if (would_be_formula(text)) return in_quotes(text) + " would be a formula in a spreadsheet; put a letter in front";
    if (has_controls(text)) return "has a control character in it, or one that turns text around; type it anew";
    return std::nullopt;
}

std::optional<std::string> wrong_with_id(const std::string& id, const std::set<std::string>& reserved) {
    if (!store::valid_mailbox_name(id))
        return in_quotes(id) + " can't be a mailbox's name: " + std::string(store::mailbox_name_rule);
    if (id.size() > longest_id) return in_quotes(id) + " is longer than " + std::to_string(longest_id) + " characters";
    if (reserved.contains(id)) return in_quotes(id) + " is a mailbox that is no student's; take another id";
    return std::nullopt;
}

/// "en", "zh", "de": the code of a language; empty where it is none.
std::string language_of(const std::string& text) {
    static const std::map<std::string, std::string> known{{"", "en"},       {"english", "en"}, {"中文", "zh"},
                                                          {"汉语", "zh"},   {"chinese", "zh"}, {"русский", "ru"},
                                                          {"russian", "ru"}};
    const std::string lower = Poco::UTF8::toLower(text);
    if (const auto found = known.find(lower); found != known.end()) return found->second;
    const std::string first = lower.substr(0, lower.find_first_of("-_"));
    return first.size() == 2 && std::ranges::all_of(first, [](char c) { return c >= 'a' && c <= 'z'; }) ? first : "";
}

/// Reads the rows and collects what is wrong with them.
class Rows {
public:
    Rows(const std::vector<std::string>& headings, const std::set<std::string>& reserved, RosterFile& file)
        : places_(find_columns(headings)), width_(headings.size()), reserved_(reserved), file_(file) {}

    void add(const std::vector<std::string>& fields, std::size_t row) {
        row_ = row;
        const std::size_t problems = file_.problems.size();
        if (is_canvas_own(fields)) return;
        for (std::size_t i = width_; i < fields.size(); ++i)
            if (!trimmed_cell(fields[i]).empty())
                return complain(in_quotes(trimmed_cell(fields[i])) +
                                " is in no column; put quotes around a cell with a separator in it: \"Smith, Ann\"");
        Student student;
        for (const Column& column : columns()) student.*column.field = read(column, cell_of(column, fields));
        if (file_.problems.size() == problems) file_.students.push_back(std::move(student));
    }

private:
    void complain(const std::string& what) { file_.problems.push_back("row " + std::to_string(row_) + ": " + what); }

    /// Canvas has a row of what each assignment is worth behind the headings.
    static bool is_canvas_own(const std::vector<std::string>& fields) {
        return equal_ignoring_case(trimmed_cell(fields.front()), "points possible");
    }

    std::string cell_of(const Column& column, const std::vector<std::string>& fields) const {
        std::string cell;
        for (const std::size_t place : places_.at(&column))
            if (place < fields.size()) cell += (cell.empty() ? "" : " ") + fields[place];
        return cell;
    }

    /// What a cell stands for; a complaint when there is something wrong with it.
    std::string read(const Column& column, const std::string& cell) {
        const std::string text = trimmed_cell(cell), name = column.name;
        if (const auto wrong = wrong_with_text(cell.starts_with('\t') ? cell : text))
            complain(name + " " + *wrong);
        else if (column.needed && text.empty())
            complain(name + " is empty");
        else if (column.field == &Student::id)
            return read_id(lower_case(text));
        else if (column.field == &Student::email)
            check_email(text);
        else if (column.field == &Student::lang)
            return read_language(text);
        return text;
    }

    std::string read_id(const std::string& id) {
        const auto [first, fresh] = seen_.emplace(id, row_);
        if (const auto wrong = wrong_with_id(id, reserved_))
            complain("student_id " + *wrong);
        else if (!fresh)
            complain("student_id " + in_quotes(id) + " is in row " + std::to_string(first->second) + " already");
        return id;
    }

    void check_email(const std::string& email) {
        const bool one_at = std::count(email.begin(), email.end(), '@') == 1;
        if (!email.empty() && (!one_at || email.find(' ') != email.npos))
            complain("email " + in_quotes(email) + " is no address");
    }

    std::string read_language(const std::string& text) {
        const std::string language = language_of(text);
        if (language.empty()) complain("lang is a code of two letters, as en, zh, ru, de, not " + in_quotes(text));
        return language;
    }

    const Places places_;
    const std::size_t width_;
    const std::set<std::string>& reserved_;
    RosterFile& file_;
    std::map<std::string, std::size_t> seen_;
    std::size_t row_ = 0;
};

void read_rows(CsvReader& reader, const std::set<std::string>& reserved, RosterFile& file) {
    try {
        std::vector<std::string> fields;
        if (!reader.next(fields)) throw std::invalid_argument("the file is empty");
        Rows rows(fields, reserved, file);
        while (reader.next(fields)) rows.add(fields, reader.row());
    } catch (const std::invalid_argument& error) {
        file.problems.push_back("row " + std::to_string(reader.row()) + ": " + error.what());
    }
}

}  // namespace

RosterFile read_roster(const std::string& bytes, const std::string& encoding, const std::set<std::string>& reserved) {
    RosterFile file;
    try {
        CsvReader reader(bytes, encoding);
        file.encoding = reader.encoding();
        read_rows(reader, reserved, file);
        if (file.students.empty() && file.problems.empty()) file.problems.push_back("there is no student in it");
    } catch (const std::invalid_argument& error) {
        file.problems.push_back(error.what());
    }
    if (!file.problems.empty()) file.students.clear();
    return file;
}

}  // namespace postlab::course
