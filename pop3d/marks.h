#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "store/mail_store.h"

namespace postlab::pop3d {

/// Which messages of a maildrop DELE has marked, and what is left besides. The marks are nothing but a note: they
/// die with the session, and only QUIT hands them to the store (RFC 1939 6). Indices count from 0.
class Marks {
public:
    explicit Marks(store::Total total) : total_(total), left_(total), marked_(total.messages) {}

    /// Whether no command may name it any more.
    bool marked(std::size_t index) const { return marked_[index]; }
    void mark(std::size_t index, std::uint64_t octets);  ///< once for each message, with what it has
    void clear();                                        ///< RSET: as it was at the login

    std::size_t count() const { return left_.messages; }   ///< messages without a mark
    std::uint64_t octets() const { return left_.octets; }  ///< ... and their octets
    std::vector<std::size_t> doomed() const;               ///< the marked ones

private:
    const store::Total total_;
    store::Total left_;
    std::vector<bool> marked_;
};

}  // namespace postlab::pop3d
