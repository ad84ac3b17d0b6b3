#pragma once
#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "shared/reply.h"
#include "shared/time.h"

namespace postlab {

/// What has been arranged to go wrong with one command and its reply. It changes when and whether bytes come,
/// and which row of the catalogue is said; it never makes a byte that the protocol does not allow.
struct Injection {
    using Milliseconds = std::chrono::milliseconds;

    const Reply* reply = nullptr;                ///< said instead of running the command
    std::array<std::string, 2> details{};        ///< of that reply
    bool cut_before = false;                     ///< the line is cut once the command has come; it does not run
    std::optional<std::uint64_t> cut_at{};       ///< the line is cut once that many octets of the reply have been said
    bool cut_after = false;                      ///< the line is cut once the whole reply has been said
    std::optional<std::uint64_t> silent_from{};  ///< of the reply nothing is sent from this octet on
    Milliseconds delay{};                        ///< the reply stops that long ...
    std::uint64_t delay_at = 0;                  ///< ... before this octet
    std::optional<Milliseconds> split{};         ///< the reply comes octet by octet, that far apart
    bool leaky = false;                          ///< from here on the server tells which names it knows
    bool own = false;                            ///< whose session it is has arranged it
    bool last = false;                           ///< from here on LAST is answered, as RFC 1225 had it
    unsigned clock = 0;                          ///< from here on the idle time runs that often as fast; 0: as it did
};

/// Asks what goes wrong in one session. The session owns it, as it owns its Transcript, and calls it on its own
/// thread; a session without one, as nearly all are, asks nobody. labs::FaultSchedule makes them.
class Faults {
public:
    virtual ~Faults() = default;
    /// The client says that it is this account (lower case) but has not shown it. A later claim replaces the earlier.
    virtual void claimed(std::string_view account) = 0;
    /// The session belongs to this account (lower case), to others perhaps as well. From here on it counts as theirs.
    virtual void known(std::string_view account) = 0;
    /// The client has shown by its password that it is this account (lower case).
    virtual void proven(std::string_view) {}
    /// Called once for each command before it runs, with its verb (upper case; empty: none known), for `greeting`,
    /// and for `end_of_data`.
    virtual std::optional<Injection> at(std::string_view verb) = 0;
    /// How long the maildrop's lock is still held; asked once the login would have succeeded.
    virtual std::optional<Injection::Milliseconds> lock_held(Time now) = 0;

    static constexpr std::string_view greeting = "GREETING";
    static constexpr std::string_view end_of_data = ".";  ///< the line that ends SMTP's mail data
};

}  // namespace postlab
