#pragma once
#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "labs/catalogue/protocol.h"
#include "labs/faults/fault_rule.h"

namespace postlab::labs {

/// All the faults of one server. It knows which rules there are, how many sessions each has seen, and tells every
/// session what goes wrong in it. Rules are looked up by account, so thousands of them cost a session nothing.
///
/// With a directory it follows the file there (FaultFile): it looks whether the file is another one when a session
/// begins, claims an account, or names its first recipient. A line that can't be read is reported on standard error
/// once, and left out. Any thread; it outlives its sessions' Faults.
class FaultSchedule {
public:
    /// `domain` is what the server calls itself, as some replies do.
    explicit FaultSchedule(std::string domain) : domain_(std::move(domain)) {}
    FaultSchedule(std::string domain, const std::filesystem::path& directory);

    /// What a class knows, for faults that students arrange for themselves (`own`): they meet a session only when it is
    /// that student's beyond doubt, by a password or a right badge in a recipient, and only while the class allows it.
    struct Class {
        std::function<bool()> allows_own_faults;
        /// The student whose badge that local part has in it, or nobody's. `wrong` counts wrong badges of a session.
        std::function<std::string(std::string_view local_part, unsigned& wrong)> owner_of;
    };
    /// Before the first session. Without a class no session is anybody's beyond doubt but by a password.
    void serve(Class a_class) { class_ = std::move(a_class); }

    void add(const FaultRule& rule);
    std::unique_ptr<Faults> begin(Protocol protocol);

private:
    class InSession;

    /// A rule, and what it has seen.
    struct Arranged {
        FaultRule rule;
        std::atomic<unsigned> sessions{0};
        std::atomic<Time::rep> held_until{0};
    };
    using Rules = std::vector<std::shared_ptr<Arranged>>;
    using Lines = std::unordered_map<std::string, std::shared_ptr<Arranged>>;

    /// What tells one version of a file from another.
    struct Version {
        std::uint64_t file = 0, octets = 0;
        std::int64_t changed_s = 0, changed_ns = 0;
        bool operator==(const Version&) const = default;
    };

    void refresh();
    void read_lines();
    void keep(const std::string& line, Lines& lines);
    void index(const std::shared_ptr<Arranged>& arranged);
    Rules rules_for(const std::string& account, Protocol protocol, bool own = false);
    bool allows_own_faults() const { return !class_.allows_own_faults || class_.allows_own_faults(); }

    const std::string domain_;
    Class class_;
    const std::filesystem::path file_;  ///< empty: none is followed
    std::mutex mutex_;                  ///< guards the rest
    Version version_;
    Lines lines_;
    std::unordered_map<std::string, Rules> by_account_;  ///< in the order they were added
};

}  // namespace postlab::labs
