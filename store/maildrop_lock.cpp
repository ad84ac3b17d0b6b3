#include "store/maildrop_lock.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "shared/system/file.h"
#include "store/sentences.h"

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

[[noreturn]] void refuse(const std::filesystem::path& file) {
    throw FileError("file.use"_sentence, {file.string(), why_not(file, errno)});
}

}  // namespace

MaildropLocks::MaildropLocks(const std::filesystem::path& directory)
    : file_(::open((directory / "maildrop.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)),
      place_(directory / "maildrop.lock") {
    if (!file_.is_open()) refuse(place_.path());
}

std::optional<MaildropLock> MaildropLocks::take(std::int64_t mailbox, std::string name) {
    const std::lock_guard guard(mutex_);
    place_.expect_unchanged();
    if (held_.contains(mailbox)) return std::nullopt;
    if (set_lock(file_.get(), F_OFD_SETLK, F_WRLCK, mailbox) != 0) return std::nullopt;
    held_.emplace(mailbox, HeldMaildrop{std::move(name), std::chrono::system_clock::now()});
    return MaildropLock(*this, mailbox);
}

std::vector<HeldMaildrop> MaildropLocks::held() {
    std::vector<HeldMaildrop> named;
    {
        const std::lock_guard guard(mutex_);
        for (const auto& [mailbox, held] : held_)
            if (!held.mailbox.empty()) named.push_back(held);
    }
    std::ranges::sort(named, {}, &HeldMaildrop::since);
    return named;
}

MaildropLock MaildropLocks::turn_to_open() {
    while (set_lock(file_.get(), F_OFD_SETLKW, F_WRLCK, opening) != 0)
        if (errno != EINTR) refuse(place_.path());
    return MaildropLock(*this, opening);
}

void MaildropLocks::release(std::int64_t mailbox) {
    const std::lock_guard guard(mutex_);
    set_lock(file_.get(), F_OFD_SETLK, F_UNLCK, mailbox);
    held_.erase(mailbox);
}

}  // namespace postlab::store
