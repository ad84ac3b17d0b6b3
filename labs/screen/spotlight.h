#pragma once
#include <cstdint>
#include <set>
#include <string>

namespace postlab::screen {

/// The one conversation that a teacher shows to the class, until they end it or the server stops: a student's once they
/// have agreed, and what is nobody's, as a teacher's own sessions are, at once. One thread.
class Spotlight {
public:
    /// Whether the class may see it. `owner`: whose it is by now; empty: nobody's.
    bool shows(std::int64_t conversation, const std::string& owner) const {
        return shown_ != 0 && conversation == shown_ && may_show(conversation, owner);
    }
    bool may_show(std::int64_t conversation, const std::string& owner) const {
        return owner.empty() || has_agreed(conversation);
    }
    bool has_agreed(std::int64_t conversation) const { return agreed_.contains(conversation); }
    std::int64_t shown() const { return shown_; }  ///< 0: none; ask shows(), too

    void show(std::int64_t conversation) { shown_ = conversation; }
    void end() { shown_ = 0; }
    /// Its owner says whether it may be shown. What they take back is shown no longer.
    void agree(std::int64_t conversation, bool yes) {
        if (!yes) {
            agreed_.erase(conversation);
            return;
        }
        agreed_.insert(conversation);
        if (agreed_.size() > most_agreed) agreed_.erase(agreed_.begin());
    }

private:
    static constexpr std::size_t most_agreed = 10'000;  ///< then the oldest are forgotten

    std::int64_t shown_ = 0;
    std::set<std::int64_t> agreed_;
};

}  // namespace postlab::screen
