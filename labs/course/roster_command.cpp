#include "labs/course/roster_command.h"

#include <Poco/Exception.h>
#include <Poco/URI.h>

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
#include "labs/text/progress.h"
#include "shared/system/file.h"

namespace postlab::course {

namespace {

using labs::operator""_sentence;

/// "http://192.0.2.7:2580", without what may stand behind it; nowhere: none.
std::string page_named(const std::string& typed) try {
    if (typed == "nowhere") return "";
    const Poco::URI page(typed);
    if ((page.getScheme() != "http" && page.getScheme() != "https") || page.getHost().empty())
        throw Poco::SyntaxException(typed);
    return page.getScheme() + "://" + page.getAuthority();
} catch (const Poco::SyntaxException&) {
    throw UsageError("roster.page"_sentence, {typed});
}

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
            throw UsageError("roster.host_port"_sentence, {option, typed});
        server.host = typed.substr(0, colon);
        *port = typed.substr(colon + 1);
        if (!named.empty() && named != server.host) throw UsageError("roster.one_host"_sentence, {named, server.host});
        named = server.host;
    }
    server.domain = line.value("domain", server.domain);
    if (line.has("page")) server.page = page_named(line.value("page", ""));
    return server;
}

/// Whether a card of before leads elsewhere than one of now.
bool calls_it_otherwise(const MailServer& before, const MailServer& now) {
    const bool page = !before.page.empty() && before.page != now.page;
    return page || before.host != now.host || before.smtp != now.smtp || before.pop3 != now.pop3;
}

/// Who reads English because a lab has nothing in their language.
void say_fallbacks(Course& course, const Labs& labs, const labs::Language& language, std::ostream& out) {
    std::map<std::string, std::size_t> readers;
    for (const Student& student : course.roster().students()) ++readers[student.lang];
    for (const auto& [read, count] : readers) {
        std::vector<std::string> silent;
        for (const Lab& lab : labs.labs)
            if (!lab.strings.speaks(read)) silent.push_back(lab.id);
        if (!silent.empty())
            out << language.say("roster.in_english"_sentence, {std::to_string(count), read, joined(silent, " ")})
                << "\n";
    }
}

std::string cards_file(const CommandLine& line) {
    return line.value("cards", (std::filesystem::path(data_directory(line)) / "cards.html").string());
}

int import(const CommandLine& line, std::ostream& out, std::ostream& err) {
    const std::filesystem::path directory = data_directory(line);
    const labs::Language& language = labs::language_in(line);
    const std::string name = line.word(0);
    server_of(line, {});  // refuses what it can't be before anything is done
    const Labs labs = labs_of(line);
    const RosterFile file = read_roster(read_file(name), line.value("encoding", ""), taken_mailboxes(directory, labs));
    for (const Phrase& problem : file.problems) err << name << ": " << language.say(problem) << "\n";
    if (!file.problems.empty()) {
        err << language.say("roster.nothing"_sentence) << "\n";
        return 1;
    }
    out << language.say("roster.read_as"_sentence, {file.encoding}) << "\n";
    const Roster::Change change = import_of(file.students, directory);
    out << listed(change, language);
    if (line.has("dry-run")) {
        out << language.say("roster.dry_run"_sentence) << "\n";
        return 0;
    }
    Course course = Course::open_or_make(directory);
    const MailServer server = server_of(line, course.server());
    const bool cards_are_out = !course.roster().ids().empty();
    const auto written = labs::followed(err, language.say("roster.progress"_sentence), [&](const HowFar& tell) {
        return enrol(course, labs, change, cards_file(line), server, tell);
    });
    const MailServer before = course.server();
    if (cards_are_out && calls_it_otherwise(before, server))
        err << language.say(before.page.empty() ? "roster.cards_out"_sentence : "roster.cards_out_page"_sentence,
                            {before.host, before.smtp, before.pop3, page_of_students(before)})
            << "\n";
    course.set_server(server);
    remember_labs_folder(directory, line.value("labs", ""));
    say_fallbacks(course, labs, language, out);
    if (written) out << language.say("roster.cards"_sentence, {written->string()}) << "\n";
    return 0;
}

int list_roster(const CommandLine& line, std::ostream& out, std::ostream&) {
    for (const Student& s : Course::open(data_directory(line)).roster().students())
        out << s.id << "\t" << s.name << "\t" << s.group << "\t" << s.lang << "\t" << s.email << "\n";
    return 0;
}

int card(const CommandLine& line, std::ostream& out, std::ostream& err) {
    if (line.has("all") == !line.words().empty()) throw UsageError("roster.whose_card"_sentence, {});
    Course course = Course::open(data_directory(line));
    const MailServer server = server_of(line, course.server());
    const auto students = line.has("all") ? course.roster().students() : std::vector{the_student(course, line.word(0))};
    const std::vector<Card> cards = cards_of(course, labs_of(line), students);
    const bool fresh = line.has("new") || line.has("pin");
    const NewOnCard what = line.has("new") ? NewOnCard::pass_phrase_and_pin : NewOnCard::pin;
    if (line.has("all") || line.has("cards")) {
        const auto page =
            labs::followed(err, labs::language_in(line).say("roster.progress"_sentence), [&](const HowFar& tell) {
                return fresh ? renew(course, what, cards, server, cards_file(line), tell)
                             : write_cards(cards_file(line), cards_as_html(cards, server));
            });
        out << labs::language_in(line).say("roster.cards"_sentence, {page.string()}) << "\n";
    } else if (fresh) {
        renew(course, what, cards.front(), server, out);
    } else {
        out << card_as_text(cards.front(), server);
    }
    return 0;
}

int remove_student(const CommandLine& line, std::ostream& out, std::ostream&) {
    Course course = Course::open(data_directory(line));
    out << labs::language_in(line).say(removed(course, line.word(0))) << "\n";
    return 0;
}

const Option smtp_option{"smtp", "HOST:PORT",
                         "the server as cards and sheets name it; import keeps it (localhost:2525)"};
const Option pop3_option{"pop3", "HOST:PORT", "the same for POP3 (localhost:2110)"};
const Option pop2_option{"pop2", "HOST:PORT", "the same for POP2, which L21 visits (localhost:2109)"};
const Option page_option{"page", "URL",
                         "where students see their own work, as http://192.0.2.7:2580; import keeps it (nowhere)"};
const Option cards_option{"cards", "FILE", "where a page of cards goes (DIR/cards.html); never over another file"};
const Option domain_option{"domain", "NAME", "the server's domain, if it is not post.example"};

ProgramCommand import_command() {
    return {
        "roster import",
        "FILE.csv",
        "gives new students a mailbox, a card, and on it a pass phrase and a PIN",
        {{"dry-run", "", "says what an import would do, and does nothing"},
         cards_option,
         {"encoding", "NAME", "of the roster, if it isn't UTF-8: cp1251, cp1252, gb18030"},
         smtp_option,
         pop3_option,
         pop2_option,
         page_option,
         domain_option,
         labs::language_option,
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
         {"new", "", "with a new pass phrase and a new PIN; the old ones no longer count"},
         {"pin", "", "with a new PIN; the pass phrase stays"},
         cards_option,
         smtp_option,
         pop3_option,
         pop2_option,
         page_option,
         domain_option,
         labs::language_option,
         labs_option,
         data_option},
        "postlab roster card s017 --new",
        card,
        "Only the hashes of pass phrase and PIN are kept. So without --new the card leaves them out, and says the rest "
        "as "
        "it is now: the server, the addresses, the badges. The PIN opens the student's page and nothing else; a class "
        "from before there were PINs gets them by --all --pin."};
}

}  // namespace

std::vector<ProgramCommand> roster_commands() {
    return {import_command(),
            {"roster list",
             "",
             "who takes part: id, name, group, language, address",
             {labs::language_option, data_option},
             "postlab roster list",
             list_roster},
            card_command(),
            {"roster remove",
             "ID",
             "deletes a student's mailbox, results and recorded conversations",
             {labs::language_option, data_option},
             "postlab roster remove s017",
             remove_student}};
}

}  // namespace postlab::course
