#pragma once
#include <array>
#include <cstddef>
#include <string>
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

/// ASCII only: the protocols' keywords do not depend on a locale.
constexpr char ascii_upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }
constexpr char ascii_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

inline std::string lower_case(std::string_view text) {
    std::string lower(text);
    for (char& c : lower) c = ascii_lower(c);
    return lower;
}

constexpr bool equal_ignoring_case(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (ascii_upper(a[i]) != ascii_upper(b[i])) return false;
    return true;
}

}  // namespace postlab
