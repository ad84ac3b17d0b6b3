// A pack that somebody hands in: a zip, with databases in it. What is no pack is refused in one sentence, and nothing
// of it stays in the temporary folder.
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "fuzz/fuzz.h"
#include "labs/course/class/pack.h"

namespace {

using namespace postlab;
namespace fs = std::filesystem;

/// A folder of this run's own, so that what is left in it shows.
const fs::path& folder() {
    static const fs::path made = [] {
        std::string name = (fs::temp_directory_path() / "pack-fuzz-XXXXXX").string();
        fuzz::demand(mkdtemp(name.data()) != nullptr, "a temporary folder");
        setenv("TMPDIR", name.c_str(), 1);
        return fs::path(name);
    }();
    return made;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const course::Labs labs;
    const fs::path file = folder() / "work.zip";
    std::ofstream(file, std::ios::binary)
        .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
    try {
        course::open_pack(file, labs);
    } catch (const std::runtime_error& error) {
        fuzz::demand(std::string_view(error.what()).find('\n') == std::string_view::npos, "a refusal is one line");
    }
    fs::remove(file);
    fuzz::demand(fs::is_empty(folder()), "nothing is left of it");
    return 0;
}
