#include "labs/course/roster/roster_file.h"

#include <Poco/UTF8String.h>

#include <algorithm>
#include <array>
#include <map>

#include "labs/language/sentences.h"
#include "shared/text/csv.h"
#include "shared/text/sayable_error.h"
#include "shared/text/text.h"
#include "shared/text/text_encoding.h"
#include "store/mailbox_name.h"

namespace postlab::course {

namespace {

using labs::operator""_sentence;

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

/// Where the text of each column of ours stands: in one cell, or in several together.
using Places = std::map<const Column*, std::vector<std::size_t>>;

std::vector<std::size_t> places_of(const Column& column, const std::vector<std::string>& headings) {
    for (const std::string& heading : column.headings)
        if (const auto found = std::ranges::find(headings, heading); found != headings.end()) {
            if (std::ranges::count(headings, heading) > 1) throw SayableError("roster.two_columns"_sentence, {heading});
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
            throw SayableError(column.parts.empty() ? "roster.no_column"_sentence : "roster.no_parts"_sentence,
                               {column.name, list_of(headings), list_of(column.headings), list_of(column.parts)});
    }
    return places;
}

/// Empty: nothing.
Phrase wrong_with_text(const char* column, const std::string& text) {
    if (text.size() > longest_text) return {"roster.too_long"_sentence, {column, std::to_string(longest_text)}};
    if (would_be_formula(text)) return {"roster.formula"_sentence, {column, text}};
    if (has_controls(text)) return {"roster.control"_sentence, {column}};
    return {};
}

Phrase wrong_with_id(const std::string& id, const std::set<std::string>& reserved) {
    if (!store::valid_mailbox_name(id)) return {"roster.no_name"_sentence, {id, store::mailbox_name_rule}};
    if (id.size() > longest_id) return {"roster.id_too_long"_sentence, {id, std::to_string(longest_id)}};
    if (reserved.contains(id)) return {"roster.reserved"_sentence, {id}};
    return {};
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

Phrase in_row(std::size_t row, const Phrase& what) { return {"roster.row"_sentence, {std::to_string(row), what}}; }

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
                return complain({"roster.no_such_column"_sentence, {trimmed_cell(fields[i])}});
        Student student;
        for (const Column& column : columns()) student.*column.field = read(column, cell_of(column, fields));
        if (file_.problems.size() == problems) file_.students.push_back(std::move(student));
    }

private:
    void complain(const Phrase& what) { file_.problems.push_back(in_row(row_, what)); }

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
        const std::string text = trimmed_cell(cell);
        if (const Phrase wrong = wrong_with_text(column.name, cell.starts_with('\t') ? cell : text); !wrong.empty())
            complain(wrong);
        else if (column.needed && text.empty())
            complain({"roster.empty_cell"_sentence, {column.name}});
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
        if (const Phrase wrong = wrong_with_id(id, reserved_); !wrong.empty())
            complain(wrong);
        else if (!fresh)
            complain({"roster.twice"_sentence, {id, std::to_string(first->second)}});
        return id;
    }

    void check_email(const std::string& email) {
        const bool one_at = std::count(email.begin(), email.end(), '@') == 1;
        if (!email.empty() && (!one_at || email.find(' ') != email.npos))
            complain({"roster.no_address"_sentence, {email}});
    }

    std::string read_language(const std::string& text) {
        const std::string language = language_of(text);
        if (language.empty()) complain({"roster.no_language"_sentence, {text}});
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
        if (!reader.next(fields)) throw SayableError("roster.empty_file"_sentence, {});
        Rows rows(fields, reserved, file);
        while (reader.next(fields)) rows.add(fields, reader.row());
    } catch (const std::exception& error) {
        file.problems.push_back(in_row(reader.row(), phrase_of(error)));
    }
}

}  // namespace

RosterFile read_roster(const std::string& bytes, const std::string& encoding, const std::set<std::string>& reserved) {
    RosterFile file;
    try {
        CsvReader reader(bytes, encoding);
        file.encoding = reader.encoding();
        read_rows(reader, reserved, file);
        if (file.students.empty() && file.problems.empty()) file.problems.push_back("roster.nobody"_sentence);
    } catch (const std::exception& error) {
        file.problems.push_back(phrase_of(error));
    }
    if (!file.problems.empty()) file.students.clear();
    return file;
}

}  // namespace postlab::course
