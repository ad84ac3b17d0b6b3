#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "labs/course/lab/lab.h"
#include "labs/course/roster/mail_server.h"
#include "labs/course/roster/student.h"
#include "labs/text/markup.h"

/// Sheets as pages that print. Functions without state: any thread.
namespace postlab::course {

/// One student's sheet of one lab as a piece of a page, which begins a page of paper: their name, how to dial the
/// class's server and how to leave it, and the handout, `markdown`.
labs::Markup sheet_markup(const Lab& lab, const Strings& common, const Student& student, const std::string& language,
                          const Values& values, const std::string& markdown);

/// Sheets in one file, with a button that prints them.
std::string sheets_page(const std::string& title, const Strings& common, const std::string& language,
                        const labs::Markup& sheets);

/// How to dial on Linux, macOS or Windows: Markdown as it stands in student-sheets, with its pictures out of that
/// folder in it.
std::string system_page(const std::filesystem::path& file, const std::string& markdown, const Strings& common);

/// "Student's sheet: Linux", the heading that Markdown begins with.
std::string heading_of(std::string_view markdown);

/// A link from the page that leads to the others.
struct PaperLink {
    std::string file, title;
};

/// The page that a lecturer opens: a click prints everyone's sheet of a lab, one student's sheets, or how to dial.
std::string contents_page(const Strings& common, const std::string& language, const std::vector<PaperLink>& of_labs,
                          const std::vector<PaperLink>& of_systems, const std::vector<PaperLink>& of_students);

}  // namespace postlab::course
