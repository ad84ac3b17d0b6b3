#include "store/spool_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace postlab::store {
namespace {

FileDescriptor open_nameless(const std::filesystem::path& directory) {
    const int fd = open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0 || errno != EOPNOTSUPP) return FileDescriptor(fd);
    std::string name = (directory / "draft.XXXXXX").string();  // a file system without O_TMPFILE
    FileDescriptor file(mkostemp(name.data(), O_CLOEXEC));
    if (file.is_open()) unlink(name.c_str());
    return file;
}

}  // namespace

bool SpoolFile::append(std::string_view block) {
    if (!file_.is_open()) file_ = open_nameless(directory_);
    broken_ = broken_ || !file_.is_open();
    while (!broken_ && !block.empty()) {
        const ssize_t written = pwrite(file_.get(), block.data(), block.size(), static_cast<off_t>(octets_));
        if (written < 0 && errno == EINTR) continue;
        broken_ = written <= 0;
        if (broken_) break;
        octets_ += static_cast<std::uint64_t>(written);
        block.remove_prefix(static_cast<std::size_t>(written));
    }
    return !broken_;
}

void SpoolFile::read(std::uint64_t from, std::size_t count, std::string& out) const {
    const std::size_t before = out.size();
    out.resize(before + std::min<std::uint64_t>(count, octets_ - std::min(from, octets_)));
    for (std::size_t at = before; at < out.size();) {
        const ssize_t got =
            pread(file_.get(), out.data() + at, out.size() - at, static_cast<off_t>(from + at - before));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) throw std::system_error(got < 0 ? errno : EIO, std::generic_category(), "reading a draft");
        at += static_cast<std::size_t>(got);
    }
}

std::string_view Pieces::piece(std::uint64_t number) {
    const std::uint64_t from = number * chunk_octets, spooled = spooled_octets();
    if (from >= spooled) return text_.substr(from - spooled, chunk_octets);
    buffer_.clear();
    spooled_->read(from, chunk_octets, buffer_);
    buffer_.append(text_.substr(0, chunk_octets - buffer_.size()));
    return buffer_;
}

}  // namespace postlab::store
