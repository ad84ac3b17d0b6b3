#include "labs/course/roster_command.h"

#include <Poco/Exception.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>
#include <set>
#include <stdexcept>

#include "labs/course/cards.h"
#include "labs/course/course.h"
#include "labs/course/enrolment.h"
#include "labs/course/roster_file.h"

namespace postlab::course {

namespace {

Ports ports_of(const CommandLine& line) {
    Ports usual;
    return {line.value("smtp", usual.smtp), line.value("pop3", usual.pop3)};
}

std::string read_file(const std::string& name) {
    std::ifstream in(name, std::ios::binary);
    std::string bytes((std::istreambuf_iterator<char>(in)), {});
    if (!in) throw std::runtime_error("can't read " + name);
    return bytes;
}

/// The roster as it is; an empty one where there is no course yet.
Roster::Change compared(const std::filesystem::path& directory, const std::vector<Student>& students) {
    if (Course::exists(directory)) return Course::open(directory).roster().compare(students);
    return {students, {}, {}, 0};
}

int import(const CommandLine& line, const std::string& name, std::ostream& out, std::ostream& err) {
    const std::filesystem::path directory = line.value("data", "postlab-data");
    const Labs labs = read_labs(labs_folder(line.value("labs", "")));
    const RosterFile file = read_roster(read_file(name), line.value("encoding", ""), taken_mailboxes(directory, labs));
    for (const std::string& problem : file.problems) err << name << ": " << problem << "\n";
    if (!file.problems.empty()) {
        err << "nothing was imported\n";
        return 1;
    }
    const Roster::Change change = compared(directory, file.students);
    out << listed(change);
    if (line.has("dry-run")) {
        out << "nothing was changed (--dry-run)\n";
        return 0;
    }
    Course course = Course::open_or_make(directory);
    course.set_domain(line.value("domain", course.domain()));
    const std::string cards = line.value("cards", (directory / "cards.html").string());
    const auto written = enrol(course, labs, change, cards, ports_of(line));
    if (written) out << "cards to print and cut: " << written->string() << "\n";
    return 0;
}

void list(Course& course, std::ostream& out) {
    for (const Student& s : course.roster().students())
        out << s.id << "\t" << s.name << "\t" << s.group << "\t" << s.lang << "\t" << s.email << "\n";
}

int card(Course& course, const CommandLine& line, const std::string& id, std::ostream& out) {
    if (!line.has("new"))
        throw UsageError("only the hash of a pass phrase is kept: postlab roster card " + id +
                         " --new makes a new one");
    out << card_as_text(renew(course, id), ports_of(line));
    return 0;
}

}  // namespace

std::vector<Option> roster_options() {
    const Ports usual;
    return {{"data", "DIR", "the course's directory (./postlab-data)"},
            {"labs", "DIR", "the lab folders"},
            {"dry-run", "", "says what an import would do, and does nothing"},
            {"cards", "FILE", "where the new students' cards go (DIR/cards.html); never over another file"},
            {"encoding", "NAME", "of the roster: utf-8, gb18030, cp1251; found out when it isn't said"},
            {"smtp", "HOST:PORT", "the server as the cards name it (" + usual.smtp + ")"},
            {"pop3", "HOST:PORT", "the same for POP3 (" + usual.pop3 + ")"},
            {"domain", "NAME", "the server's domain, if it is not post.example"},
            {"new", "", "a new pass phrase; the old one no longer counts"}};
}

int roster_command(const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err) {
    CommandLine line(roster_options(), arguments);
    const auto& words = line.words();
    const std::string action = words.empty() ? "" : words[0];
    if (action != "import" && action != "list" && action != "card" && action != "remove")
        throw UsageError(std::string("postlab ") + roster_synopsis);
    if (words.size() != (action == "list" ? 1 : 2)) throw UsageError(std::string("postlab ") + roster_synopsis);
    if (action == "import") return import(line, words[1], out, err);
    Course course = Course::open(line.value("data", "postlab-data"));
    if (action == "list") list(course, out);
    if (action == "card") return card(course, line, words[1], out);
    if (action == "remove") out << removed(course, words[1]);
    return 0;
}

}  // namespace postlab::course
