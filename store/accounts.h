#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "shared/system/how_far.h"
#include "shared/text/csv.h"
#include "store/data_directory.h"

namespace postlab::store {

/// Why an account could not be changed: one line for the person at the keyboard.
class AccountError : public SayableError {
public:
    using SayableError::SayableError;
};

/// The accounts in one data directory, for `postlab user`. It works beside servers that use the directory:
/// what it changes counts for the next command they get. Hashes passwords on the calling thread, some 20 ms
/// each; one thread at a time. Every call throws AccountError, with nothing changed.
class Accounts {
public:
    /// Opens the directory, or makes a new one. Throws StartError.
    explicit Accounts(const std::filesystem::path& directory);

    /// `keep_secret` also keeps the password as it is, which APOP (RFC 1939 7) and CRAM-MD5 need; `only` keeps no hash
    /// of it, so that nothing that sends it (USER and PASS, PLAIN, LOGIN) logs anybody in, as RFC 1939 13 advises.
    enum class Apop { none, keep_secret, only };
    enum class Change { added, password_changed };  ///< what add() has done
    /// Makes the mailbox, or gives the one there is a new password. Names are kept in lower case.
    Change add(const std::string& name, const std::string& password, Apop apop);

    /// A mailbox to be; with an empty password nobody can log in to it.
    struct Wanted {
        std::string name, password;  ///< by valid_mailbox_name(); as it is typed, at most 248 octets
    };
    /// Makes them all in one transaction, hashing on every core, and tells how far that is. One that is there gets the
    /// new password; without one it stays as it is.
    void add(std::vector<Wanted> all, const HowFar& tell = {});

    /// Makes a lab's account, or gives it another secret. The secret is worth nothing anywhere else: it is kept as it
    /// is, and what proves it is recorded as it was typed (SessionRecord::reveal). It takes no mail. Refused where the
    /// name is somebody's; add() makes it an account like others.
    void plant(const std::string& name, const std::string& secret);

    struct Entry {
        std::string name;
        std::uint64_t messages, octets;      ///< in its maildrop, as RETR would send them
        bool has_password, has_apop_secret;  ///< without the first no password is taken, without the second no APOP
        bool planted;
    };
    /// Whether that is the account's password, or the secret that is kept of it; false where nobody has that name.
    bool has_password(const std::string& name, const std::string& password);
    std::vector<Entry> list();  ///< by name

    /// Removes the mailbox and its mail. Refused while a session holds the maildrop, and for postmaster.
    void remove(const std::string& name);

    struct Imported {
        std::size_t added = 0, changed = 0, unchanged = 0;  ///< rows
        std::string encoding = {};                          ///< that the table was in
    };
    /// Adds the accounts of a CSV file (shared/text/csv.h), in that encoding if it isn't UTF-8, `name,password` in each
    /// row; a third cell `apop` or `apop-only` keeps the secret. A first row may name the columns: name, user, username
    /// or login, and password. All rows or none: an error names its row. Importing a file again changes nothing.
    Imported import(std::string_view csv, const std::string& encoding = "");

private:
    struct Row;
    std::vector<Row> plan(CsvReader& table);               ///< hashes, and writes nothing
    Row plan_row(const std::vector<std::string>& fields);  ///< of one row of the table
    void store(const Row& row);                            ///< within a transaction

    std::filesystem::path directory_;
    std::unique_ptr<MaildropLocks> locks_;  ///< so that no maildrop is removed while a session holds it
    std::unique_ptr<Database> database_;    ///< a connection of its own, beside the server's
    std::string salt_key_;                  ///< for SCRAM, see salt_of()
};

}  // namespace postlab::store
