#pragma once
#include <exception>

#include "shared/text/phrase.h"

namespace postlab::labs {

/// Why nobody could be reached, or why the connection broke, as people say it: "no program listens there". Where that
/// isn't known, the network's own words are in it; other exceptions say what they say. A function without state: any
/// thread.
Phrase network_failure(const std::exception& error);

}  // namespace postlab::labs
