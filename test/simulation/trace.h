#pragma once
#include <cstdio>
#include <string>

namespace postlab::simulation {

/// Whether what happens in a world is told on standard output, for whoever looks for the cause of what was broken.
inline bool tracing = false;
inline void trace(const std::string& what) {
    if (tracing) std::printf("%s\n", what.c_str());
}

}  // namespace postlab::simulation
