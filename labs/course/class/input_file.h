#pragma once
#include <string>

namespace postlab::course {

/// The octets of a file that a command was told to read. Throws std::runtime_error: it can't be read, or is a folder.
std::string read_input_file(const std::string& name);

}  // namespace postlab::course
