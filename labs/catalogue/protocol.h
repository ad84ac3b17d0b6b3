#pragma once
#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace postlab::labs {

/// The protocols, wherever something exists once for each: tables, dialogues, conversations. POP2 is a museum piece:
/// no faults are arranged for it, and no class is graded by it alone.
enum class Protocol { smtp, pop3, pop2 };

inline constexpr std::array all_protocols{Protocol::smtp, Protocol::pop3, Protocol::pop2};

/// As the record and all that is typed name them.
inline constexpr std::array<std::string_view, 3> protocol_names{"smtp", "pop3", "pop2"};
constexpr std::string_view name_of(Protocol protocol) { return protocol_names[static_cast<std::size_t>(protocol)]; }
/// Whether it names one.
constexpr bool names_protocol(std::string_view name) {
    return std::ranges::find(protocol_names, name) != protocol_names.end();
}
/// The one of that name; whatever names none is taken for SMTP.
constexpr Protocol protocol_named(std::string_view name) {
    return name == "pop3" ? Protocol::pop3 : name == "pop2" ? Protocol::pop2 : Protocol::smtp;
}

}  // namespace postlab::labs
