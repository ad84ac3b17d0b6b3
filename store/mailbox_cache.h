#pragma once
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_set>

namespace postlab::store {

/// Names that had a mailbox when last looked at, so that RCPT needs no look into the database. It may be out
/// of date: a delivery finds out, fails, and removes the name. Names that don't exist are never kept, so a
/// new mailbox is found at once, whichever process made it. Any thread.
class MailboxCache {
public:
    // Names in lower case.
    bool contains(std::string_view name) const {
        const std::lock_guard guard(mutex_);
        return names_.find(name) != names_.end();
    }
    /// It was found in the database just now.
    void add(std::string name) {
        const std::lock_guard guard(mutex_);
        if (names_.size() >= most) names_.clear();
        names_.insert(std::move(name));
    }
    /// A delivery has not found it.
    void remove(const std::string& name) {
        const std::lock_guard guard(mutex_);
        names_.erase(name);
    }

private:
    static constexpr std::size_t most = 65536;  ///< names; with more, all are forgotten
    struct Hash : std::hash<std::string_view> {
        using is_transparent = void;
    };
    mutable std::mutex mutex_;  ///< guards the next line
    std::unordered_set<std::string, Hash, std::equal_to<>> names_;
};

}  // namespace postlab::store
