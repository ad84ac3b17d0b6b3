#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "store/mail_store.h"

namespace postlab::pop3d {

/// Which messages of a maildrop DELE has marked, and what is left besides. The marks are nothing but a note: they
/// die with the session, and only QUIT hands them to the store (RFC 1939 6). Belongs to its session; it must
/// not outlive the maildrop whose list it reads. Indices count from 0.
class Marks {
public:
    explicit Marks(std::span<const store::Message> messages) : messages_(messages), marked_(messages.size()) {
        clear();
    }

    /// Whether no command may name it any more.
    bool marked(std::size_t index) const { return marked_[index]; }
    void mark(std::size_t index);  ///< once for each message
    void clear();                  ///< RSET: as it was at the login

    std::size_t count() const { return count_; }      ///< messages without a mark
    std::uint64_t octets() const { return octets_; }  ///< ... and their octets
    std::vector<std::size_t> doomed() const;          ///< the marked ones

private:
    std::span<const store::Message> messages_;
    std::vector<bool> marked_;
    std::size_t count_ = 0;
    std::uint64_t octets_ = 0;
};

}  // namespace postlab::pop3d
