#include "labs/course/roster/roster.h"

#include "labs/text/visible.h"
#include "shared/text/text_encoding.h"

namespace postlab::course {

namespace {

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
        course_.execute("INSERT OR REPLACE INTO student(id, name, email, class, lang) VALUES (?, ?, ?, ?, ?)", s.id,
                        s.name, s.email, s.group, s.lang);
    };
    for (const Student& student : change.added) put(student);
    for (const auto& [before, after] : change.changed) put(after);
    transaction.commit();
}

void Roster::remove(const std::string& id) {
    store::Transaction transaction(course_);
    course_.execute("DELETE FROM student WHERE id = ?", id);
    for (const char* table : {"attempt", "grade", "hint", "receipt", "desk_note", "nobodys"})
        course_.execute("DELETE FROM " + std::string(table) + " WHERE student = ?", id);
    transaction.commit();
}

namespace {

std::string line(const Student& student, const std::string& what) { return student.id + "\t" + what + "\n"; }

std::string described(const Student& student) {
    return student.name + (student.group.empty() ? "" : ", " + student.group) + ", " + student.lang;
}

void add_difference(std::string& text, const char* field, const std::string& before, const std::string& after) {
    if (before != after)
        text += (text.empty() ? "" : "; ") + std::string(field) + " \"" + before + "\" -> \"" + after + "\"";
}

std::string difference(const Student& before, const Student& after) {
    std::string text;
    add_difference(text, "name", before.name, after.name);
    add_difference(text, "email", before.email, after.email);
    add_difference(text, "group", before.group, after.group);
    add_difference(text, "lang", before.lang, after.lang);
    return text;
}

}  // namespace

std::string listed(const Roster::Change& change) {
    std::string text;
    for (const Student& student : change.added) text += line(student, "new: " + described(student));
    for (const auto& [before, after] : change.changed) text += line(before, "changed: " + difference(before, after));
    for (const Student& student : change.absent) text += line(student, "not in the file, stays: " + described(student));
    for (const Student& student : change.locked_out)
        text += line(student, "had no mailbox: gets one, and a new card; no other card of theirs counts");
    return text + std::to_string(change.added.size()) + " new, " + std::to_string(change.changed.size()) +
           " changed, " + std::to_string(change.unchanged) + " as they were, " + std::to_string(change.absent.size()) +
           " not in the file\n";
}

}  // namespace postlab::course
