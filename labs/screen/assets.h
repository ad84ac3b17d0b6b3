#pragma once
#include <span>

#include "shared/http/answer.h"

namespace postlab::screen {

/// The files of labs/screen/www, which CMake has put into the program: "/index.html", "/screen.css" and the modules.
std::span<const http::Asset> assets();

}  // namespace postlab::screen
