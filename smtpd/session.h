#pragma once
#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "shared/command.h"
#include "shared/program/settings.h"
#include "shared/sasl/exchange.h"
#include "shared/session.h"
#include "shared/system/client_octets.h"
#include "smtpd/incoming.h"
#include "smtpd/path.h"
#include "smtpd/report.h"
#include "store/mail_store.h"

namespace postlab::smtpd {

/// Who is at the other end.
struct Peer {
    std::string address;      ///< IP address as text: "127.0.0.1", "::1"
    std::string server = {};  ///< the IP address of ours that it has dialled; empty: not known
    std::string client = {};  ///< of the person's machine, by which logins take turns; empty: `address`
};

/// The SMTP server's side of a conversation: RFC 5321 with PIPELINING (RFC 2920), SIZE (RFC 1870), 8BITMIME
/// (RFC 6152), CHUNKING (RFC 3030), LIMITS (RFC 9422), DSN (RFC 3461), SMTPUTF8 (RFC 6531), AUTH (RFC 4954), STARTTLS
/// (RFC 3207) and ENHANCEDSTATUSCODES (RFC 2034). It takes mail for its own domains and relays nothing. Owner and
/// thread: as shared/session.h says; settings and store outlive it.
class Session : public postlab::Session {
public:
    /// The gate's columns: nothing said yet, introduced, sender known, at least one recipient known (RFC 5321 4.1.4),
    /// at least one BDAT said (RFC 3030 2).
    enum class State { fresh, ready, mail_given, rcpt_given, chunk_given };
    static constexpr std::array<std::string_view, 5> state_names{"fresh", "ready", "mail_given", "rcpt_given",
                                                                 "chunk_given"};
    using Command = postlab::Command<Session, state_names.size()>;

    /// The protocol as a table, a row for each verb and a column for each state. HELP, `postlab explain` and
    /// the coverage test print it. A verb without handler is refused in every state.
    static const std::array<Command, 18> commands;

    static constexpr std::size_t longest_command = 512;  ///< octets, CRLF included (RFC 5321 4.5.3.1.4)
    /// ... of MAIL. SIZE: RFC 1870 3; SMTPUTF8: RFC 6531 3.1; AUTH: RFC 4954 3; RET and ENVID: RFC 3461 5.4; RFC 6152
    /// adds none.
    static constexpr std::size_t longest_mail = longest_command + 26 + 10 + 500 + 110;
    static constexpr std::size_t longest_rcpt = longest_command + 530;  ///< NOTIFY and ORCPT: RFC 3461 5.4
    static constexpr std::size_t longest_response = 12288;              ///< of an authentication exchange (RFC 4954 4)

    /// Extensions as EHLO announces them, where they work and `smtp.hide` doesn't take them away; behind SIZE and
    /// LIMITS it puts the limit, behind AUTH the mechanisms.
    static constexpr std::array<std::string_view, 11> extensions{
        "PIPELINING",          "SIZE",     "8BITMIME", "CHUNKING", "LIMITS", "DSN", "SMTPUTF8", "AUTH",
        "ENHANCEDSTATUSCODES", "STARTTLS", "HELP"};

    Session(const Settings& settings, store::MailStore& store, std::unique_ptr<Transcript> transcript, Peer peer,
            MemoryBudget* memory = nullptr, ClientOctets* clients = nullptr);

private:
    /// The envelope: from MAIL to the end of the data.
    struct Transaction {
        std::string reverse_path;  ///< empty is the null reverse-path; that there is a sender is a State
        bool smtputf8 = false;
        std::vector<std::string> mailboxes;  ///< of the accepted recipients, each once, in lower case
        std::string sole_recipient;          ///< the one RCPT's address; empty when there were more
        unsigned rcpts = 0;                  ///< RCPT commands, also refused ones
        bool chunked = false;                ///< its content comes by BDAT
        std::uint64_t declared_octets = 0;   ///< by SIZE; 0: not declared
        // For a report (RFC 3461).
        std::string sender_mailbox;               ///< of the reverse-path, where it is one of ours
        std::string envelope_id;                  ///< ENVID
        std::vector<ReportedRecipient> reported;  ///< at most one for each mailbox
        std::string header;                       ///< the letter's, once it is known
    };
    /// The octets behind one BDAT.
    struct Chunk {
        std::uint64_t size, left;
        bool last;
        const Reply* refusal;  ///< to be said behind them; null: they belong to the letter
    };

    void greet() override;
    std::chrono::seconds idle_limit() const override;
    bool step() override;
    void say_no_tls() override;
    void say_needs_tls() override;
    void forget_all() override;
    void say_busy() override;
    void say_timeout() override;
    void say_shutdown() override;
    std::string_view state_name() const override;
    std::string_view without_secret(std::string_view line) const override;
    bool is_consistent() const override;
    bool is_taking_content() const override { return chunk_ || is_in_data(); }
    void release() override { reset(); }

    // The handlers. Each says exactly one row, at once or when the store has answered.
    void helo(std::string_view argument);
    void ehlo(std::string_view argument);
    void mail(std::string_view argument);
    void rcpt(std::string_view argument);
    void data(std::string_view argument);
    void bdat(std::string_view argument);
    void rset(std::string_view argument);
    void noop(std::string_view argument);
    void quit(std::string_view argument);
    void vrfy(std::string_view argument);
    void help(std::string_view argument);
    void starttls(std::string_view argument);
    // AUTH (RFC 4954), see auth.cpp. Its exchange is a command of several lines: the state stays `ready`.
    void auth(std::string_view argument);
    void take_response(const LineReader::Line& line);
    /// Does what the exchange needs next.
    void go_on(const sasl::Step& step);
    void say_challenge(const std::string& base64);
    /// Asks the store whether the credential is right, and goes on with what is to follow then.
    void ask_whether_right(void (Session::*then)(const store::Right&));
    void prove(const store::Right& right);
    void logged_in(const store::Right&);
    void failed_login();
    /// Says how the exchange has ended.
    void end_exchange(const Reply& reply, std::initializer_list<std::string_view> details = {});
    bool may_send_password() const { return settings_.auth.allow_plaintext || private_; }
    bool needs_tls() const { return settings_.tls.require && !private_; }

    // What a setting has taken away for a lab is unknown, see extensions.cpp.
    std::string behind(std::string_view extension) const;
    bool is_hidden(const Command& command) const;
    std::optional<std::string_view> hidden_parameter(std::span<const Parameter> parameters) const;

    // A line: the gate says when, the parser what, the handler does.
    static const Command* find(std::string_view verb);
    void obey(LineReader::Line line);
    void run_command(const Command& command, const LineReader::Line& line, std::string_view shown,
                     std::string_view argument);
    bool waits_for_tls(const Command& command) const;
    void tell_faults_recipient(std::string_view rcpt_argument);
    // What a person has meant, see session_as_meant.cpp. A note stands behind the reply to come.
    void not_recognized(const LineReader::Line& line, std::string_view word, std::string_view shown);
    /// Of a line that tries to log in, what may be shown; nothing: it doesn't.
    static std::optional<std::string_view> shown_of_login(std::string_view line);
    void note_slip(std::string_view word);
    void note_host(std::string_view name);
    /// Whether a computer may call itself so, though the RFC doesn't let it: Win_PC, or in another script.
    bool may_pass_as_host(std::string_view name) const;
    void note_missing(std::string_view argument, std::string_view keyword, const SyntaxError& error);
    std::variant<PathArgument, SyntaxError> read_path(std::string_view argument, std::string_view keyword,
                                                      Mended& mended);
    /// HELO's and EHLO's common part; false: it has refused the name.
    bool introduce(std::string_view verb, std::string_view argument);
    std::string trace_now() const;
    /// RFC 3848, RFC 6531 4.3: how the letter has come.
    std::string with_protocol() const;
    /// Whether mail to that domain is taken: there is no relaying.
    bool is_ours(std::string_view domain) const;
    void looked_up(store::Lookup lookup, ReportedRecipient recipient, bool notify_success);
    void note_reported(ReportedRecipient recipient);
    // Content, between 354 and its final dot, see data.cpp. A message that must be refused is read to its end all the
    // same.
    bool is_in_data() const { return incoming_ && !transaction_.chunked; }
    bool take_content();
    void end_of_data();
    void heard_content(std::string_view content);
    /// Content that is due for the draft goes there.
    void hand_block_over();
    void deliver();
    /// Whether so much more keeps to `smtp.max_client_bytes` (RFC 1870 6.1).
    bool client_may_bring(std::uint64_t octets) const;
    const std::string& client() const { return peer_.client.empty() ? peer_.address : peer_.client; }
    void delivered(store::Delivered delivered);
    bool owes_report() const { return !transaction_.sender_mailbox.empty() && !transaction_.reported.empty(); }
    /// The letter's header, before it leaves for the draft or the store.
    void keep_header();
    void report(const std::string& id);
    void stored(const std::string& id);
    void not_delivered(const Reply& why, std::string_view detail = {});
    // The same by octets, see bdat.cpp.
    static std::optional<Chunk> read_chunk(std::string_view argument);
    void take_or_discard(std::string_view argument, const Reply* refusal);
    bool take_chunk();
    void end_of_chunk();
    void fail_chunk();
    /// Drops the transaction with all that came of it; the introduction stays (RFC 5321 4.1.1.5).
    void reset();
    /// Says the one of the three rows that the error is of.
    void say_syntax_error(const SyntaxError& error, const Reply& argument, const Reply& path, const Reply& too_long);
    /// A reply of several lines, of which `first` is worded already.
    void say_lines(const Reply& reply, std::string first, std::span<const std::string> more);

    const Settings& settings_;
    store::MailStore& store_;
    Peer peer_;
    MemoryBudget* const memory_;                ///< for content; null: without a bound
    ClientOctets* const clients_;               ///< what each has brought; null: nobody counts
    State state_ = State::fresh;                ///< asserted against what follows, see is_consistent()
    std::string client_name_;                   ///< as it called itself; empty: it is fresh
    bool extended_ = false;                     ///< it has said EHLO
    Transaction transaction_;                   ///< with recipients exactly in rcpt_given
    std::optional<Incoming> incoming_;          ///< while content is on its way, also between two chunks of it
    std::optional<Chunk> chunk_;                ///< while the octets behind a BDAT are on their way
    std::unique_ptr<sasl::Exchange> exchange_;  ///< while AUTH is under way
    std::string account_;                       ///< that AUTH has shown it to be, in lower case; empty: nobody known
    unsigned failed_logins_ = 0;                ///< below `auth.max_failures`
    bool login_tried_ = false;   ///< since then an unknown line may be a password; until HELO, EHLO or MAIL
    unsigned unrecognized_ = 0;  ///< lines in a row
};

}  // namespace postlab::smtpd
