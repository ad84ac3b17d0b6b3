#include "labs/compare.h"

#include <algorithm>
#include <ostream>
#include <vector>

#include "labs/paragraph.h"
#include "labs/tables.h"
#include "pop3d/replies.h"
#include "shared/command.h"
#include "smtpd/replies.h"

namespace postlab::labs {

namespace {

constexpr std::size_t column_width = (page_width - 4) / 2;

/// One thing said in a situation: a verb (its syntax is printed), a reply, or words about what is no reply.
struct Said {
    std::string_view verb;
    const Reply* reply = nullptr;
    std::string_view words;
};

consteval Said verb(std::string_view name) { return {name, nullptr, {}}; }
consteval Said words(std::string_view text) { return {{}, nullptr, text}; }
consteval Said smtp(std::string_view id) { return {{}, &row(smtpd::replies, id), {}}; }
consteval Said pop3(std::string_view id) { return {{}, &row(pop3d::replies, id), {}}; }

struct Situation {
    std::string_view title;
    std::vector<Said> in_smtp, in_pop3;
    std::string_view remark;
};

const std::vector<Situation> situations{
    {"Who speaks first",
     {smtp("session.greeting")},
     {pop3("greeting.ready")},
     "In both the server. A client that talks before the greeting is impolite."},
    {"Who are you?",
     {verb("EHLO"), smtp("ehlo.ok")},
     {verb("USER"), pop3("user.ok"), verb("PASS"), pop3("login.ok")},
     "SMTP asks for the computer's name and believes it. POP3 asks for a person and wants proof, since it gives "
     "mail out."},
    {"Yes",
     {verb("NOOP"), smtp("noop.ok")},
     {verb("NOOP"), pop3("noop.ok")},
     "SMTP says yes in numbers, three digits of which the first decides. POP3 has one word for it."},
    {"Go on, there is more to come",
     {verb("DATA"), smtp("data.start")},
     {verb("RETR"), pop3("retr.ok")},
     "In SMTP it is the client that sends the letter, so the server asks for it (3yz). In POP3 the server sends "
     "it right behind its +OK."},
    {"What can you do?",
     {verb("EHLO"), words("S: 250-..., 250-..., 250 ...")},
     {verb("CAPA"), pop3("capa.list"), words("S: lines up to a lone dot")},
     "An SMTP reply of several lines has a hyphen behind the code until its last line; a POP3 one ends with a "
     "line of a single dot."},
    {"A line that begins with a dot",
     {words("C: ..like this, within DATA")},
     {words("S: ..like this, within RETR or TOP")},
     "The same trick in both directions: whoever sends the letter doubles the dot, whoever takes it removes one "
     "(RFC 5321 4.5.2, RFC 1939 3). So the lone dot stays free to mean: this is the end."},
    {"Done",
     {words("C: ."), smtp("data.ok")},
     {verb("QUIT"), pop3("quit.left")},
     "The reply that counts. After SMTP's the server is responsible for the letter; after POP3's the marked "
     "letters are gone."},
    {"In the wrong order",
     {verb("RCPT"), smtp("order.mail_first")},
     {verb("STAT"), pop3("command.login_first")},
     "Both have states, and a table says what is legal where: `postlab explain --table smtp`, `--table pop3`."},
    {"What is that?",
     {words("C: HALLO"), smtp("command.unknown")},
     {words("C: HALLO"), pop3("command.unknown")},
     "An unknown verb does no harm, and the session goes on."},
    {"The verb is right, the rest is not",
     {verb("MAIL"), smtp("mail.syntax")},
     {verb("RETR"), pop3("command.syntax")},
     "SMTP tells the two apart: 500 is about the verb, 501 about its argument. POP3 has -ERR for both."},
    {"There is no such thing",
     {verb("RCPT"), smtp("rcpt.unknown_mailbox")},
     {verb("RETR"), pop3("message.none")},
     "SMTP has to tell a stranger, or his letter would vanish unnoticed. POP3 talks about the maildrop only to its "
     "owner."},
    {"Not now, try again",
     {smtp("data.full")},
     {pop3("login.failed")},
     "SMTP's 4yz means it in any reply. POP3 learned it late, by a code in square brackets (RFC 2449, RFC 3206)."},
    {"Somebody else is in",
     {words("(any number of clients at once)")},
     {verb("PASS"), pop3("login.in_use")},
     "Many may put letters into a maildrop at once, but only one session may open it, so that its numbers hold."},
    {"Undo",
     {verb("RSET"), smtp("rset.ok")},
     {verb("RSET"), pop3("rset.ok")},
     "One verb, two meanings: SMTP throws the open envelope away, POP3 takes the deletion marks back."},
    {"Goodbye",
     {verb("QUIT"), smtp("quit.ok")},
     {verb("QUIT"), pop3("quit.empty")},
     "In SMTP mostly politeness, for the letter was safe before. In POP3 it is the deed: without QUIT nothing is "
     "deleted."},
    {"Nothing is said for minutes",
     {smtp("session.timeout")},
     {words("(closes without a word)")},
     "SMTP says why it hangs up. POP3 should not (RFC 1939 3), and what was marked is not deleted."},
    {"Too many at the door", {smtp("session.busy")}, {pop3("greeting.busy")}, "It stands where the greeting would."},
    {"The server stops",
     {smtp("session.shutdown")},
     {words("(closes without a word)")},
     "What was answered before holds: letters taken are kept, letters only marked are not deleted."},
};

std::vector<std::string> lines(const Tables& tables, const std::vector<Said>& said) {
    std::vector<std::string> lines;
    auto add = [&](std::string_view text, std::string_view indent) {
        std::string_view before;
        for (const std::string& line : wrapped(text, column_width - indent.size())) {
            lines.push_back(std::string(before) + line);
            before = indent;
        }
    };
    for (const Said& item : said) {
        auto row = std::ranges::find(tables.verbs, item.verb, &Verb::name);
        if (row != tables.verbs.end()) add("C: " + std::string(row->syntax), "   ");
        if (item.reply) add("S: " + as_said(*item.reply), "   ");
        if (item.reply) add("   " + std::string(item.reply->id) + ", " + std::string(item.reply->section), "   ");
        if (!item.words.empty()) add(item.words, "   ");
    }
    return lines;
}

void print(const Situation& situation, std::ostream& out) {
    auto left = lines(tables(Protocol::smtp), situation.in_smtp),
         right = lines(tables(Protocol::pop3), situation.in_pop3);
    out << situation.title << "\n";
    for (std::size_t i = 0; i < std::max(left.size(), right.size()); ++i) {
        std::string line = "  " + (i < left.size() ? left[i] : "");
        if (i < right.size()) {
            line.resize(std::max(line.size() + 1, column_width + 4), ' ');
            line += right[i];
        }
        out << line << "\n";
    }
    out << paragraph(situation.remark, "  ", "  ") << "\n";
}

}  // namespace

void compare(std::ostream& out) {
    std::string head = "  SMTP: " + std::string(tables(Protocol::smtp).task);
    head.resize(column_width + 4, ' ');
    out << head << "POP3: " << tables(Protocol::pop3).task << "\n\n";
    for (const Situation& situation : situations) print(situation, out);
}

}  // namespace postlab::labs
