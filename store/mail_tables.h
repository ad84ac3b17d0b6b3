#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shared/sasl/scram_keys.h"
#include "store/database.h"
#include "store/mail_store.h"
#include "store/spool_file.h"

/// The statements that mail passes through, each on one connection; they throw DatabaseError. README.md
/// shows which of them moves a message from which state to which.
namespace postlab::store {

/// A row of `mailbox`.
struct Account {
    std::int64_t id;                         ///< never given twice
    std::string name;                        ///< lower case
    std::string password;                    ///< as shared/system/digest.h keeps it; empty: nobody can log in
    std::optional<std::string> apop_secret;  ///< none: no APOP
    std::string scram;                       ///< as shared/sasl/scram_keys.h keeps it; empty: no SCRAM yet
    bool planted = false;                    ///< a lab's: Accounts::plant
};
// By the name in lower case; none: nobody has it.
std::optional<Account> find_account(Database& database, std::string_view name);
std::optional<std::int64_t> find_mailbox_id(Database& database, std::string_view name);
/// The same where mail may be delivered: not to a planted account.
std::optional<std::int64_t> find_recipient_id(Database& database, std::string_view name);

/// Its id. `password` as Account has it; DatabaseError when the name is taken.
std::int64_t create_mailbox(Database& database, std::string_view name, std::string_view password);

/// What SCRAM's salts are made with here: 32 octets, drawn when the database was made.
std::string salt_key(Database& database);
/// The salt of a name in lower case, whether there is such an account or not: always the same, so that asking for it
/// tells nothing, not even when an account has come or got a new password.
sasl::ScramSalt salt_of(std::string_view name, std::string_view salt_key);
/// Keys that nobody has the password of, in text: reading and checking them costs the same as with an account's.
const std::string& scram_keys_of_nobody();

/// Within a transaction: the message, for every one of these mailboxes. Its id: the next one, unless it is said. Throws
/// std::length_error beyond 4 GiB.
std::int64_t insert_message(Database& database, std::string_view reverse_path, Pieces& content,
                            std::span<const std::int64_t> mailboxes, std::int64_t id = 0);

/// How much it holds: kept with each delivery and removal, never counted. Nothing for a mailbox that isn't there.
Total total_of(Database& database, std::int64_t mailbox);
/// The same of all mailboxes together.
Total total_of_all(Database& database);
/// Whether one more letter keeps to the quota (`store.max_mailbox_bytes`; 0: there is none). An empty mailbox takes
/// whatever letter the server takes, trace lines and all, so that none is told to come again for ever. postmaster's has
/// no quota (RFC 5321 4.5.1).
bool has_room(Database& database, std::int64_t mailbox, std::uint64_t octets, std::uint64_t quota);

/// What a mailbox held at one moment. It stays what it was while the maildrop's lock is held: messages that come later
/// have higher ids.
struct View {
    std::int64_t mailbox;
    Total total;
    std::int64_t newest;  ///< the highest id in it; 0: it is empty
};
/// In a number of steps that doesn't depend on what it holds.
View view_of(Database& database, std::int64_t mailbox);
/// The messages of the view, oldest first: `most` of them (negative: all) from the one on that comes `skipped` behind
/// the message `behind`. Throws std::runtime_error when not all of the view is there any more.
std::vector<Message> list_messages(Database& database, const View& view, std::int64_t most = -1,
                                   std::uint64_t behind = 0, std::size_t skipped = 0);

/// The maildrops that still hold a message, by name, and what it is in each.
struct Copy {
    std::string mailbox;  ///< its name
    Message message;      ///< with the unique-id that it has there
};
std::vector<Copy> copies_of(Database& database, std::int64_t content);

/// One piece of content; none when it has gone.
std::optional<std::string> read_chunk(Database& database, std::int64_t content, std::uint64_t number);

/// Within a transaction: takes the message out of the maildrop, and its content out of the database when
/// this was its last delivery.
void delete_message(Database& database, std::int64_t mailbox, std::int64_t content);

}  // namespace postlab::store
