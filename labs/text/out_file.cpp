#include "labs/text/out_file.h"

#include <fstream>
#include <ostream>
#include <stdexcept>

namespace postlab::labs {

void write_out(const std::string& file, std::string_view text, std::ostream& out) {
    if (file.empty()) {
        out << text;
        return;
    }
    std::ofstream to(file, std::ios::binary);
    to << text;
    to.close();
    if (!to) throw std::runtime_error("can't write " + file);
}

}  // namespace postlab::labs
