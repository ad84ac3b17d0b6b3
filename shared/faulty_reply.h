#pragma once
#include <string>
#include <string_view>

#include "shared/faults.h"

namespace postlab {

/// One reply, with its content, on its way through a fault: what of it comes through, and when. The session owns
/// it while the command is under way. A value without a clock: time is an argument.
class FaultyReply {
public:
    explicit FaultyReply(Injection injection);

    /// Says the next bytes of the reply. What comes through is said(); it goes to the wire at once, or by release()
    /// when it is_held_back().
    void say(std::string_view bytes);
    std::string_view said() const { return said_; }
    bool cuts() const { return cut_; }  ///< the line is to be cut as soon as nothing is held any more
    bool cuts_after_all() const { return injection_.cut_after && !cut_; }
    bool is_held_back() const { return injection_.delay.count() > 0 || injection_.split.has_value(); }

    bool holds() const { return at_ < held_.size(); }
    /// The octets that may go now; empty: none before until().
    std::string_view release(Time now);
    Time until() const { return until_; }

    /// What has been done to the bytes said last, for the record: "cut after 12 octets". It is told once.
    std::string take_description();
    void describe(const std::string& what);

private:
    Injection injection_;
    std::string said_, held_, description_;
    std::size_t at_ = 0;  ///< of held_, released already
    std::uint64_t octets_ = 0, released_ = 0;
    bool cut_ = false, silent_ = false, delayed_ = false;
    Time until_{};
};

/// "1.5 s", "20 ms", for descriptions and lists.
std::string in_words(std::chrono::milliseconds time);

}  // namespace postlab
