#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "shared/command.h"
#include "shared/program/settings.h"
#include "shared/session.h"
#include "store/mail_store.h"

namespace postlab::museum {

/// The server's side of POP2 (RFC 937, 1985), whole: POP3's ancestor, for a student to type at. It serves the same
/// maildrops under the same lock. Ownership and threads are those of postlab::Session.
///
/// It forgives nothing, as the RFC's decision table has it: whatever does not fit gets a "-" and the connection is
/// closed. Only QUIT and FOLD delete what ACKD has marked, so a lost line loses no mail.
class Pop2Session : public Session {
public:
    /// The RFC's server states that read a command. DONE has no column, because none is read there.
    using Command = postlab::Command<Pop2Session, 4>;
    static constexpr std::array<std::string_view, 4> state_names = {"AUTH", "MBOX", "ITEM", "NEXT"};
    static const std::array<Command, 8> commands;

    /// `settings` and `store` outlive the session; `peer` is the client's address, by which logins take turns.
    Pop2Session(const Settings& settings, store::MailStore& store, std::unique_ptr<Transcript> transcript,
                std::string peer = {});
    std::string_view maildrop_held() const override { return maildrop_ ? std::string_view(mailbox_) : ""; }

protected:
    void greet() override;
    std::chrono::seconds idle_limit() const override;
    bool step() override;
    bool is_replying() const override { return sent_.has_value(); }
    void release() override;
    bool is_consistent() const override;
    void say_no_tls() override;
    void say_needs_tls() override {}  // TLS never begins here: RFC 937 is older
    void forget_all() override {}
    void say_busy() override;
    void say_timeout() override;
    void say_shutdown() override;
    std::string_view state_name() const override;
    std::string_view without_secret(std::string_view line) const override;
    bool ends_in_password(std::string_view line) const override;

private:
    enum class State { auth, mbox, item, next, done };

    void obey(const LineReader::Line& line);
    /// Says what is wrong; the session ends behind it.
    void refuse(const Reply& reply, std::initializer_list<std::string_view> details = {});

    void helo(std::string_view name_and_password);
    void opened(const std::string& name, store::Opened opened);
    /// It counts in folders, so it wants the whole list.
    void listed(bool listed);
    void fold(std::string_view mailbox);
    void folded(bool is_inbox, bool removed);
    void read(std::string_view number);
    void retr(std::string_view);
    void acks(std::string_view);
    void ackd(std::string_view);
    void nack(std::string_view);
    void quit(std::string_view);
    void quitted(bool removed);

    /// Whether the folder has that message, marked or not. Numbers count from 1.
    bool is_there(std::uint64_t number) const { return number >= 1 && number <= folder_.size(); }
    std::size_t index_of(std::uint64_t number) const { return folder_[number - 1]; }
    const store::Message& current_message() const { return *maildrop_->message(index_of(current_)); }
    /// The reply to all that chooses a message: the current one's length.
    void say_size();
    void next_message();
    void read_block();
    void say_block(const std::optional<std::string>& block);
    /// Deletes what ACKD has marked; `done` hears whether that is on disk.
    void remove_marked(store::Done<bool> done);
    /// For the record: see Event::messages.
    std::string ids_of(const std::vector<std::size_t>& indices) const;

    const Settings& settings_;
    store::MailStore& store_;
    const std::string peer_;

    State state_ = State::auth;
    std::unique_ptr<store::Maildrop> maildrop_;  ///< and with it its lock
    std::string mailbox_;                        ///< whose it is or was
    std::vector<std::size_t> inbox_, folder_;    ///< indices in it: of what is left, and of what the folder at hand has
    std::set<std::size_t> marked_;               ///< by ACKD, in the folder at hand
    std::uint64_t current_ = 1;                  ///< number of the message that READ, RETR and NACK mean
    std::optional<std::uint64_t> sent_;          ///< octets of it, while it is being sent
};

}  // namespace postlab::museum
