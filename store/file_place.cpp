#include "store/file_place.h"

#include <sys/stat.h>

#include <utility>

namespace postlab::store {

FilePlace::FilePlace(std::filesystem::path path) : path_(std::move(path)), opened_(found_at(path_)) {}

void FilePlace::expect_unchanged() const {
    if (opened_ != File{} && found_at(path_) != opened_) throw FileMoved(path_);
}

FilePlace::File FilePlace::found_at(const std::filesystem::path& path) {
    struct stat status {};
    if (stat(path.c_str(), &status) != 0) return {};
    return {status.st_dev, status.st_ino};
}

}  // namespace postlab::store
