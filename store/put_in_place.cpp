#include "store/put_in_place.h"

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "shared/system/file.h"

namespace postlab::store {
namespace {

namespace fs = std::filesystem;

/// At the top of a folder.
std::vector<std::string> names_in(const fs::path& folder) {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename().string());
    return names;
}

struct ToCome {
    std::string aside;  ///< the folder for what was there
    std::vector<std::string> names;
};
ToCome read_list(const fs::path& list) {
    std::istringstream lines(read_file(list));
    ToCome to_come;
    std::getline(lines, to_come.aside);
    for (std::string name; std::getline(lines, name);) to_come.names.push_back(name);
    return to_come;
}

/// Whatever was there, but not what has come already.
void move_aside(const fs::path& directory, const ToCome& to_come) {
    for (const std::string& name : names_in(directory)) {
        const bool ours = std::ranges::find(to_come.names, name) != to_come.names.end();
        const bool has_come = ours && !fs::exists(directory / restored_folder / name);
        if (has_come || stays_through_restore(name)) continue;
        fs::create_directories(directory / to_come.aside);
        fs::permissions(directory / to_come.aside, fs::perms::owner_all);
        fs::rename(directory / name, directory / to_come.aside / name);
    }
}

}  // namespace

bool stays_through_restore(std::string_view name) {
    return name == "maildrop.lock" || name.starts_with(restored_folder) || name.starts_with(set_aside);
}

void put_restored_in_place(const fs::path& directory) {
    const fs::path ready = directory / restored_folder, list = ready / restored_list;
    if (!fs::exists(ready)) return;
    if (fs::exists(list)) {
        const ToCome to_come = read_list(list);
        move_aside(directory, to_come);
        for (const std::string& name : to_come.names)
            if (fs::exists(ready / name)) fs::rename(ready / name, directory / name);
        sync_to_disk(directory);
        fs::remove(list);
    }
    fs::remove(ready);
}

}  // namespace postlab::store
