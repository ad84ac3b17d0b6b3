#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "labs/course/lab/labs.h"

/// Which labs are a course's, said once: DIR/course.yaml, beside the roster. `postlab course` writes it, a teacher may.
///
///     folder: /home/ann/labs      # labs of one's own, beside those that came with the program
///     labs: [L01, L02, L30]       # those that count; without this line all of them
///
/// Functions without state: any thread. They throw LabErrors, and std::runtime_error where it can't be written.
namespace postlab::course {

struct CourseLabs {
    std::string folder;            ///< empty: none of one's own
    std::vector<std::string> ids;  ///< empty: all
    bool operator==(const CourseLabs&) const = default;
};

/// As the file says; nothing is said where there is none. A folder that was `named`, by --labs or by lab.folder,
/// comes first: then it doesn't matter whether the remembered one is still there.
CourseLabs course_labs(const std::filesystem::path& directory, const std::string& named = "");
/// Whether the file says just that already.
bool are_kept(const std::filesystem::path& directory, const CourseLabs& labs);
void save_course_labs(const std::filesystem::path& directory, const CourseLabs& labs);

/// The labs themselves: what is not of the course is as if it weren't there.
Labs read_course_labs(const std::filesystem::path& directory, const std::string& named = "");
/// The folder that was named last is the course's from then on, so that no column is missing when it isn't named. Where
/// nothing can be written it is not remembered, and the class is read all the same.
void remember_labs_folder(const std::filesystem::path& directory, const std::string& named);
/// Another text: other labs, or other rules in their files. It throws nothing for what is wrong with them.
std::string course_labs_fingerprint(const std::filesystem::path& directory, const std::string& named = "");

}  // namespace postlab::course
