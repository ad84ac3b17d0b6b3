#include "store/user_command.h"

#include <filesystem>
#include <fstream>
#include <ostream>

#include "shared/password_prompt.h"
#include "store/accounts.h"

namespace postlab::store {

namespace {

void add_user(Accounts& accounts, const std::string& name, bool apop, std::ostream& out) {
    auto change = accounts.add(name, password_on_stdin("user add NAME"),
                               apop ? Accounts::Apop::keep_secret : Accounts::Apop::none);
    out << (change == Accounts::Change::added ? "added " : "changed the password of ") << name << "\n";
}

void list_users(Accounts& accounts, std::ostream& out) {
    for (const auto& entry : accounts.list())
        out << entry.name << "\t" << entry.messages << " messages\t" << entry.octets << " octets"
            << (entry.has_password ? "" : "\tno password") << (entry.has_apop_secret ? "\tAPOP" : "") << "\n";
}

void import_users(Accounts& accounts, const std::string& file, std::ostream& out) {
    std::ifstream csv(file);
    if (!csv || std::filesystem::is_directory(file)) throw std::runtime_error("can't read " + file);
    auto imported = accounts.import(csv);
    out << imported.added << " added, " << imported.changed << " changed, " << imported.unchanged << " as they were\n";
}

}  // namespace

std::vector<Option> user_options() {
    return {{"data", "DIR", "where mail, accounts and transcripts are kept (./postlab-data)"},
            {"apop", "", "keeps the secret itself, which APOP needs"}};
}

int user_command(const std::vector<std::string>& arguments, std::ostream& out) {
    const CommandLine line(user_options(), arguments);
    const auto& words = line.words();
    std::string action = words.empty() ? "" : words[0];
    if (words.size() != (action == "list" ? 1 : 2)) throw UsageError(std::string("postlab ") + user_synopsis);
    if (action != "add" && action != "list" && action != "remove" && action != "import")
        throw UsageError("there is no command user " + action + "; postlab " + user_synopsis);
    std::string directory = line.value("data", "postlab-data");
    bool makes_one = action == "add" || action == "import";
    if (!makes_one && !std::filesystem::exists(directory + "/maildrop.db"))
        throw std::runtime_error("there are no accounts in " + directory + "; --data DIR says where they are");
    Accounts accounts(directory);
    if (action == "add")
        add_user(accounts, words[1], line.has("apop"), out);
    else if (action == "list")
        list_users(accounts, out);
    else if (action == "remove")
        accounts.remove(words[1]);
    else
        import_users(accounts, words[1], out);
    return 0;
}

}  // namespace postlab::store
