#pragma once
#include <map>
#include <string>

#include "labs/language/language.h"

namespace postlab::screen {

/// The twelve scenarios SMTP beside POP3, and POP3 beside its ancestor, as `postlab explain --compare` has them:
///     {"sheets": [{"left": "SMTP", "right": "POP3",
///                  "parts": [{"title", "remark", "left": [LINE, ...], "right": [LINE, ...]}]}]}
/// LINE: {"who": "C" or "S2", "parts": [...]} from the wire, or {"said": "..."} about it. They are played in memory
/// when somebody asks for the first time, and are the same each time. One thread.
class Scenarios {
public:
    const std::string& json(const labs::Language& language);

private:
    std::map<std::string, std::string> by_language_;
};

}  // namespace postlab::screen
