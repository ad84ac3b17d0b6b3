#pragma once
#include <string_view>

namespace postlab::labs {

/// The two protocols, wherever something exists once for each: tables, dialogues, conversations, faults.
enum class Protocol { smtp, pop3 };

/// As the record and all that is typed name them, "smtp" and "pop3".
constexpr std::string_view name_of(Protocol protocol) { return protocol == Protocol::smtp ? "smtp" : "pop3"; }
/// The other way round; whatever is not "pop3" is taken for SMTP.
constexpr Protocol protocol_named(std::string_view name) { return name == "pop3" ? Protocol::pop3 : Protocol::smtp; }

}  // namespace postlab::labs
