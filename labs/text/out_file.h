#pragma once
#include <iosfwd>
#include <string>
#include <string_view>

namespace postlab::labs {

/// What `--out FILE` means to every command that has it: the text goes into the file, whole or not at all, and with an
/// empty name to `out`. A name that somebody typed may be a link: what it leads to is written. Throws FileError.
void write_out(const std::string& file, std::string_view text, std::ostream& out);

}  // namespace postlab::labs
