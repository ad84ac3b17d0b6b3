#include "labs/course/class/sheets.h"

#include <Poco/String.h>

#include <map>

#include "labs/course/lab/handout.h"
#include "labs/text/markup.h"
#include "shared/system/file.h"

namespace postlab::course {

namespace fs = std::filesystem;

namespace {

/// HOST and the usual ports are what the sheets have for who reads them without a class.
std::size_t write_system_sheets(const MailServer& server, const fs::path& folder) {
    make_folder(folder);
    std::size_t written = 0;
    for (const auto& entry : fs::directory_iterator(labs_folder("").parent_path() / "student-sheets")) {
        std::string text = read_file(entry.path());
        if (entry.path().extension() == ".md") {
            for (const auto& [word, name] :
                 {std::pair{"HOST", "$host"}, std::pair{"2525", "$smtp"}, std::pair{"2110", "$pop3"}})
                Poco::replaceInPlace(text, word, name);
            text = substituted(text, {{"host", server.host}, {"smtp", server.smtp}, {"pop3", server.pop3}});
        }
        replace_file(folder / entry.path().filename(), text);
        ++written;
    }
    return written;
}

}  // namespace

std::string sheet(const Labs& labs, const AttemptValues& values, const Lab& lab, const Student& student,
                  const std::string& language) {
    return handout(lab, labs.common, language.empty() ? student.lang : language, values.now(lab, student.id));
}

std::size_t write_sheets(Course& course, const Labs& labs, const std::string& only, const std::string& language,
                         const fs::path& folder) {
    const AttemptValues values(course);
    const std::vector<Student> students = course.roster().students();
    const auto page = [&](const Lab& lab, const Student& student) {
        return "*" + labs::escaped(student.name) + "*, " + student.id + "\n\n" +
               sheet(labs, values, lab, student, language) + "\n<div style=\"break-after: page\"></div>\n\n";
    };
    std::size_t written = 0;
    const auto write = [&](const fs::path& file, const std::string& text) {
        make_folder(file.parent_path());
        replace_file(file, text);
        ++written;
    };
    std::map<std::string, std::string> of_lab;  // everyone's
    for (const Student& student : students) {
        std::string all;
        for (const Lab& lab : labs.labs) {
            if (!only.empty() && lab.id != only) continue;
            const std::string sheet = page(lab, student);
            of_lab[lab.id] += sheet;
            all += sheet;
        }
        if (only.empty()) write(folder / "students" / (student.id + ".md"), all);
    }
    for (const auto& [id, text] : of_lab) write(folder / "labs" / (id + ".md"), text);
    return only.empty() ? written + write_system_sheets(course.server(), folder / "systems") : written;
}

}  // namespace postlab::course
