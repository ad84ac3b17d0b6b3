#pragma once
#include <vector>

#include "store/engine.h"
#include "store/mail_store.h"
#include "store/mail_tables.h"

namespace postlab::store {

/// A maildrop in the database, held under its lock. While it is held nobody else deletes from it, so it
/// needs no transaction to read consistently: each read looks at one piece of content and lets go.
///
/// A client that reads its small messages one after the other gets them without a hop to another thread for
/// each: from the second one on, a read brings the following ones along, `ahead_octets` at most in all.
class SqliteMaildrop : public Maildrop {
public:
    /// `listing` was read under the lock. The engine outlives it.
    SqliteMaildrop(Engine& engine, Post post, MaildropLock lock, const Account& account, Listing listing);

    std::span<const Message> messages() const override { return listing_.messages; }
    bool is_planted() const override { return planted_; }
    void read(std::size_t index, std::uint64_t from_octet, std::size_t at_most,
              Done<std::optional<std::string>> done) override;
    void commit(std::vector<std::size_t> doomed, Done<bool> done) override;

private:
    static constexpr std::uint64_t ahead_octets = chunk_octets;

    /// What a read brings: the piece that was asked for, and the messages that follow, each a whole one.
    struct Catch {
        std::optional<std::string> piece;
        std::vector<std::string> following;
    };
    /// What was read ahead, if it is that; once.
    std::optional<std::string> take_ahead(std::size_t index, std::uint64_t from_octet);
    // On a reader's thread; they touch nothing but the database.
    Catch fetch(Database& database, std::size_t index, std::uint64_t from_octet, bool in_sequence) const;
    std::optional<std::string> chunk(Database& database, std::size_t index, std::uint64_t number) const;

    Engine& engine_;
    Post post_;
    MaildropLock lock_;                 ///< released when the session lets the maildrop go
    std::int64_t mailbox_;              ///< its id
    bool planted_;                      ///< Account::planted
    Listing listing_;                   ///< frozen at the login
    std::size_t next_in_sequence_ = 0;  ///< the message after the one read last; 0: none was read
    std::vector<std::string> ahead_;    ///< read already; moved out as they are asked for
    std::size_t ahead_from_ = 0;        ///< the index of ahead_[0]
};

}  // namespace postlab::store
