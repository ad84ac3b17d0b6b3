#include "labs/course/roster/course_check.h"

#include <algorithm>

#include "labs/course/roster/course_database.h"
#include "labs/course/roster/roster.h"
#include "labs/language/sentences.h"
#include "store/mail_tables.h"
#include "store/upkeep/sqlite_check.h"

namespace postlab::course {
namespace {

using labs::operator""_sentence;

constexpr std::uintmax_t octets_of_course_key = 32;

bool has_key(const std::filesystem::path& directory) {
    std::error_code missing;
    return std::filesystem::file_size(directory / "course.key", missing) == octets_of_course_key && !missing;
}

void find_locked_out(store::Database& course, store::Database& mail, store::Flaws& flaws) {
    for (const std::string& student : Roster(course).ids())
        if (!store::find_mailbox_id(mail, student))
            flaws.push_back({{"fsck.no_student_mailbox"_sentence, {student}}, "fsck.import_again"_sentence});
}

void find_nobodys_grades(store::Database& course, store::Flaws& flaws) {
    store::Query row =
        course.query("SELECT lab, student FROM grade WHERE student NOT IN (SELECT id FROM student) ORDER BY 2, 1");
    while (row.next())
        flaws.push_back({{"fsck.nobodys_grade"_sentence, {row.text(0), row.text(1)}}, "fsck.grade_again"_sentence});
}

}  // namespace

store::Flaws find_course_flaws(const std::filesystem::path& directory, store::Database& mail) {
    if (!std::filesystem::exists(course_path(directory))) return {};
    const auto course = open_course(directory);
    store::Flaws flaws = store::find_damage(*course);
    if (!std::ranges::all_of(flaws, &store::Flaw::mendable)) return flaws;
    if (!has_key(directory)) flaws.push_back({"fsck.no_course_key"_sentence, "fsck.take_course_key"_sentence});
    find_locked_out(*course, mail, flaws);
    find_nobodys_grades(*course, flaws);
    return flaws;
}

void mend_course(const std::filesystem::path& directory) {
    if (!std::filesystem::exists(course_path(directory))) return;
    const auto course = open_course(directory);
    store::Transaction transaction(*course);
    const store::Flaws damage = store::find_damage(*course);
    if (damage.empty() || !std::ranges::all_of(damage, &store::Flaw::mendable)) return;
    store::mend_damage(*course);
    transaction.commit();
}

}  // namespace postlab::course
