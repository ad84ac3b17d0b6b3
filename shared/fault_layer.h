#pragma once
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "shared/faults.h"
#include "shared/faulty_reply.h"
#include "shared/time.h"

namespace postlab {

/// Injected faults at work in one session: asks its Faults before each command, and stands between the replies and the
/// output. Without Faults, as in nearly every session, all bytes pass at the cost of a comparison.
///
/// A fault may hold bytes back, swallow them or cut the line. A cut line is the abnormal end, as if the client had
/// gone: cuts_line() says so, and the session closes whatever else it was about. What has been done to the bytes is
/// told once, by take_description(), for Event::injected.
///
/// The session owns it; its thread alone calls it.
class FaultLayer {
public:
    /// Before the session opens.
    void arrange(std::unique_ptr<Faults> faults) { faults_ = std::move(faults); }
    bool any() const { return faults_ != nullptr; }

    /// The client says that it is this account, or has shown it: faults are arranged for accounts. In any case.
    void claimed_by(std::string_view account);
    void belongs_to(std::string_view account);
    void proven_to_be(std::string_view account);

    /// A command is about to run: what goes wrong with it; null: nothing. It lives until the reply is over.
    const Injection* meet(std::string_view verb);
    /// Whether a fault holds the lock of the maildrop that could be opened now.
    bool holds_lock(Time now);
    /// Whether a fault makes the server tell which names it knows.
    bool makes_leak();
    /// Whether a fault brings back LAST.
    bool brings_last() const { return last_; }
    /// How many times as fast the client's idle time runs.
    unsigned idle_speed() const { return idle_speed_; }

    /// Passes bytes of the reply under way on to the output, as far as they come through now.
    void pass(std::string_view bytes, std::string& output);
    bool in_reply() const { return reply_.has_value(); }
    /// Of the bytes passed last, those that come through, now or later.
    std::string_view passed() const { return reply_->said(); }
    std::string take_description() { return reply_ ? reply_->take_description() : std::string(); }

    bool holds_bytes() const { return reply_ && reply_->holds(); }
    /// The octets that may go now; empty: none before pause() has passed.
    std::string_view release(Time now) { return reply_->release(now); }
    std::chrono::milliseconds pause(Time now) const;

    /// The reply has been said. What there is to record when the line is cut behind it; empty: it is not.
    std::string end_reply();
    /// What is held back is not said any more: the server says something else, and closes. `idle`: since the idle time
    /// has run out.
    void drop_reply(bool idle);

    bool cuts_line() const { return cuts_line_; }

private:
    FaultyReply& reply();

    std::unique_ptr<Faults> faults_;
    std::optional<FaultyReply> reply_;  ///< the one under way, when a fault meets it
    std::optional<Injection> injection_;
    unsigned idle_speed_ = 1;
    bool leaky_ = false, last_ = false, cuts_line_ = false;
};

}  // namespace postlab
