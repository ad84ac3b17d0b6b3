#pragma once
#include <cstddef>
#include <vector>

#include "shared/text/phrase.h"

namespace postlab::store {

/// Something that is not as it should be in a data directory.
struct Flaw {
    Phrase what;            ///< a sentence without a full stop
    Phrase remedy;          ///< what `fsck --repair` does about it, or a person can do
    bool mendable = false;  ///< by `fsck --repair`
};
using Flaws = std::vector<Flaw>;

/// Of one kind; of how many more there are, the number is said.
inline constexpr std::size_t most_flaws_said = 10;

}  // namespace postlab::store
