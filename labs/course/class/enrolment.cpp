#include "labs/course/class/enrolment.h"

#include <limits>
#include <ostream>
#include <stdexcept>

#include "labs/course/class/gifts.h"
#include "labs/course/class/report_letters.h"
#include "labs/course/lab/lab_faults.h"
#include "labs/course/lab/tokens.h"
#include "labs/course/roster/pass_phrase.h"
#include "labs/language/sentences.h"
#include "shared/system/digest.h"
#include "shared/text/sayable_error.h"
#include "shared/text/text.h"
#include "store/accounts.h"
#include "store/mailbox_name.h"
#include "store/transcript/transcript_reader.h"
#include "store/transcript/transcript_removal.h"

namespace postlab::course {

namespace {

using labs::operator""_sentence;

void draw(Card& card, NewOnCard what) {
    if (what == NewOnCard::pass_phrase_and_pin) card.pass_phrase = new_pass_phrase();
    card.pin = new_pin();
}

/// The PINs first: who has a mailbox has all, as the next import sees it.
void make_them_count(Course& course, const std::vector<Card>& cards, const HowFar& tell = {}) {
    const std::size_t all = 2 * cards.size();  // what is hashed
    auto tell_with = [&](std::size_t before) {
        return !tell ? tell : [&tell, all, before](std::size_t done, std::size_t) { tell(before + done, all); };
    };
    std::vector<store::Accounts::Wanted> wanted;
    std::vector<std::string> pins;
    for (const Card& card : cards) {
        if (!card.pass_phrase.empty()) wanted.push_back({card.student.id, card.pass_phrase});
        pins.push_back(pin_in(*card.pin).value());
    }
    const std::vector<std::string> kept = hash_passwords(pins, tell_with(0));
    Roster roster = course.roster();
    std::map<std::string, std::string> before, now;
    for (std::size_t i = 0; i < cards.size(); ++i) {
        before[cards[i].student.id] = roster.kept_pin(cards[i].student.id).value_or("");
        now[cards[i].student.id] = kept[i];
    }
    roster.set_pins(now);
    try {
        if (!wanted.empty()) store::Accounts(course.directory()).add(wanted, tell_with(cards.size()));
    } catch (...) {
        roster.set_pins(before);
        throw;
    }
}

Student existing(Course& course, const std::string& id) {
    auto student = course.roster().find(lower_case(id));
    if (!student) throw SayableError("course.no_student"_sentence, {id});
    return *student;
}

/// Their own, or one that a lab has planted.
bool is_account_of(const std::string& id, std::string_view account) {
    TokenOwner planted;
    return account == id || (names_planted(account, planted) && planted.student == id);
}

/// Whether a conversation is the student's: their login, their token in a command where nobody else of the class has
/// logged in, or their start of a lab.
bool is_of(const std::string& id, const store::KeptConversation& about, store::TranscriptReader& reader,
           const TokenReader& tokens, Roster roster) {
    if (is_account_of(id, about.account) || (about.protocol == "lab" && about.peer == id)) return true;
    if (about.protocol != "smtp" || roster.find(about.account)) return false;
    unsigned wrong = 0;
    for (const store::KeptEvent& event : reader.events(about.id)) {
        TokenOwner owner;
        const bool command = event.direction == Direction::client && !event.content;
        if (command && tokens.find(event.bytes, owner, wrong)) return owner.student == id;
    }
    return false;
}

/// Theirs, and what was nobody's and has been given to them.
std::set<std::int64_t> conversations_of(Course& course, const std::string& id) {
    std::set<std::int64_t> ids;
    if (!store::has_transcripts(course.directory())) return ids;
    store::TranscriptReader reader(course.directory());
    const TokenReader tokens(course.key());
    for (const auto& about : reader.conversations(std::numeric_limits<std::uint32_t>::max())) {
        if (about.account == report_name(id) || is_of(id, about, reader, tokens, course.roster())) ids.insert(about.id);
        const bool act = about.protocol == "lab" && about.peer == id;
        if (const auto gift = act ? gift_in({about, reader.events(about.id)}) : std::nullopt)
            ids.insert(gift->conversation);
    }
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
                                           const std::filesystem::path& file, const MailServer& server,
                                           const HowFar& tell) {
    course.roster().apply(change);
    make_mailboxes(course, labs);
    std::vector<Student> students = change.added;
    students.insert(students.end(), change.locked_out.begin(), change.locked_out.end());
    if (students.empty()) return std::nullopt;
    return renew(course, NewOnCard::pass_phrase_and_pin, cards_of(course, labs, students), server, file, tell);
}

std::vector<Card> cards_of(Course& course, const Labs& labs, const std::vector<Student>& students) {
    std::vector<Card> cards;
    for (const Student& student : students) {
        cards.push_back({student, "", {}});
        if (!course.roster().kept_pin(student.id).value_or("").empty()) cards.back().pin = "";
        for (const Lab& lab : labs.labs) cards.back().badges.push_back(badge(course.key(), student.id, lab.id));
    }
    return cards;
}

std::filesystem::path renew(Course& course, NewOnCard what, std::vector<Card> cards, const MailServer& server,
                            const std::filesystem::path& page, const HowFar& tell) {
    for (Card& card : cards) draw(card, what);
    const std::filesystem::path written = write_cards(page, cards_as_html(cards, server));
    try {
        make_them_count(course, cards, tell);
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

void renew(Course& course, NewOnCard what, Card card, const MailServer& server, std::ostream& out) {
    draw(card, what);
    out << card_as_text(card, server) << std::flush;
    if (!out) throw SayableError("roster.card_not_shown"_sentence, {});
    make_them_count(course, {card});
}

Phrase removed(Course& course, const std::string& typed) {
    const std::string id = existing(course, typed).id;
    store::Accounts accounts(course.directory());
    for (const auto& entry : accounts.list())
        if (entry.name == id || (entry.planted && is_account_of(id, entry.name))) accounts.remove(entry.name);
    const std::set<std::int64_t> conversations = conversations_of(course, id);
    if (!conversations.empty())
        store::remove_conversations(course.directory(), {conversations.begin(), conversations.end()});
    remove_faults(course.directory(), id);
    course.roster().remove(id);
    return {"roster.removed"_sentence, {id, std::to_string(conversations.size()), plural(conversations.size())}};
}

}  // namespace postlab::course
