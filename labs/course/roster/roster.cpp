#include "labs/course/roster/roster.h"

#include "labs/language/sentences.h"
#include "labs/text/visible.h"
#include "shared/text/text.h"
#include "shared/text/text_encoding.h"

namespace postlab::course {

namespace {

using labs::operator""_sentence;

/// Whoever shows it can't be made to obey it: an older import has let controls through.
std::string shown(std::string_view text) { return has_controls(text) ? labs::visible(text, false) : std::string(text); }

Student student_in(const store::Query& row) {
    return {std::string(row.text(0)), shown(row.text(1)), shown(row.text(2)), shown(row.text(3)),
            std::string(row.text(4))};
}

}  // namespace

std::vector<Student> Roster::students() {
    std::vector<Student> all;
    store::Query rows = course_.query("SELECT id, name, email, class, lang FROM student ORDER BY id");
    while (rows.next()) all.push_back(student_in(rows));
    return all;
}

std::vector<std::string> Roster::ids() {
    std::vector<std::string> all;
    store::Query rows = course_.query("SELECT id FROM student ORDER BY id");
    while (rows.next()) all.emplace_back(rows.text(0));
    return all;
}

std::optional<Student> Roster::find(const std::string& id) {
    store::Query row = course_.query("SELECT id, name, email, class, lang FROM student WHERE id = ?", id);
    if (!row.next()) return std::nullopt;
    return student_in(row);
}

Roster::Change Roster::compare(const std::vector<Student>& file, const std::set<std::string>& mailboxes) {
    std::map<std::string, Student> known;
    for (Student& student : students()) known.emplace(student.id, student);
    Change change;
    auto stays = [&](const Student& student) {
        if (!mailboxes.contains(student.id)) change.locked_out.push_back(student);
    };
    for (const Student& student : file) {
        const auto found = known.find(student.id);
        if (found == known.end()) {
            change.added.push_back(student);
            continue;
        }
        if (found->second == student)
            ++change.unchanged;
        else
            change.changed.emplace_back(found->second, student);
        stays(student);
        known.erase(found);
    }
    for (const auto& [id, student] : known) {
        change.absent.push_back(student);
        stays(student);
    }
    return change;
}

void Roster::apply(const Change& change) {
    store::Transaction transaction(course_);
    auto put = [&](const Student& s) {
        course_.execute(
            "INSERT INTO student(id, name, email, class, lang) VALUES (?1, ?2, ?3, ?4, ?5)"
            " ON CONFLICT(id) DO UPDATE SET name = ?2, email = ?3, class = ?4, lang = ?5",
            s.id, s.name, s.email, s.group, s.lang);
    };
    for (const Student& student : change.added) put(student);
    for (const auto& [before, after] : change.changed) put(after);
    transaction.commit();
}

void Roster::set_pins(const std::map<std::string, std::string>& kept) {
    store::Transaction transaction(course_);
    for (const auto& [id, pin] : kept) course_.execute("UPDATE student SET pin = ? WHERE id = ?", pin, id);
    transaction.commit();
}

std::optional<std::string> Roster::kept_pin(const std::string& id) {
    store::Query row = course_.query("SELECT pin FROM student WHERE id = ?", id);
    return row.next() ? std::optional<std::string>(row.text(0)) : std::nullopt;
}

void Roster::remove(const std::string& id) {
    store::Transaction transaction(course_);
    course_.execute("DELETE FROM student WHERE id = ?", id);
    for (const char* table : {"attempt", "grade", "hint", "receipt", "desk_note", "nobodys"})
        course_.execute("DELETE FROM " + std::string(table) + " WHERE student = ?", id);
    transaction.commit();
}

namespace {

Phrase described(const Student& student) {
    std::vector<std::string> parts{student.name, student.group, student.lang};
    std::erase(parts, "");
    return list_of(parts);
}

Phrase difference(const Student& before, const Student& after) {
    std::vector<std::string> differences;
    auto compare = [&](const char* field, const std::string& from, const std::string& to) {
        if (from != to) differences.push_back(std::string(field) + " \"" + from + "\" -> \"" + to + "\"");
    };
    compare("name", before.name, after.name);
    compare("email", before.email, after.email);
    compare("group", before.group, after.group);
    compare("lang", before.lang, after.lang);
    return joined(differences, "; ");
}

}  // namespace

std::string listed(const Roster::Change& change, const labs::Language& language) {
    std::string text;
    auto add = [&](const Student& student, const Phrase& what) {
        text += student.id + "\t" + language.say(what) + "\n";
    };
    for (const Student& student : change.added) add(student, {"roster.new"_sentence, {described(student)}});
    for (const auto& [before, after] : change.changed)
        add(before, {"roster.changed"_sentence, {difference(before, after)}});
    for (const Student& student : change.absent) add(student, {"roster.stays"_sentence, {described(student)}});
    for (const Student& student : change.locked_out) add(student, "roster.no_mailbox"_sentence);
    return text +
           language.say("roster.sum"_sentence,
                        {std::to_string(change.added.size()), std::to_string(change.changed.size()),
                         std::to_string(change.unchanged), std::to_string(change.absent.size())}) +
           "\n";
}

}  // namespace postlab::course
