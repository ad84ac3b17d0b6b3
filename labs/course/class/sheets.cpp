#include "labs/course/class/sheets.h"

#include <Poco/String.h>

#include <algorithm>
#include <map>

#include "labs/course/class/sheet_pages.h"
#include "labs/course/lab/handout.h"
#include "shared/system/file.h"

namespace postlab::course {

namespace fs = std::filesystem;

namespace {

/// Sheets that become one file: one student's, or everyone's of a lab.
struct Sheets {
    std::string markdown;
    labs::Markup html;

    Sheets& operator+=(const Sheets& more) {
        markdown += more.markdown;
        html += more.html;
        return *this;
    }
};

/// A line that names the student's page, where the class has one.
std::string page_line(const Strings& common, const std::string& language, const Values& values) {
    return values.at("page").empty() ? "" : "\n" + common.line("paper.page.line", language, values) + "\n";
}

Sheets one_sheet(const Lab& lab, const Strings& common, const Student& student, const std::string& language,
                 const Values& values, SheetForm form) {
    const std::string text = handout(lab, common, language, values);
    if (form == SheetForm::html) return {"", sheet_markup(lab, common, student, language, values, text)};
    return {"*" + labs::escaped(student.name) + "*, " + student.id + "\n" + page_line(common, language, values) + "\n" +
                text + "\n<div style=\"break-after: page\"></div>\n\n",
            {}};
}

std::string title_of(const Lab& lab, const std::string& language) {
    return lab.id + " " + lab.strings.line("title", language);
}

/// The language that most students have, for what is nobody's.
std::string usual_language(const std::vector<Student>& students) {
    std::map<std::string, std::size_t> speakers;
    for (const Student& student : students) ++speakers[student.lang];
    const auto most = std::ranges::max_element(speakers, {}, [](const auto& entry) { return entry.second; });
    return most == speakers.end() ? std::string(english) : most->first;
}

/// What stands in student-sheets and ends so, sorted.
std::vector<fs::path> files_of_systems(std::string_view extension) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(labs_folder("").parent_path() / "student-sheets"))
        if (entry.path().extension() == extension) files.push_back(entry.path());
    std::ranges::sort(files);
    return files;
}

/// What a paper is called, and in which language its own words are.
struct About {
    std::string title, language;
};

/// Makes a class's sheets, of any labs for any students.
class SheetMaker {
public:
    SheetMaker(Course& course, const Labs& labs, const SheetOrder& order)
        : labs_(labs),
          order_(order),
          values_(course),
          students_(course.roster().students()),
          language_(order.language.empty() ? usual_language(students_) : order.language) {}

    Sheets one(const Lab& lab, const Student& student) const {
        const std::string& language = order_.language.empty() ? student.lang : order_.language;
        return one_sheet(lab, labs_.common, student, language, values_.now(lab, student.id), order_.form);
    }
    std::string page(const Sheets& sheets, const About& about) const {
        return sheets_page(about.title, labs_.common, about.language, sheets.html);
    }
    About about(const Lab& lab) const { return {title_of(lab, language_), language_}; }
    static About about(const Student& student) { return {student.name + " (" + student.id + ")", student.lang}; }
    const std::vector<Student>& students() const { return students_; }
    /// Of what is nobody's.
    const std::string& language() const { return language_; }

private:
    const Labs& labs_;
    const SheetOrder order_;
    const AttemptValues values_;
    const std::vector<Student> students_;
    const std::string language_;
};

/// Writes one class's sheets into a folder, and counts the files.
class SheetWriter {
public:
    SheetWriter(Course& course, const Labs& labs, const SheetOrder& order, const fs::path& folder)
        : labs_(labs), order_(order), folder_(folder), server_(course.server()), make_(course, labs, order) {}

    std::size_t write() {
        std::map<std::string, Sheets> of_lab;  // everyone's
        for (const Student& student : make_.students()) {
            Sheets all;
            for (const Lab& lab : labs_.labs) {
                if (!order_.only.empty() && lab.id != order_.only) continue;
                const Sheets one = make_.one(lab, student);
                of_lab[lab.id] += one;
                all += one;
            }
            if (order_.only.empty()) file("students", student.id, all, SheetMaker::about(student));
        }
        for (const auto& [id, sheets] : of_lab) file("labs", id, sheets, make_.about(*labs_.find(id)));
        if (order_.only.empty()) systems();
        if (order_.only.empty() && order_.form == SheetForm::html)
            put("index.html",
                contents_page(labs_.common, make_.language(), links_["labs"], links_["systems"], links_["students"]));
        return written_;
    }

private:
    void put(const fs::path& name, const std::string& text) {
        make_folder((folder_ / name).parent_path());
        replace_file(folder_ / name, text);
        ++written_;
    }

    void page(const std::string& part, const std::string& stem, const std::string& title, const std::string& text) {
        const std::string name = part + "/" + stem + ".html";
        put(name, text);
        links_[part].push_back({name, title});
    }

    void file(const std::string& part, const std::string& stem, const Sheets& sheets, const About& about) {
        if (order_.form == SheetForm::markdown)
            put(part + "/" + stem + ".md", sheets.markdown);
        else
            page(part, stem, about.title, make_.page(sheets, about));
    }

    /// How to dial on each system. A page has its pictures in it; Markdown needs them beside it.
    void systems() {
        for (const fs::path& path : system_sheets()) {
            const std::string text = system_sheet(path, server_);
            if (order_.form == SheetForm::html)
                page("systems", path.stem().string(), heading_of(text), system_page(path, text, labs_.common));
            else
                put("systems" / path.filename(), text);
        }
        if (order_.form == SheetForm::html) return;
        for (const fs::path& path : files_of_systems(".svg")) put("systems" / path.filename(), read_file(path));
    }

    const Labs& labs_;
    const SheetOrder& order_;
    const fs::path folder_;
    const MailServer server_;
    const SheetMaker make_;
    std::map<std::string, std::vector<PaperLink>> links_;  ///< by folder
    std::size_t written_ = 0;
};

}  // namespace

std::string sheet(const Lab& lab, const Strings& common, const Student& student, const std::string& language,
                  const Values& values, SheetForm form) {
    if (form == SheetForm::markdown)
        return handout(lab, common, language, values) + page_line(common, language, values);
    return sheets_page(title_of(lab, language), common, language,
                       one_sheet(lab, common, student, language, values, form).html);
}

std::string sheets_of_lab(Course& course, const Labs& labs, const Lab& lab) {
    const SheetMaker make(course, labs, {.only = lab.id, .language = "", .form = SheetForm::html});
    Sheets all;
    for (const Student& student : make.students()) all += make.one(lab, student);
    return make.page(all, make.about(lab));
}

std::string sheets_of_student(Course& course, const Labs& labs, const Student& student) {
    const SheetMaker make(course, labs, {.only = "", .language = "", .form = SheetForm::html});
    Sheets all;
    for (const Lab& lab : labs.labs) all += make.one(lab, student);
    return make.page(all, SheetMaker::about(student));
}

std::vector<fs::path> system_sheets() { return files_of_systems(".md"); }

/// HOST and the usual ports are what the sheets have for who reads them without a class.
std::string system_sheet(const fs::path& file, const MailServer& server) {
    std::string text = read_file(file);
    for (const auto& [word, name] :
         {std::pair{"HOST", "$host"}, std::pair{"2525", "$smtp"}, std::pair{"2110", "$pop3"}})
        Poco::replaceInPlace(text, word, name);
    return substituted(text, {{"host", server.host}, {"smtp", server.smtp}, {"pop3", server.pop3}});
}

std::size_t write_sheets(Course& course, const Labs& labs, const SheetOrder& order, const fs::path& folder) {
    return SheetWriter(course, labs, order, folder).write();
}

}  // namespace postlab::course
