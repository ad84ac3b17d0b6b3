#pragma once
#include <vector>

#include "labs/manual/manual.h"

namespace postlab {

/// All commands of the program, in the order in which they are listed.
const std::vector<labs::CommandGroup>& commands();

}  // namespace postlab
