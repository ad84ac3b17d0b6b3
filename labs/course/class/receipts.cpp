#include "labs/course/class/receipts.h"

#include "labs/course/lab/tokens.h"
#include "shared/text/text.h"

namespace postlab::course {

namespace {

constexpr unsigned most_attempts_tried = 100;  // for each student

/// As Crockford's base 32 is read: what looks alike counts as the same.
std::string canonical(const std::string& code) {
    std::string text;
    for (char c : code) {
        c = ascii_upper(c);
        if (c == '-' || c == ' ') continue;
        text += c == 'O' ? '0' : c == 'I' || c == 'L' ? '1' : c;
    }
    return text;
}

}  // namespace

std::string owner_of(Course& course, const Lab& lab, const std::string& code) {
    const std::string wanted = canonical(code);
    for (const Student& student : course.roster().students())
        for (unsigned attempt = 1; attempt <= most_attempts_tried; ++attempt)
            if (canonical(receipt(course.key(), student.id, lab.id, attempt)) == wanted) return student.id;
    return "";
}

std::string hand_in(Course& course, const Lab& lab, const std::string& student, const std::string& code, Time now) {
    const std::string owner = owner_of(course, lab, code);
    if (owner.empty()) return owner;  // mistyped
    course.database().execute("INSERT OR REPLACE INTO receipt(student, lab, code, at, owner) VALUES (?, ?, ?, ?, ?)",
                              student, lab.id, canonical(code), microseconds_of(now), owner);
    return owner;
}

}  // namespace postlab::course
