#pragma once
#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

namespace postlab::store {

/// Passwords that were right not long ago, so that a client that comes every few minutes doesn't cost a hash
/// each time. It remembers neither passwords nor wrong ones: only HMAC-SHA256 values under a key that this
/// process alone knows, over the hash that is kept and the password, so that a changed password counts at
/// once. Any thread.
class Credentials {
public:
    Credentials();
    /// Whether that password was right for what is kept of it, and is not forgotten yet.
    bool remembers(std::string_view kept_hash, std::string_view password) const;
    /// To be called when the slow check has said yes. Of some 16,000 all are forgotten at once.
    void remember(std::string_view kept_hash, std::string_view password);

private:
    std::string mark(std::string_view kept_hash, std::string_view password) const;

    const std::string key_;     ///< random, new in each process
    mutable std::mutex mutex_;  ///< guards the next line
    std::unordered_set<std::string> marks_;
};

/// Checks passwords the slow way and counts how often. One thread, but anyone may read the count.
class PasswordChecker {
public:
    /// The password as it was hashed. Nothing for one that isn't the kept one, after just as long for none kept
    /// (empty).
    std::optional<std::string> right(std::string_view password, std::string_view kept_hash);
    /// ... as a check does: for what is compared at once, and must not be guessed any faster.
    void take_as_long();
    /// How many times it was asked: each time a hash was worked out.
    std::uint64_t checked() const { return checked_; }

private:
    std::atomic<std::uint64_t> checked_ = 0;
};

}  // namespace postlab::store
