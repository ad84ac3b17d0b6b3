#pragma once
#include <iosfwd>
#include <string>
#include <string_view>

namespace postlab::labs {

/// What `--out FILE` means to every command that has it: the text goes into the file, and with an empty name to `out`.
/// Throws std::runtime_error when the file can't be written.
void write_out(const std::string& file, std::string_view text, std::ostream& out);

}  // namespace postlab::labs
