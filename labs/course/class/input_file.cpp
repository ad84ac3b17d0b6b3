#include "labs/course/class/input_file.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace postlab::course {

std::string read_input_file(const std::string& name) {
    if (std::filesystem::is_directory(name)) throw std::runtime_error(name + " is a folder; name a file in it");
    std::ifstream in(name, std::ios::binary);
    std::string bytes((std::istreambuf_iterator<char>(in)), {});
    if (!in) throw std::runtime_error("can't read " + name);
    return bytes;
}

}  // namespace postlab::course
