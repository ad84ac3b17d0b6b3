#include "user_command.h"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <ostream>

#include "labs/language/language.h"
#include "labs/language/sentences.h"
#include "shared/program/password_prompt.h"
#include "shared/system/file.h"
#include "shared/text/text.h"
#include "store/accounts.h"

namespace postlab {

namespace {

using labs::operator""_sentence;
using store::Accounts;

Accounts existing(const CommandLine& line) {
    const std::string directory = data_directory(line);
    if (!std::filesystem::exists(directory + "/maildrop.db")) throw SayableError("user.none"_sentence, {directory});
    return Accounts(directory);
}

int add_user(const CommandLine& line, std::ostream& out, std::ostream&) {
    Accounts accounts(data_directory(line));
    const auto apop = line.has("apop-only") ? Accounts::Apop::only
                      : line.has("apop")    ? Accounts::Apop::keep_secret
                                            : Accounts::Apop::none;
    const auto change = accounts.add(line.word(0), password_on_stdin("user add NAME"), apop);
    const Sentence& done = change == Accounts::Change::added ? "user.added"_sentence : "user.changed"_sentence;
    out << labs::language_in(line).say(done, {line.word(0)}) << "\n";
    return 0;
}

/// How one logs in to it, where that isn't by a password alone, and whose it is.
std::vector<Phrase> remarks_on(const Accounts::Entry& entry) {
    std::vector<Phrase> remarks;
    if (!entry.has_password)
        remarks.emplace_back(entry.has_apop_secret ? "user.apop_only"_sentence : "user.no_password"_sentence);
    else if (entry.has_apop_secret)
        remarks.emplace_back("user.apop"_sentence);
    if (entry.planted) remarks.emplace_back("user.planted"_sentence);
    return remarks;
}

int list_users(const CommandLine& line, std::ostream& out, std::ostream&) {
    const labs::Language& language = labs::language_in(line);
    for (const Accounts::Entry& entry : existing(line).list()) {
        std::vector<Phrase> cells{entry.name,
                                  {"user.messages"_sentence, {std::to_string(entry.messages)}},
                                  {"user.octets"_sentence, {std::to_string(entry.octets)}}};
        std::ranges::move(remarks_on(entry), std::back_inserter(cells));
        out << language.say(Phrase::list(std::move(cells), "\t")) << "\n";
    }
    return 0;
}

int remove_user(const CommandLine& line, std::ostream&, std::ostream&) {
    existing(line).remove(line.word(0));
    return 0;
}

int import_users(const CommandLine& line, std::ostream& out, std::ostream& err) {
    const labs::Language& language = labs::language_in(line);
    Accounts accounts(data_directory(line));
    const auto imported = accounts.import(read_file(line.word(0)), line.value("encoding", ""));
    if (!equal_ignoring_case(imported.encoding, "UTF-8"))
        err << "postlab user import: " << language.say("text.taken_as"_sentence, {imported.encoding}) << "\n";
    out << language.say("user.imported"_sentence, {std::to_string(imported.added), std::to_string(imported.changed),
                                                   std::to_string(imported.unchanged)})
        << "\n";
    return 0;
}

}  // namespace

std::vector<ProgramCommand> user_commands() {
    return {
        {"user add",
         "NAME",
         "makes an account, or changes its password; it comes on standard input",
         {{"apop", "", "keeps the secret itself, which APOP and CRAM-MD5 need"},
          {"apop-only", "", "the same, and nothing that sends it logs in: USER and PASS, PLAIN, LOGIN (RFC 1939 13)"},
          labs::language_option,
          data_option},
         "echo secret | postlab user add alice",
         add_user,
         "curl takes CRAM-MD5, and APOP whenever the greeting carries a timestamp, as ours does: make its accounts "
         "with "
         "--apop. SCRAM-SHA-256 works for every account. A "
         "secret that never crosses the wire is safe only with --apop-only: nobody can be talked into PASS then. Mail "
         "for postmaster is taken from the start, as RFC 5321 wants it; this gives it a password to be read with."},
        {"user list",
         "",
         "the accounts, and how much mail each has",
         {labs::language_option, data_option},
         "postlab user list",
         list_users},
        {"user remove",
         "NAME",
         "removes an account and its mail",
         {labs::language_option, data_option},
         "postlab user remove alice",
         remove_user},
        {"user import",
         "FILE.csv",
         "makes accounts from rows of name,password",
         {{"encoding", "NAME", "of the file, if it isn't UTF-8: cp1251, cp1252, gb18030"},
          labs::language_option,
          data_option},
         "postlab user import users.csv",
         import_users},
    };
}

}  // namespace postlab
