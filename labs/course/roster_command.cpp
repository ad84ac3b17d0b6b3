#include "labs/course/roster_command.h"

#include <Poco/Exception.h>

#include <filesystem>
#include <map>
#include <ostream>
#include <set>
#include <stdexcept>

#include "labs/course/class/course.h"
#include "labs/course/class/enrolment.h"
#include "labs/course/course_options.h"
#include "labs/course/roster/roster_file.h"
#include "labs/course/start_command.h"
#include "shared/system/file.h"

namespace postlab::course {

namespace {

/// What the class is to call its server: as typed, else as the course remembers it. A host that was named for one port
/// is that of the others, too.
MailServer server_of(const CommandLine& line, MailServer server) {
    std::string named;
    for (const auto& [option, port] :
         {std::pair{"smtp", &server.smtp}, std::pair{"pop3", &server.pop3}, std::pair{"pop2", &server.pop2}}) {
        if (!line.has(option)) continue;
        const std::string typed = line.value(option, "");
        const std::size_t colon = typed.rfind(':');
        if (colon == typed.npos || colon == 0 || colon + 1 == typed.size())
            throw UsageError(std::string("--") + option + ": expected HOST:PORT, as 192.0.2.7:2525, not " + typed);
        server.host = typed.substr(0, colon);
        *port = typed.substr(colon + 1);
        if (!named.empty() && named != server.host)
            throw UsageError("--smtp, --pop3 and --pop2 must name the same host, not " + named + " and " + server.host);
        named = server.host;
    }
    server.domain = line.value("domain", server.domain);
    return server;
}

/// Who reads English because a lab has nothing in their language.
void say_fallbacks(Course& course, const Labs& labs, std::ostream& out) {
    std::map<std::string, std::size_t> readers;
    for (const Student& student : course.roster().students()) ++readers[student.lang];
    for (const auto& [language, count] : readers) {
        std::string silent;
        for (const Lab& lab : labs.labs)
            if (!lab.strings.speaks(language)) silent += " " + lab.id;
        if (!silent.empty()) out << "in English for " << count << " who read " << language << ":" << silent << "\n";
    }
}

std::string cards_file(const CommandLine& line) {
    return line.value("cards", (std::filesystem::path(data_directory(line)) / "cards.html").string());
}

int import(const CommandLine& line, std::ostream& out, std::ostream& err) {
    const std::filesystem::path directory = data_directory(line);
    const std::string name = line.word(0);
    server_of(line, {});  // refuses what it can't be before anything is done
    const Labs labs = labs_of(line);
    const RosterFile file = read_roster(read_file(name), line.value("encoding", ""), taken_mailboxes(directory, labs));
    for (const std::string& problem : file.problems) err << name << ": " << problem << "\n";
    if (!file.problems.empty()) {
        err << "nothing was imported\n";
        return 1;
    }
    out << "read as " << file.encoding << "\n";
    const Roster::Change change = import_of(file.students, directory);
    out << listed(change);
    if (line.has("dry-run")) {
        out << "nothing was changed (--dry-run)\n";
        return 0;
    }
    Course course = Course::open_or_make(directory);
    const MailServer server = server_of(line, course.server());
    const bool cards_are_out = !course.roster().ids().empty();
    const auto written = enrol(course, labs, change, cards_file(line), server);
    const MailServer before = course.server();
    const bool moved = before.host != server.host || before.smtp != server.smtp || before.pop3 != server.pop3;
    if (cards_are_out && moved)
        err << "cards that are out call the server " << before.host << ", with the ports " << before.smtp << " and "
            << before.pop3
            << ": postlab roster card --all --cards cards.html makes them again, --new with new pass phrases\n";
    course.set_server(server);
    remember_labs_folder(directory, line.value("labs", ""));
    say_fallbacks(course, labs, out);
    if (written) out << "cards to print and cut: " << written->string() << "\n";
    return 0;
}

int list_roster(const CommandLine& line, std::ostream& out, std::ostream&) {
    for (const Student& s : Course::open(data_directory(line)).roster().students())
        out << s.id << "\t" << s.name << "\t" << s.group << "\t" << s.lang << "\t" << s.email << "\n";
    return 0;
}

int card(const CommandLine& line, std::ostream& out, std::ostream&) {
    if (line.has("all") == !line.words().empty()) throw UsageError("whose card? postlab roster card s017, or --all");
    Course course = Course::open(data_directory(line));
    const MailServer server = server_of(line, course.server());
    const auto students = line.has("all") ? course.roster().students() : std::vector{the_student(course, line.word(0))};
    const std::vector<Card> cards = cards_of(course, labs_of(line), students);
    const bool fresh = line.has("new");
    if (line.has("all") || line.has("cards")) {
        const auto page = fresh ? renew(course, cards, server, cards_file(line))
                                : write_cards(cards_file(line), cards_as_html(cards, server));
        out << "cards to print and cut: " << page.string() << "\n";
    } else if (fresh) {
        renew(course, cards.front(), server, out);
    } else {
        out << card_as_text(cards.front(), server);
    }
    return 0;
}

int remove_student(const CommandLine& line, std::ostream& out, std::ostream&) {
    Course course = Course::open(data_directory(line));
    out << removed(course, line.word(0));
    return 0;
}

const Option smtp_option{"smtp", "HOST:PORT",
                         "the server as cards and sheets name it; import keeps it (localhost:2525)"};
const Option pop3_option{"pop3", "HOST:PORT", "the same for POP3 (localhost:2110)"};
const Option pop2_option{"pop2", "HOST:PORT", "the same for POP2, which L21 visits (localhost:2109)"};
const Option cards_option{"cards", "FILE", "where a page of cards goes (DIR/cards.html); never over another file"};
const Option domain_option{"domain", "NAME", "the server's domain, if it is not post.example"};

ProgramCommand import_command() {
    return {
        "roster import",
        "FILE.csv",
        "gives new students a mailbox, a pass phrase and a card",
        {{"dry-run", "", "says what an import would do, and does nothing"},
         cards_option,
         {"encoding", "NAME", "of the roster, if it isn't UTF-8: cp1251, cp1252, gb18030"},
         smtp_option,
         pop3_option,
         pop2_option,
         domain_option,
         labs_option,
         data_option},
        "postlab roster import roster.csv",
        import,
        "Rows are student_id,name,email,group,lang, or what Moodle and Canvas export. Twice the same file changes "
        "nothing; "
        "if the file has errors, every bad row is listed and nothing is imported. An import that was broken off is "
        "completed "
        "by the next, which also gives a mailbox to whoever has lost theirs. The course remembers what its server is "
        "called."};
}

ProgramCommand card_command() {
    return {
        "roster card",
        "[ID]",
        "a student's card, or everybody's",
        {{"all", "", "everybody's, as a page to print and cut"},
         {"new", "", "with a new pass phrase; the old one no longer counts"},
         cards_option,
         smtp_option,
         pop3_option,
         pop2_option,
         domain_option,
         labs_option,
         data_option},
        "postlab roster card s017 --new",
        card,
        "Only the hash of a pass phrase is kept. So without --new the card leaves it out, and says the rest as it is "
        "now: the server, the addresses, the badges."};
}

}  // namespace

std::vector<ProgramCommand> roster_commands() {
    return {import_command(),
            {"roster list",
             "",
             "who takes part: id, name, group, language, address",
             {data_option},
             "postlab roster list",
             list_roster},
            card_command(),
            {"roster remove",
             "ID",
             "deletes a student's mailbox, results and recorded conversations",
             {data_option},
             "postlab roster remove s017",
             remove_student}};
}

}  // namespace postlab::course
