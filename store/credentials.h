#pragma once
#include <atomic>
#include <cstdint>
#include <mutex>
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
    bool remembers(std::string_view kept_hash, std::string_view password) const;
    void remember(std::string_view kept_hash, std::string_view password);

private:
    std::string mark(std::string_view kept_hash, std::string_view password) const;

    const std::string key_;
    mutable std::mutex mutex_;
    std::unordered_set<std::string> marks_;
};

/// Checks passwords the slow way and counts how often. One thread, but anyone may read the count.
class PasswordChecker {
public:
    /// False for a password that isn't the kept one, after just as long for none kept (empty).
    bool right(std::string_view password, std::string_view kept_hash);
    std::uint64_t checked() const { return checked_; }

private:
    std::atomic<std::uint64_t> checked_ = 0;
};

}  // namespace postlab::store
