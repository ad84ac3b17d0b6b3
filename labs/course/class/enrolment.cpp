#include "labs/course/class/enrolment.h"

#include <limits>
#include <ostream>
#include <stdexcept>

#include "labs/course/lab/lab_faults.h"
#include "labs/course/lab/tokens.h"
#include "labs/course/roster/pass_phrase.h"
#include "shared/text/text.h"
#include "store/accounts.h"
#include "store/mailbox_name.h"
#include "store/transcript/transcript_reader.h"
#include "store/transcript/transcript_removal.h"

namespace postlab::course {

namespace {

void make_them_count(const Course& course, const std::vector<Card>& cards) {
    std::vector<store::Accounts::Wanted> wanted;
    for (const Card& card : cards) wanted.push_back({card.student.id, card.pass_phrase});
    store::Accounts(course.directory()).add(wanted);
}

Student existing(Course& course, const std::string& id) {
    auto student = course.roster().find(lower_case(id));
    if (!student) throw std::runtime_error("there is no student " + id + "; postlab roster list shows all");
    return *student;
}

/// Whether a conversation is the student's: their login, their token in a command, or their start of a lab.
bool is_of(const std::string& id, const store::KeptConversation& about, store::TranscriptReader& reader,
           const TokenReader& tokens) {
    if (about.account == id || (about.protocol == "lab" && about.peer == id)) return true;
    if (about.protocol != "smtp") return false;
    unsigned wrong = 0;
    for (const store::KeptEvent& event : reader.events(about.id)) {
        TokenOwner owner;
        const bool command = event.direction == Direction::client && !event.content;
        if (command && tokens.find(event.bytes, owner, wrong)) return owner.student == id;
    }
    return false;
}

std::vector<std::int64_t> conversations_of(const Course& course, const std::string& id) {
    std::vector<std::int64_t> ids;
    if (!store::has_transcripts(course.directory())) return ids;
    store::TranscriptReader reader(course.directory());
    const TokenReader tokens(course.key());
    for (const auto& about : reader.conversations(std::numeric_limits<std::uint32_t>::max()))
        if (is_of(id, about, reader, tokens)) ids.push_back(about.id);
    return ids;
}

}  // namespace

std::set<std::string> taken_mailboxes(const std::filesystem::path& directory, const Labs& labs) {
    std::set<std::string> taken{"postmaster"};
    for (const std::string& name : mailboxes_of(labs)) taken.insert(name);
    if (!std::filesystem::exists(directory / "maildrop.db")) return taken;
    for (const auto& entry : store::Accounts(directory).list()) taken.insert(entry.name);
    if (Course::exists(directory)) {
        Course course = Course::open(directory);
        for (const Student& student : course.roster().students()) taken.erase(student.id);
    }
    return taken;
}

Roster::Change import_of(const std::vector<Student>& file, const std::filesystem::path& directory) {
    if (!Course::exists(directory)) return {file, {}, {}, {}, 0};
    std::set<std::string> mailboxes;
    if (std::filesystem::exists(directory / "maildrop.db"))
        for (const auto& entry : store::Accounts(directory).list())
            if (entry.has_password) mailboxes.insert(entry.name);
    return Course::open(directory).roster().compare(file, mailboxes);
}

/// The roster first: a student without a mailbox is found by the next import, while a mailbox that is no student's
/// would stand in its way.
std::optional<std::filesystem::path> enrol(Course& course, const Labs& labs, const Roster::Change& change,
                                           const std::filesystem::path& file, const MailServer& server) {
    course.roster().apply(change);
    make_mailboxes(course, labs);
    std::vector<Student> students = change.added;
    students.insert(students.end(), change.locked_out.begin(), change.locked_out.end());
    if (students.empty()) return std::nullopt;
    return renew(course, cards_of(course, labs, students), server, file);
}

std::vector<Card> cards_of(const Course& course, const Labs& labs, const std::vector<Student>& students) {
    std::vector<Card> cards;
    for (const Student& student : students) {
        cards.push_back({student, "", {}});
        for (const Lab& lab : labs.labs) cards.back().badges.push_back(badge(course.key(), student.id, lab.id));
    }
    return cards;
}

std::filesystem::path renew(const Course& course, std::vector<Card> cards, const MailServer& server,
                            const std::filesystem::path& page) {
    for (Card& card : cards) card.pass_phrase = new_pass_phrase();
    const std::filesystem::path written = write_cards(page, cards_as_html(cards, server));
    try {
        make_them_count(course, cards);
    } catch (...) {
        std::filesystem::remove(written);
        throw;
    }
    return written;
}

void make_mailboxes(const Course& course, const Labs& labs) {
    std::vector<store::Accounts::Wanted> wanted;
    for (const std::string& name : mailboxes_of(labs)) wanted.push_back({name, ""});
    store::Accounts(course.directory()).add(wanted);
}

void renew(const Course& course, Card card, const MailServer& server, std::ostream& out) {
    card.pass_phrase = new_pass_phrase();
    out << card_as_text(card, server) << std::flush;
    if (!out) throw std::runtime_error("the card can't be shown, so the pass phrase is what it was");
    make_them_count(course, {card});
}

std::string removed(Course& course, const std::string& typed) {
    const std::string id = existing(course, typed).id;
    store::Accounts accounts(course.directory());
    for (const auto& entry : accounts.list())
        if (entry.name == id) accounts.remove(id);
    const std::vector<std::int64_t> conversations = conversations_of(course, id);
    if (!conversations.empty()) store::remove_conversations(course.directory(), conversations);
    remove_faults(course.directory(), id);
    course.roster().remove(id);
    return "removed " + id + ": the mailbox and its mail, the results, " + std::to_string(conversations.size()) +
           " recorded conversations\n";
}

}  // namespace postlab::course
