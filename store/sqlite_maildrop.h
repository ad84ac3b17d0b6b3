#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "store/engine.h"
#include "store/mail_store.h"
#include "store/mail_tables.h"

namespace postlab::store {

/// A maildrop in the database, held under its lock. While it is held nobody else deletes from it, so it
/// needs no transaction to read consistently: each read looks at one piece of content, or at some pages of the list,
/// and lets go.
///
/// The list is read in pages. Of a maildrop that one page holds that page is read when it is opened; of a larger one
/// the pages that a command needs, behind its neighbour where that is known.
///
/// A client that reads its small messages one after the other gets them without a hop to another thread for
/// each: from the second one on, a read brings the following ones along, `ahead_octets` at most in all.
class SqliteMaildrop : public Maildrop {
public:
    static constexpr std::size_t page_messages = 256;  ///< what a login may read of the list

    /// On a reader's thread, with its database, for which there is no use later. The engine outlives it.
    SqliteMaildrop(Engine& engine, Post post, MaildropLock lock, const Account& account, Database& database);

    Total total() const override { return view_.total; }
    const Message* message(std::size_t index) const override;
    void list(std::size_t first, std::size_t count, Done<bool> done) override;
    bool is_planted() const override { return planted_; }
    void read(std::size_t index, std::uint64_t from_octet, std::size_t at_most,
              Done<std::optional<std::string>> done) override;
    void commit(std::vector<std::size_t> doomed, Done<bool> done) override;

private:
    static constexpr std::uint64_t ahead_octets = chunk_octets;

    using Pages = std::map<std::size_t, std::vector<Message>>;  ///< by their place in the list

    /// What a read brings: the piece that was asked for, and the messages that follow, each a whole one.
    struct Catch {
        std::optional<std::string> piece;
        std::vector<std::string> following;
    };
    /// What was read ahead, if it is that; once.
    std::optional<std::string> take_ahead(std::size_t index, std::uint64_t from_octet);
    // On a reader's thread, while the session waits for it; they change nothing here.
    Pages read_pages(Database& database, std::size_t from, std::size_t end) const;  ///< empty: they can't be read
    Catch fetch(Database& database, std::size_t index, std::uint64_t from_octet, bool in_sequence) const;
    std::optional<std::string> chunk(Database& database, std::size_t index, std::uint64_t number) const;

    Engine& engine_;
    Post post_;
    MaildropLock lock_;                 ///< released when the session lets the maildrop go
    const bool planted_;                ///< Account::planted
    const View view_;                   ///< of the login
    Pages pages_;                       ///< of its list, as far as it has been read
    std::size_t next_in_sequence_ = 0;  ///< the message after the one read last; 0: none was read
    std::vector<std::string> ahead_;    ///< read already; moved out as they are asked for
    std::size_t ahead_from_ = 0;        ///< the index of ahead_[0]
};

}  // namespace postlab::store
