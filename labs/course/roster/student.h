#pragma once
#include <string>

namespace postlab::course {

/// A row of the roster.
struct Student {
    std::string id;  ///< "s017", also the name of the mailbox
    std::string name, email, group;
    std::string lang = "en";  ///< two letters: en, zh, ru, de

    bool operator==(const Student&) const = default;
};

}  // namespace postlab::course
