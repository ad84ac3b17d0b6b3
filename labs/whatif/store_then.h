#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "labs/whatif/letters_then.h"
#include "labs/whatif/recorded.h"
#include "store/database.h"
#include "store/memory_store.h"

namespace postlab::labs {

/// The store as it was when a recorded conversation began, in memory. Asked while a turn is said as it was recorded, it
/// answers what it answered then: whether there was such a mailbox, whether a password was right, whether the disk was
/// full. Asked by what is said otherwise, it goes by the accounts there are now. One thread; it outlives the sessions
/// on it.
class StoreThen : public store::MemoryStore {
public:
    /// `recorded` outlives it.
    StoreThen(const Recorded& recorded, const std::vector<LetterThen>& letters, const std::filesystem::path& directory);

    /// What it is asked next belongs to this turn; null: to none that was recorded.
    void begin(const Turn* turn);

    void find_mailbox(std::string_view name, std::uint64_t octets, store::Done<store::Lookup> done) override;
    void deliver(store::Envelope envelope, store::Content content, store::Done<store::Delivered> done) override;
    void open(std::string_view user, store::Credential credential, std::string_view client,
              store::Done<store::Opened> done) override;
    void check(std::string_view user, store::Credential credential, std::string_view client,
               store::Done<store::Checked> done) override;

private:
    bool answered(std::string_view row) const;
    store::Database* accounts();  ///< null: there are none
    bool is_there_now(const std::string& name);
    bool is_right(const std::string& name, const store::Credential& credential);

    const Recorded& recorded_;
    const std::filesystem::path maildrops_;
    std::optional<store::Database> accounts_;  ///< those there are now; once somebody has asked
    std::string opened_;                       ///< whose maildrop is known; empty: nobody's
    const Turn* turn_ = nullptr;
    std::vector<std::string_view> rows_;  ///< of the turn
};

}  // namespace postlab::labs
