#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "pop3d/marks.h"
#include "pop3d/top_limit.h"
#include "shared/command.h"
#include "shared/program/settings.h"
#include "shared/sasl/exchange.h"
#include "shared/session.h"
#include "shared/text/message_ranges.h"
#include "shared/wire/dot_stuffing.h"
#include "store/mail_store.h"

namespace postlab::pop3d {

/// The server's side of RFC 1939: every command of it, AUTH (RFC 5034), STLS (RFC 2595), CAPA (RFC 2449), UTF8 and LANG
/// (RFC 6856) and, where the setting wants it, LAST (RFC 1460). Ownership and threads are those of postlab::Session.
///
/// It holds a maildrop exactly while it is in the TRANSACTION state. Whatever ends the session, the maildrop
/// goes with it: that releases the lock and forgets the deletion marks. Only QUIT asks the store to delete.
class Session : public postlab::Session {
public:
    /// The protocol as a table, a row for each verb and a column for each state. The gate in obey() asks it, and
    /// `postlab explain` prints it: when a verb is legal is written nowhere else.
    using Command = postlab::Command<Session, 2>;
    /// The gate's columns. UPDATE has none, because no command is read there.
    static constexpr std::array<std::string_view, 2> state_names = {"AUTHORIZATION", "TRANSACTION"};
    static const std::array<Command, 18> commands;

    static constexpr std::size_t longest_command = 255;  ///< octets, CRLF included (RFC 2449 4)
    static constexpr std::size_t longest_response =
        12288;  ///< of an authentication exchange (RFC 5034 4 sets no bound)

    /// `settings` and `store` outlive the session. `timestamp` is what APOP digests are made with: make_timestamp();
    /// `peer` the client's address, by which logins take turns.
    Session(const Settings& settings, store::MailStore& store, std::unique_ptr<Transcript> transcript,
            std::string timestamp, std::string peer = {});

    /// What LANG may choose, beside English. Before open(); they outlive the session.
    void offer_languages(const ReplyLanguages& languages) { languages_ = &languages; }
    std::string_view maildrop_held() const override { return maildrop_ ? std::string_view(mailbox_) : ""; }

protected:
    void greet() override;
    std::chrono::seconds idle_limit() const override;
    bool step() override;
    bool is_replying() const override { return listing_ || retrieval_; }
    void release() override;
    bool is_consistent() const override;
    void say_no_tls() override;
    void say_needs_tls() override;
    void forget_all() override;
    void say_busy() override;
    void say_timeout() override {}   // RFC 1939 3: "without ... sending any response to the client"
    void say_shutdown() override {}  // nothing was asked, and a client would take it for the next command's reply
    std::string_view state_name() const override;
    std::string_view without_secret(std::string_view line) const override;
    bool ends_in_password(std::string_view line) const override;

private:
    enum class State { authorization, transaction, update };

    /// LIST or UIDL under way.
    struct Listing {
        bool unique_ids;       ///< or else octets
        std::size_t next = 0;  ///< index of the next message to list
    };
    /// RETR or TOP under way.
    struct Retrieval {
        std::size_t index;                   ///< of the message
        std::uint64_t octets;                ///< likewise
        const Reply* announcement;           ///< said in front of the first block
        std::optional<TopLimit> limit = {};  ///< none: RETR
        std::uint64_t from = 0;              ///< octets of content already read
        DotEncoder encoder = {};
    };

    // A line: the gate says when, grammar_error() what, the handler does.
    void obey(const LineReader::Line& line);
    /// Whether all behind the verb may be shown: nothing, numbers, a name.
    bool shows_argument(const Command& command, std::string_view behind_verb) const;
    /// Notes what an unknown verb may have been meant as; nothing where it may be a password.
    void note_slip(std::string_view verb);
    /// Faults are arranged for accounts, and USER and APOP name one.
    void tell_faults_account(const Command* command, std::string_view behind_verb);
    void refuse_unknown(std::string_view verb);
    /// Whether the command may be said now, by the gate and by the settings.
    bool is_hidden(const Command& command) const;
    bool offered(const Command& command) const;
    /// Whether it logs in, but TLS has to begin first.
    bool waits_for_tls(const Command& command) const;
    std::string verbs_offered() const;
    /// The gate's; in UPDATE no command is read, so which one doesn't matter.
    std::size_t column() const { return state_ == State::authorization ? 0 : 1; }

    // AUTHORIZATION (RFC 1939 4), see session_login.cpp. The store checks the credentials, takes the lock and counts
    // the messages, all in one answer; `wrong` is what is said when the credentials are.
    void user(std::string_view name);
    /// Only where a fault makes the server leak.
    void looked_up(store::Lookup lookup);
    void pass(std::string_view password);
    void apop(std::string_view name_and_digest);
    // AUTH (RFC 5034). Its exchange is a command of several lines.
    void auth(std::string_view mechanism_and_response);
    void take_response(const LineReader::Line& line);
    /// Does what the exchange needs next.
    void go_on(const sasl::Step& step);
    void say_challenge(const std::string& base64);
    void find_salt();
    /// Asks the store whether the proof is right, and gives the server's own then.
    void prove();
    void proven(const store::Checked& checked);
    /// Asks the store for the maildrop: the exchange is over.
    void open_maildrop();
    /// Whether the client wants to be let in as somebody else; then it has been refused (RFC 4422 3.4.1).
    bool acts_for_another();
    /// Says how the exchange has ended.
    void end_exchange(const Reply& reply, std::initializer_list<std::string_view> details = {});
    void forget_exchange();
    bool may_send_password() const { return settings_.auth.allow_plaintext || private_; }
    bool needs_tls() const { return settings_.tls.require && !private_; }
    std::string ways_to_hide_password() const;
    void log_in(const std::string& name, store::Credential credential, const Reply& wrong);
    void answered(const std::string& name, store::Opened opened, const Reply& wrong);
    void enter(const std::string& name, std::unique_ptr<store::Maildrop> maildrop);
    void failed_login(const Reply& wrong);

    // TRANSACTION (RFC 1939 5). Numbers on the wire count from 1, indices from 0; the list is frozen at the login.
    void stat(std::string_view);
    void list(std::string_view number);
    void uidl(std::string_view number);
    void retr(std::string_view number);
    void top(std::string_view number_and_lines);
    void dele(std::string_view number);
    void noop(std::string_view);
    void rset(std::string_view);
    void last(std::string_view);
    /// The index of the message that a command names; nothing where it must not, and then it has said so.
    std::optional<std::size_t> message_named(std::string_view number);
    /// Does something with the message that a command names, once the list has been read there.
    template <class Handler>
    void with_message(std::string_view number, Handler handler) {
        const auto index = message_named(number);
        if (!index) return;
        if (const store::Message* message = maildrop_->message(*index)) return handler(*index, *message);
        maildrop_->list(*index, 1, when_answered([this, index = *index, handler](bool listed) {
            listed ? handler(index, *maildrop_->message(index)) : say_unreadable(index);
        }));
    }
    void say_unreadable(std::size_t index);
    // For the record: see Event::messages.
    std::string ids_of(const std::vector<std::size_t>& indices) const;
    /// Of all that is not marked; of none while the list has not been read.
    std::string ids_unmarked() const;
    // What may be long is said piece by piece from step(), however much a client asks for at once.
    void list_all(const Reply& announcement, bool unique_ids);
    void begin_listing(const Reply& announcement, bool unique_ids);
    std::string next_lines();
    void begin_retrieval(Retrieval retrieval);
    void read_block();
    void say_block(const std::optional<std::string>& block);
    /// Says the reply in front of the content, once the first block of it is here: a message that can't be read is
    /// refused instead.
    void announce();
    /// The letter needs UTF8, which has not been said.
    void refuse_without_utf8();
    /// The store has not given the next block.
    void give_up();

    // UTF8 and LANG (RFC 6856), see session_utf8.cpp.
    void utf8(std::string_view);
    void lang(std::string_view range);
    void list_languages();
    std::optional<std::string> prepared(std::string_view name_or_password) const;
    /// Whether a message that begins so may be sent only to who has said UTF8.
    bool needs_utf8(std::string_view content) const;

    // Both. QUIT from TRANSACTION enters UPDATE (RFC 1939 6): first the deletions, then the lock, then the reply.
    void capa(std::string_view);
    void stls(std::string_view);
    void quit(std::string_view);
    void updated(bool removed);

    const Settings& settings_;
    store::MailStore& store_;
    const std::string timestamp_, peer_;

    State state_ = State::authorization;  ///< asserted against what follows, see is_consistent()
    std::optional<std::string> name_;     ///< what USER said, until PASS
    bool login_begun_ = false;            ///< a password may be what is typed next
    unsigned failed_logins_ = 0;          ///< at most `auth.max_failures`
    unsigned unrecognized_ = 0;           ///< lines in a row
    bool utf8_ = false;                   ///< UTF8 has been said
    const ReplyLanguages* languages_ = nullptr;
    std::unique_ptr<sasl::Exchange> exchange_;  ///< while AUTH is under way

    std::unique_ptr<store::Maildrop> maildrop_;  ///< and with it its lock
    std::string mailbox_;                        ///< whose it is or was
    std::optional<Marks> marks_;                 ///< of that maildrop; it goes first
    std::size_t last_ = 0;                       ///< the highest number that RETR or DELE named
    std::optional<Listing> listing_;             ///< at most one of the two
    std::optional<Retrieval> retrieval_;
};

}  // namespace postlab::pop3d
