#include "shared/system/file.h"

#include <Poco/Error.h>
#include <Poco/Path.h>
#include <Poco/TemporaryFile.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "shared/system/file_descriptor.h"
#include "shared/text/sentences.h"
#include "shared/text/text_encoding.h"

namespace postlab {

namespace fs = std::filesystem;

namespace {

fs::path folder_of(const fs::path& file) { return file.has_parent_path() ? file.parent_path() : "."; }

/// 0, or the errno.
int read_all(const fs::path& file, std::string& text) {
    const FileDescriptor in(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (!in.is_open()) return errno;
    char block[64 * 1024];
    for (;;) {
        const ssize_t got = ::read(in.get(), block, sizeof block);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return errno;
        if (got == 0) return 0;
        text.append(block, static_cast<std::size_t>(got));
    }
}

/// `tried` is what the error came from.
[[noreturn]] void refuse(const fs::path& file, const fs::path& tried, int error) {
    throw FileError("file.write"_sentence, {file.string(), why_not(tried, error)});
}

void write_all(int fd, std::string_view text, const fs::path& file) {
    while (!text.empty()) {
        const ssize_t count = ::write(fd, text.data(), text.size());
        if (count < 0 && errno != EINTR) refuse(file, file, errno);
        if (count > 0) text.remove_prefix(static_cast<std::size_t>(count));
    }
}

/// The new file beside the one that is meant; it goes again unless it gets that name.
class NewFile {
public:
    NewFile(const fs::path& file, std::string_view text, mode_t mode, Sync sync)
        : file_(file), aside_(file.string() + "." + Poco::Path(Poco::TemporaryFile::tempName()).getFileName()) {
        const FileDescriptor out(::open(aside_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
        if (!out.is_open()) refuse(file_, aside_, errno);
        try {
            write_all(out.get(), text, file_);
            if (sync == Sync::yes && ::fsync(out.get()) != 0) refuse(file_, aside_, errno);
        } catch (...) {
            ::unlink(aside_.c_str());
            throw;
        }
    }
    ~NewFile() { ::unlink(aside_.c_str()); }
    NewFile(const NewFile&) = delete;
    NewFile& operator=(const NewFile&) = delete;

    void replace() {
        if (::rename(aside_.c_str(), file_.c_str()) != 0) refuse(file_, aside_, errno);
    }
    bool create() { return rename_unless_there(aside_, file_); }

private:
    const fs::path file_, aside_;
};

void sync_folder(const fs::path& folder, Sync sync) {
    if (sync == Sync::yes) sync_to_disk(folder);
}

/// A pipe or a device, perhaps behind a link.
bool is_no_place_for_files(const fs::path& file) {
    struct stat status {};
    return ::stat(file.c_str(), &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
}

/// What denies access to a file: itself, or the nearest folder above it that is there.
Phrase denied(fs::path at, const fs::path& remedy) {
    struct stat status {};
    while (::lstat(at.c_str(), &status) != 0 && at != folder_of(at)) at = folder_of(at);
    const std::string us = std::to_string(::geteuid()), owner = std::to_string(status.st_uid);
    const std::string made_ours = (remedy.empty() ? at : remedy).string();
    if (owner == us) return {"file.closed"_sentence, {at.string(), made_ours}};
    return {"file.anothers"_sentence, {at.string(), owner, us, made_ours}};
}

}  // namespace

std::string read_file(const fs::path& file) {
    std::string text;
    if (const int error = read_all(file, text); error != 0)
        throw FileError("file.read"_sentence, {file.string(), why_not(file, error)});
    return text;
}

std::optional<std::string> read_file_if_possible(const fs::path& file) {
    std::string text;
    if (read_all(file, text) != 0) return std::nullopt;
    return text;
}

std::string read_text(const fs::path& file) {
    const std::string bytes = read_file(file);
    try {
        return text_of(bytes);
    } catch (const SayableError& error) {
        throw FileError("file.read"_sentence, {file.string(), error.phrase()});
    }
}

void replace_file(const fs::path& file, std::string_view text, mode_t mode, Sync sync) {
    if (is_no_place_for_files(file)) {
        const FileDescriptor out(::open(file.c_str(), O_WRONLY | O_CLOEXEC));
        if (!out.is_open()) refuse(file, file, errno);
        return write_all(out.get(), text, file);
    }
    NewFile(file, text, mode, sync).replace();
    sync_folder(folder_of(file), sync);
}

bool create_file(const fs::path& file, std::string_view text, mode_t mode, Sync sync) {
    if (!NewFile(file, text, mode, sync).create()) return false;
    sync_folder(folder_of(file), sync);
    return true;
}

void sync_to_disk(const fs::path& path) {
    const FileDescriptor opened(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (opened.is_open() && ::fsync(opened.get()) == 0) return;
    const int error = errno;
    std::error_code ignored;
    if (!fs::is_directory(path, ignored)) refuse(path, path, error);  // a folder's names are as safe as they get
}

bool rename_unless_there(const fs::path& from, const fs::path& to) {
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return true;
    const bool unknown_here = errno == EINVAL;  // to NFS and the like, which have link()
    if (unknown_here && ::link(from.c_str(), to.c_str()) == 0) return true;
    if (errno != EEXIST) refuse(to, to, errno);
    return false;
}

void make_folder(const fs::path& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (!error && ::access(folder.c_str(), W_OK | X_OK) != 0) error.assign(errno, std::generic_category());
    if (error) throw FileError("file.write_to"_sentence, {folder.string(), why_not(folder, error.value())});
}

Phrase why_not(const fs::path& file, int error, const fs::path& remedy) {
    const std::string folder = folder_of(file).string();
    std::error_code ignored;
    switch (error) {
        case ENOENT:
            if (fs::is_directory(folder, ignored)) return "file.missing"_sentence;
            return {"file.no_folder"_sentence, {folder}};
        case ENOTDIR:
        case EEXIST:
            return "file.not_a_folder"_sentence;
        case EISDIR:
            return "file.a_folder"_sentence;
        case EROFS:
            return "file.read_only"_sentence;
        case ENOSPC:
        case EDQUOT:
            return {"file.no_space"_sentence, {folder}};
        case EACCES:
        case EPERM:
            return denied(file, remedy);
        default:
            return {"file.system"_sentence, {Poco::Error::getMessage(error)}};
    }
}

fs::path share_folder() {
    std::error_code none;
    return fs::read_symlink("/proc/self/exe", none).parent_path().parent_path() / "share" / "postlab";
}

}  // namespace postlab
