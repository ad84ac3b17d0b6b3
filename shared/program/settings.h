#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/text/phrase.h"
#include "shared/wire/wire_profile.h"

namespace postlab {

/// Extensions that are taken away for a lab: they are not announced, and what they bring is unknown.
struct Hidden {
    std::vector<std::string> names;  ///< in upper case, each once; as EHLO and CAPA have them
    bool has(std::string_view name) const { return std::ranges::find(names, name) != names.end(); }
};

/// What may be hidden. These are all that smtpd::Session and pop3d::Session announce.
inline constexpr std::array<std::string_view, 11> smtp_extensions{
    "PIPELINING",          "SIZE",     "8BITMIME", "CHUNKING", "LIMITS", "DSN", "SMTPUTF8", "AUTH",
    "ENHANCEDSTATUSCODES", "STARTTLS", "HELP"};
inline constexpr std::array<std::string_view, 12> pop3_extensions{
    "TOP",        "USER",   "SASL", "STLS", "RESP-CODES", "AUTH-RESP-CODE",
    "PIPELINING", "EXPIRE", "UIDL", "UTF8", "LANG",       "IMPLEMENTATION"};

/// Of which sessions the record keeps what crossed the wire encrypted, and what opens that: of none, of those that log
/// in to an account which a lab has planted, of all.
enum class Teach { nothing, planted, everything };

/// How severe a line must be to be in the log. usual: warning on standard error, where people read, else information.
enum class LogLevel { usual, error, warning, notice, information };

/// Everything `--set key=value` can change, with its default. Read-only once the server runs: any thread.
struct Settings {
    std::string domain = "post.example";    ///< --domain: the server's name, and a domain whose mail is taken
    std::vector<std::string> more_domains;  ///< further --domain: their mail is taken, too

    bool is_own(std::string_view host) const;  ///< whether it is one of these domains, in whatever case
    /// The account that a name to log in with means: many programs give the whole address, "alice@post.example".
    std::string_view account_meant(std::string_view name) const;
    std::string own_domains() const;  ///< all of them, with commas between

    struct {
        WireProfile profile = WireProfile::classroom;  ///< how a line is taken that no mail program would send
    } wire;
    struct {
        std::uint64_t max_message_bytes = 26214400;  ///< octets of content, trace lines not counted
        unsigned max_recipients = 1000;              ///< for each message; never below 100 (RFC 5321 4.5.3.1.8)
        unsigned idle_timeout_s = 300;               ///< RFC 5321 4.5.3.2.7: at least 5 minutes
        bool require_auth = false;                   ///< MAIL only after AUTH
        unsigned max_unrecognized = 0;               ///< see most_unrecognized()
        std::uint64_t max_client_bytes = 0;          ///< of letters from one client address in an hour; 0: no bound
        Hidden hide;                                 ///< of smtp_extensions
    } smtp;
    struct {
        unsigned idle_timeout_s = 600;  ///< RFC 1939 3: at least 10 minutes
        bool last = false;              ///< the LAST command (RFC 1225; RSET as in RFC 1460)
        unsigned max_unrecognized = 0;  ///< see most_unrecognized()
        std::string language = "en";    ///< that `LANG *` chooses (RFC 6856 3.2)
        Hidden hide;                    ///< of pop3_extensions
    } pop3;
    struct {
        bool allow_plaintext = true;  ///< USER and PASS, AUTH PLAIN and LOGIN without TLS
        unsigned max_failures = 10;   ///< wrong logins in one session; behind the last one it closes
    } auth;
    struct {
        bool offer = true;             ///< STARTTLS and STLS
        bool require = false;          ///< no letter and no login before TLS has begun
        Teach teach = Teach::nothing;  ///< of whose TLS sessions the record keeps what opens them
    } tls;
    struct {
        bool auto_create = false;                     ///< the first mail to a name makes its maildrop
        std::string auto_create_password = "secret";  ///< the one password of maildrops made that way
    } accounts;
    struct {
        std::uint64_t min_free_bytes = 33554432;  ///< kept free on the disk, so that mail can still be deleted
        std::uint64_t max_mailbox_bytes = 0;      ///< a mailbox's quota, trace lines included; 0: none
    } store;
    struct {
        unsigned max_connections = 10240;   ///< further ones are told 421 / -ERR
        unsigned reactors = 1;              ///< network threads
        std::uint64_t memory_mb = 512;      ///< of mail that is on its way in and not on disk yet
        unsigned longest_command_s = 1800;  ///< from a command's or a message's first octet to its last
    } server;
    struct {
        std::string to = "stderr";  ///< or "syslog", or a file
        LogLevel level = LogLevel::usual;
        unsigned slow_commit_ms = 500;  ///< a commit that takes this long is a slow disk's
    } log;
    struct {
        bool enabled = true;  ///< keep a record of every conversation
        /// Of DIR/transcripts.db; the oldest conversations go first, unless a class is at work: its evidence is kept.
        std::uint64_t max_bytes = 268435456;
        std::uint64_t max_conversation_bytes = 8388608;  ///< kept of each conversation; what is more counts as lost
        std::uint64_t max_content_bytes = 65536;         ///< kept of each message that crosses the wire
    } transcript;

    struct Lab {
        std::string folder;   ///< where the labs are; empty: those that came with the program
        std::string marks;    ///< the folder that grades.csv and the others are written to; empty: they are not
        bool in_band = true;  ///< replies say how far a student is, and carry the receipt
    } lab;

    /// Octets of the largest letter that is taken: none that no mailbox can hold.
    std::uint64_t largest_message() const {
        return store.max_mailbox_bytes > 0 ? std::min(smtp.max_message_bytes, store.max_mailbox_bytes)
                                           : smtp.max_message_bytes;
    }

    /// Lines in a row that are no commands, at which a session ends; `set`: as a setting has it, 0: as the profile
    /// does, which bears more with people than with programs.
    unsigned most_unrecognized(unsigned set) const {
        const unsigned usual = wire.profile == WireProfile::strict ? 20 : 100;
        return set > 0 ? set : usual;
    }

    /// Sets one key from its text. Empty when done, else one line that says what was expected.
    std::optional<Phrase> set(std::string_view key, std::string_view value);

    struct Key {
        std::string name, value, purpose;
    };
    std::vector<Key> keys() const;  ///< all of them, for --help
};

/// What --set says, KEY=VALUE each. Throws UsageError.
void set_all(Settings& settings, const std::vector<std::string>& assignments);

}  // namespace postlab
