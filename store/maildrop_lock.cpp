#include "store/maildrop_lock.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace postlab::store {
namespace {

constexpr std::int64_t opening = 0;  // no mailbox has this id

int set_lock(int fd, int command, short type, std::int64_t offset) {
    struct flock lock {};
    lock.l_type = type;
    lock.l_whence = SEEK_SET;
    lock.l_start = offset;
    lock.l_len = 1;
    return fcntl(fd, command, &lock);
}

}  // namespace

MaildropLocks::MaildropLocks(const std::filesystem::path& directory)
    : file_(::open((directory / "maildrop.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)),
      place_(directory / "maildrop.lock") {
    if (!file_.is_open()) throw std::system_error(errno, std::generic_category(), "maildrop.lock");
}

std::optional<MaildropLock> MaildropLocks::take(std::int64_t mailbox) {
    const std::lock_guard guard(mutex_);
    place_.expect_unchanged();
    if (held_.contains(mailbox)) return std::nullopt;
    if (set_lock(file_.get(), F_OFD_SETLK, F_WRLCK, mailbox) != 0) return std::nullopt;
    held_.insert(mailbox);
    return MaildropLock(*this, mailbox);
}

MaildropLock MaildropLocks::turn_to_open() {
    while (set_lock(file_.get(), F_OFD_SETLKW, F_WRLCK, opening) != 0)
        if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "maildrop.lock");
    return MaildropLock(*this, opening);
}

void MaildropLocks::release(std::int64_t mailbox) {
    const std::lock_guard guard(mutex_);
    set_lock(file_.get(), F_OFD_SETLK, F_UNLCK, mailbox);
    held_.erase(mailbox);
}

}  // namespace postlab::store
