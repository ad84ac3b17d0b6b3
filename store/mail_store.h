#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "shared/sasl/credential.h"
#include "shared/sasl/scram_keys.h"
#include "shared/system/memory_budget.h"

/// The contract between the protocols and whatever keeps the mail. It names no engine and no protocol.
///
/// Threads: a MailStore belongs to one thread (there is one for each reactor, all on the same engine), and
/// so do the Maildrops and Drafts it gives out. Calls that may reach the disk or hash a password return at
/// once and answer through `Done` on that same thread: later, or before the call has returned. The caller
/// keeps itself and the object alive until then, and has one call under way at a time.
namespace postlab::store {

template <class... Answer>
using Done = std::function<void(Answer...)>;

/// How much a mailbox holds.
struct Total {
    std::uint64_t messages = 0, octets = 0;
    bool operator==(const Total&) const = default;
};

/// Who it is from and which maildrops it goes to.
struct Envelope {
    std::string reverse_path;            ///< empty: the null reverse-path <>
    std::vector<std::string> mailboxes;  ///< names as find_mailbox() accepted them; duplicates get one copy
};

/// A message too large to be held in memory while it arrives. Destroying it throws away what it holds.
class Draft {
public:
    virtual ~Draft() = default;
    /// Adds a block of content. False: it could not be kept (a full disk).
    virtual void append(std::string block, Done<bool> done) = 0;
};

/// The content to deliver: what the draft holds (none for most messages), then the text. CRLF line ends,
/// un-stuffed, ending in CRLF, with its trace lines.
struct Content {
    std::unique_ptr<Draft> draft;
    std::string text;
    MemoryBudget::Share memory{};  ///< the text's, held until it is on disk
};

enum class Delivery {
    stored,      ///< on disk for every recipient, and will survive a crash of process or machine
    full,        ///< no space; nothing is stored
    no_room,     ///< a recipient's mailbox has no room for it (`store.max_mailbox_bytes`); nothing is stored
    no_mailbox,  ///< a recipient's maildrop has been removed meanwhile; nothing is stored
    failed,      ///< the disk or the database failed; nothing is stored
};
struct Delivered {
    Delivery outcome;
    std::uint64_t id = 0;  ///< of the stored message, the same for all its recipients; never given twice
};

enum class Lookup {
    found,
    no_room,  ///< there is one, but it has no room for so much (`store.max_mailbox_bytes`)
    none,
    failed,
};

struct Message {
    std::uint64_t id;       ///< Delivered::id; tells it from others in its maildrop, also after its removal
    std::uint64_t octets;   ///< CRLF line ends, before dot-stuffing: exactly what RETR sends
    std::string unique_id;  ///< 1 to 70 characters 0x21..0x7E (RFC 1939 7), never given twice
};

/// A maildrop held under its exclusive lock, as it was when it was opened: mail that comes later is for the next
/// session. Indices count from 0, oldest first. Destroying it releases the lock and forgets everything; commit() is the
/// only way to delete. So a lost line can never lose mail.
///
/// Opening one takes the same time however much it holds: a small maildrop comes with its list, of a larger one what a
/// command needs of the list is read when it needs it.
class Maildrop {
public:
    virtual ~Maildrop() = default;
    virtual Total total() const = 0;
    /// Null: the list has not been read there. At the start that is so for all messages or for none.
    virtual const Message* message(std::size_t index) const = 0;
    /// Reads the list: message() has all of these then. False: it can't be read, or is no longer what it was (removed
    /// by an administrator, disk failure).
    virtual void list(std::size_t first, std::size_t count, Done<bool> done) = 0;
    /// Whether it is a planted account's, a lab's, whose secret may be seen by everybody.
    virtual bool is_planted() const { return false; }
    /// Content of a message that message() has, from that octet on: at least one octet and at most 64 KiB, more than
    /// `at_most` only when it costs nothing. No value: it can't be read (removed by an administrator, disk failure).
    virtual void read(std::size_t index, std::uint64_t from_octet, std::size_t at_most,
                      Done<std::optional<std::string>> done) = 0;
    /// Deletes these messages, which message() has, all or none. True only when that is on disk.
    virtual void commit(std::vector<std::size_t> doomed, Done<bool> done) = 0;
};

using sasl::ApopDigest;
using sasl::Credential;
using sasl::Password;

enum class Refusal {
    bad_credentials,  ///< unknown name or wrong password; nobody can tell which, not even by the time it took
    too_weak,         ///< by check(): right password, but of an account that takes none that is sent (RFC 4954 6)
    in_use,           ///< right password, but another session holds the lock
    failed,           ///< the store could not tell; try again later
};
using Opened = std::variant<std::unique_ptr<Maildrop>, Refusal>;
/// A credential was right.
struct Right {
    std::string signature;  ///< of the server, where the credential was a ScramProof (RFC 5802 3); 32 octets
    bool planted = false;   ///< as Maildrop::is_planted()
};
using Checked = std::variant<Right, Refusal>;

class MailStore {
public:
    virtual ~MailStore() = default;
    /// Whether a letter of so many octets (0: not known) for this name would be taken. ASCII letters match without
    /// regard to case. The name need not outlive the call.
    virtual void find_mailbox(std::string_view name, std::uint64_t octets, Done<Lookup> done) = 0;
    virtual std::unique_ptr<Draft> draft() = 0;
    /// All recipients or none; `stored` is said only after the commit has returned.
    virtual void deliver(Envelope envelope, Content content, Done<Delivered> done) = 0;
    /// Checks the credential, then takes the lock, then looks how much there is. `client` is the address that asks, or
    /// empty: while many wait for their passwords to be checked, clients take turns. Neither view need outlive the
    /// call.
    virtual void open(std::string_view user, Credential credential, std::string_view client, Done<Opened> done) = 0;
    /// The first half of open(): whether the credential is right. It takes no lock, so it never says in_use.
    virtual void check(std::string_view user, Credential credential, std::string_view client, Done<Checked> done) = 0;
    /// What SCRAM tells a client that has said this name: for one that nobody has it looks just the same, and stays the
    /// same. Nothing: the store could not tell.
    virtual void find_salt(std::string_view user, Done<std::optional<sasl::ScramSalt>> done) = 0;
};

}  // namespace postlab::store
