#pragma once
#include <string>

#include "labs/screen/json.h"

/// JSON as text, and what stands in a text.
namespace postlab::screen {

inline bool has(const std::string& text, const std::string& part) { return text.find(part) != text.npos; }

}  // namespace postlab::screen
