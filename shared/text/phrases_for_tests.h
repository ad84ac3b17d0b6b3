#pragma once
#include <string>
#include <vector>

#include "shared/text/phrase.h"

namespace postlab {

inline std::vector<std::string> in_english(const std::vector<Phrase>& phrases) {
    std::vector<std::string> lines;
    for (const Phrase& phrase : phrases) lines.push_back(phrase.in_english());
    return lines;
}

}  // namespace postlab
