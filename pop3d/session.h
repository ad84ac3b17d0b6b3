#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "pop3d/marks.h"
#include "pop3d/top_limit.h"
#include "shared/dot_stuffing.h"
#include "shared/message_ranges.h"
#include "shared/session.h"
#include "shared/settings.h"
#include "store/mail_store.h"

namespace postlab::pop3d {

/// The server's side of RFC 1939: every command of it, CAPA (RFC 2449) and, where the setting wants it, LAST
/// (RFC 1460). Ownership and threads are those of postlab::Session.
///
/// It holds a maildrop exactly while it is in the TRANSACTION state. Whatever ends the session, the maildrop
/// goes with it: that releases the lock and forgets the deletion marks. Only QUIT asks the store to delete.
class Session : public postlab::Session {
public:
    using Command = postlab::Command<Session, 2>;
    /// The gate's columns. UPDATE has none, because no command is read there.
    static constexpr std::array<std::string_view, 2> state_names = {"AUTHORIZATION", "TRANSACTION"};
    static const std::array<Command, 14> commands;

    static constexpr int most_failed_logins = 10;

    /// `settings` and `store` outlive the session. `timestamp` is what APOP digests are made with: make_timestamp().
    Session(const Settings& settings, store::MailStore& store, std::unique_ptr<Transcript> transcript,
            std::string timestamp);

protected:
    void greet() override;
    std::chrono::seconds idle_limit() const override;
    bool step() override;
    bool is_replying() const override { return listing_ || retrieval_; }
    void let_go() override;
    void say_no_tls() override;
    void say_busy() override;
    void say_timeout() override {}   // RFC 1939 3: "without ... sending any response to the client"
    void say_shutdown() override {}  // nothing was asked, and a client would take it for the next command's reply
    std::string_view state_name() const override;
    bool may_be_secret(std::string_view line) const override;
    bool ends_in_password(std::string_view line) const override;

private:
    enum class State { authorization, transaction, update };

    /// LIST or UIDL under way.
    struct Listing {
        bool unique_ids;
        std::size_t next = 0;  ///< index of the next message to list
    };
    /// RETR or TOP under way.
    struct Retrieval {
        std::size_t index;
        const Reply* announcement;
        std::optional<TopLimit> limit = {};
        std::uint64_t from = 0;  ///< octets of content already read
        DotEncoder encoder = {};
    };

    // A line
    void obey(const LineReader::Line& line);
    void note_slip(std::string_view verb);
    void claim(const Command* command, std::string_view behind_verb);
    void refuse_unknown(std::string_view verb);
    bool offered(const Command& command) const;
    std::string verbs_offered() const;
    std::size_t column() const { return state_ == State::authorization ? 0 : 1; }

    // AUTHORIZATION
    void user(std::string_view name);
    void looked_up(store::Lookup lookup);
    void pass(std::string_view password);
    void apop(std::string_view name_and_digest);
    void log_in(const std::string& name, store::Credential credential, const Reply& wrong);
    void answered(const std::string& name, store::Opened opened, const Reply& wrong);
    void enter(const std::string& name, std::unique_ptr<store::Maildrop> maildrop);
    void failed_login(const Reply& wrong);

    // TRANSACTION
    void stat(std::string_view);
    void list(std::string_view number);
    void uidl(std::string_view number);
    void retr(std::string_view number);
    void top(std::string_view number_and_lines);
    void dele(std::string_view number);
    void noop(std::string_view);
    void rset(std::string_view);
    void last(std::string_view);
    std::optional<std::size_t> message_named(std::string_view number);
    std::string id_of(std::size_t index) const;
    template <class Wanted>
    std::string ids_of(Wanted wanted) const {
        MessageRanges ranges;
        auto messages = maildrop_->messages();
        for (std::size_t index = 0; index < messages.size(); ++index)
            if (wanted(index)) ranges.add(messages[index].id);
        return ranges.text();
    }
    void begin_listing(const Reply& announcement, bool unique_ids);
    std::string next_lines();
    void begin_retrieval(Retrieval retrieval);
    void read_block();
    void say_block(const std::optional<std::string>& block);
    void announce();
    void give_up();

    // Both
    void capa(std::string_view);
    void quit(std::string_view);
    void updated(bool removed);

    const Settings& settings_;
    store::MailStore& store_;
    const std::string timestamp_;

    State state_ = State::authorization;
    std::optional<std::string> name_;  ///< what USER said, until PASS
    bool login_begun_ = false;         ///< a password may be what is typed next
    int failed_logins_ = 0;

    std::unique_ptr<store::Maildrop> maildrop_;  ///< and with it its lock
    std::optional<Marks> marks_;
    std::size_t last_ = 0;  ///< the highest number that RETR or DELE named
    std::optional<Listing> listing_;
    std::optional<Retrieval> retrieval_;
};

}  // namespace postlab::pop3d
