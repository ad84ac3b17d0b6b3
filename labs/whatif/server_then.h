#pragma once
#include <string>
#include <string_view>

#include "labs/whatif/recorded.h"
#include "shared/program/settings.h"

namespace postlab::labs {

/// The server that a recorded conversation was with, as far as what it said shows it.
struct ServerThen {
    Settings settings;
    std::string timestamp;  ///< of a POP3 greeting, with its brackets
    std::string address;    ///< at which it was dialled, where a recipient's address ends in it; empty: not known
    bool offers_tls = false;
};

/// `settings` are all that the record doesn't know.
ServerThen server_then(const Recorded& recorded, const Settings& settings);

/// Whether one of the turn's replies is that row.
bool has_row(const Turn& turn, std::string_view row);

}  // namespace postlab::labs
