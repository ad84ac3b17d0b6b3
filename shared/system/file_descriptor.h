#pragma once
#include <unistd.h>

#include <utility>

namespace postlab {

/// A file descriptor, which closes itself; moving it leaves none behind. One thread at a time.
class FileDescriptor {
public:
    explicit FileDescriptor(int fd = -1) : fd_(fd) {}
    FileDescriptor(FileDescriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    FileDescriptor& operator=(FileDescriptor&& other) noexcept {
        std::swap(fd_, other.fd_);
        return *this;
    }
    ~FileDescriptor() {
        if (fd_ >= 0) ::close(fd_);
    }
    int get() const { return fd_; }
    bool is_open() const { return fd_ >= 0; }  ///< false: open() has failed, and errno says why

private:
    int fd_;
};

}  // namespace postlab
