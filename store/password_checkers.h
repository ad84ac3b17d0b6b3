#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>

#include "shared/system/refusal_count.h"
#include "store/credentials.h"
#include "store/queue/fair_queue.h"
#include "store/queue/workers.h"

namespace postlab::store {

/// The two threads that check passwords (one, on one processor), and the logins that wait for them: in turn, so that
/// whoever guesses waits behind themselves. A person's first login waits for one check of each other client, and of
/// each other name that their own client tries. Any thread.
class PasswordCheckers {
public:
    /// Both are called on one of the threads; what came out is told when the check is not under way any more.
    struct Check {
        std::function<bool(PasswordChecker&)> is_right;
        std::function<void(bool right)> tell;
    };

    /// `longest`: how many may wait, `longest_line`: ... of one client in one name. Who waits is quiet; who is refused
    /// comes again at once. So these only bound the memory.
    explicit PasswordCheckers(std::size_t longest = 16384, std::size_t longest_line = 4096);

    /// False: too many of theirs wait already. That is said on standard error, once a minute at most.
    [[nodiscard]] bool push(const Asker& asker, Check check);
    /// Whether a check of theirs waits or is under way. Then nothing may be answered without one: a right guess would
    /// show at once, and guessing would cost nothing.
    bool are_busy_with(const Asker& asker) const { return waiting_.is_busy_with(asker); }
    /// Does what waits and ends the threads.
    void finish() { threads_.finish(); }

    std::size_t waiting() const { return waiting_.waiting(); }
    std::size_t count() const { return threads_.tools().size(); }
    std::uint64_t checked() const;

private:
    FairQueue<Check> waiting_;
    RefusalCount refused_{"logins that were told to come again, since too many of one name or client waited"};
    Workers<PasswordChecker> threads_;
};

}  // namespace postlab::store
