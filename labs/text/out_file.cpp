#include "labs/text/out_file.h"

#include <ostream>

#include "shared/system/file.h"

namespace postlab::labs {

void write_out(const std::string& file, std::string_view text, std::ostream& out) {
    if (file.empty())
        out << text;
    else
        replace_file(std::filesystem::weakly_canonical(file), text);
}

}  // namespace postlab::labs
