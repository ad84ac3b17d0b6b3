#pragma once
#include <array>
#include <cstddef>
#include <string_view>

#include "shared/reply.h"

namespace postlab {

struct Legal {};
inline constexpr Legal run;

/// What one state makes of one verb: run it, or refuse it with this reply.
/// It has no default, so a table row that forgets a state does not compile.
class Gate {
public:
    constexpr Gate(Legal) {}
    constexpr Gate(const Reply& refusal) : refusal_(&refusal) {}
    constexpr const Reply* refusal() const { return refusal_; }  ///< null: the command may run

private:
    const Reply* refusal_ = nullptr;
};

/// One row of a protocol's state machine: the gate says when, the handler does. HELP, `postlab explain`
/// and the state tables print these rows, so nothing about a verb is written down twice.
template <class S, std::size_t States>
struct Command {
    std::string_view verb;          ///< upper case; matched without regard to case
    std::string_view syntax;        ///< "MAIL FROM:<reverse-path> [SIZE=octets]"
    std::string_view section;       ///< "RFC 5321 4.1.1.2"
    std::string_view purpose;       ///< one sentence to the student
    std::array<Gate, States> gate;  ///< one column per state
    void (S::*handler)(std::string_view argument);
    bool secret = false;      ///< the transcript shows the verb and stars
    std::size_t longest = 0;  ///< octets of the longest line, CRLF included; 0: the protocol's limit
};

}  // namespace postlab
