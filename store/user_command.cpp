#include "store/user_command.h"

#include <filesystem>
#include <ostream>

#include "shared/program/password_prompt.h"
#include "shared/system/file.h"
#include "store/accounts.h"

namespace postlab::store {

namespace {

Accounts existing(const CommandLine& line) {
    const std::string directory = data_directory(line);
    if (!std::filesystem::exists(directory + "/maildrop.db"))
        throw std::runtime_error("there are no accounts in " + directory + "; --data DIR says where they are");
    return Accounts(directory);
}

int add_user(const CommandLine& line, std::ostream& out, std::ostream&) {
    Accounts accounts(data_directory(line));
    const auto apop = line.has("apop-only") ? Accounts::Apop::only
                      : line.has("apop")    ? Accounts::Apop::keep_secret
                                            : Accounts::Apop::none;
    auto change = accounts.add(line.word(0), password_on_stdin("user add NAME"), apop);
    out << (change == Accounts::Change::added ? "added " : "changed the password of ") << line.word(0) << "\n";
    return 0;
}

int list_users(const CommandLine& line, std::ostream& out, std::ostream&) {
    for (const auto& entry : existing(line).list())
        out << entry.name << "\t" << entry.messages << " messages\t" << entry.octets << " octets"
            << (entry.has_password      ? entry.has_apop_secret ? "\tAPOP" : ""
                : entry.has_apop_secret ? "\tAPOP only"
                                        : "\tno password")
            << "\n";
    return 0;
}

int remove_user(const CommandLine& line, std::ostream&, std::ostream&) {
    existing(line).remove(line.word(0));
    return 0;
}

int import_users(const CommandLine& line, std::ostream& out, std::ostream&) {
    Accounts accounts(data_directory(line));
    const auto imported = accounts.import(read_file(line.word(0)), line.value("encoding", ""));
    out << imported.added << " added, " << imported.changed << " changed, " << imported.unchanged << " as they were\n";
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
          data_option},
         "echo secret | postlab user add alice",
         add_user,
         "curl takes CRAM-MD5, and APOP whenever the greeting carries a timestamp, as ours does: make its accounts "
         "with "
         "--apop. SCRAM-SHA-256 works for every account. A "
         "secret that never crosses the wire is safe only with --apop-only: nobody can be talked into PASS then. Mail "
         "for postmaster is taken from the start, as RFC 5321 wants it; this gives it a password to be read with."},
        {"user list", "", "the accounts, and how much mail each has", {data_option}, "postlab user list", list_users},
        {"user remove",
         "NAME",
         "removes an account and its mail",
         {data_option},
         "postlab user remove alice",
         remove_user},
        {"user import",
         "FILE.csv",
         "makes accounts from rows of name,password",
         {{"encoding", "NAME", "of the file, if it isn't UTF-8: cp1251, cp1252, gb18030"}, data_option},
         "postlab user import users.csv",
         import_users},
    };
}

}  // namespace postlab::store
