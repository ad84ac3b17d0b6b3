#include "test/simulation/disk.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "test/simulation/disk_handle.h"

namespace postlab::simulation {
namespace {

constexpr std::uint64_t sector = 512;

}  // namespace

// ------------------------------------------------------------------------------------------- power, processes, chance

bool Disk::reaches_disk(const Handle& handle) {
    ++calls_;
    if (is_dead(handle.process)) return false;
    if (doom_in_ == 0 || --doom_in_ > 0) return true;
    doom_takes_power_ ? cut_power() : kill(handle.process);
    return false;
}

bool Disk::fails(std::uint32_t one_in, int error) {
    if (!chance_.one_in(one_in)) return false;
    ++faults_met_;
    errno = error;
    return true;
}

void Disk::note(std::string_view call, std::uint64_t number) {
    for (const char c : call) digest_ = (digest_ ^ static_cast<unsigned char>(c)) * 0x100000001B3;
    digest_ = (digest_ ^ number) * 0x100000001B3;
}

void Disk::kill(Process process) {
    dead_.insert(process);
    for (Handle* handle : handles_)
        if (handle->process == process) let_go(*handle);
}

void Disk::cut_power() {
    if (!has_power_) return;
    has_power_ = false;
    for (Handle* handle : handles_) let_go(*handle);
    for (auto& [name, file] : files_) lose_power(name, *file);
    // A name that was taken away comes back, unless that had got to the medium by chance.
    for (auto& [name, stored] : unlinked_) {
        const auto found = files_.find(name);
        if (chance_.one_in(2) || (found != files_.end() && found->second->named_on_medium)) continue;
        auto file = std::make_shared<File>();
        file->now = file->medium = stored.medium;
        file->named_on_medium = true;
        files_[name] = file;
    }
    unlinked_.clear();
    std::erase_if(files_, [](const auto& file) { return !file.second->named_on_medium; });
}

void Disk::lose_power(const std::string&, File& file) {
    settle(file, false);
    file.now = file.medium;
    wipe_memory(file);
    if (!file.named_on_medium) file.named_on_medium = chance_.one_in(2);
}

void Disk::restore_power() { has_power_ = true; }

void Disk::settle(File& file, bool all) {
    for (Change& change : file.pending) {
        if (all || chance_.one_in(2)) {
            apply(change, file.medium);
        } else if (!change.truncates && chance_.one_in(2)) {  // torn: any of its sectors
            for (std::uint64_t at = 0; at < change.octets.size(); at += sector)
                if (chance_.one_in(2)) apply({change.offset + at, change.octets.substr(at, sector)}, file.medium);
        }
    }
    file.pending.clear();
}

void Disk::apply(const Change& change, std::string& to) {
    if (change.truncates) return to.resize(std::min<std::uint64_t>(to.size(), change.offset));
    if (to.size() < change.offset + change.octets.size()) to.resize(change.offset + change.octets.size());
    std::memcpy(to.data() + change.offset, change.octets.data(), change.octets.size());
}

Disk::Image Disk::image() const {
    Image image;
    for (const auto& [name, file] : files_) image[name] = {file->now, file->medium};
    return image;
}

void Disk::restore(const Image& image) {
    files_.clear();
    unlinked_.clear();
    left_to_the_dead_.clear();
    dead_.clear();
    for (const auto& [name, stored] : image) {
        auto file = std::make_shared<File>();
        file->now = stored.now;
        file->medium = stored.medium;
        file->named_on_medium = true;
        files_[name] = file;
    }
    has_power_ = true;
    doom_in_ = 0;
    faults = {};
}

std::uint64_t Disk::octets() const {
    std::uint64_t octets = 0;
    for (const auto& [name, file] : files_) octets += file->now.size();
    return octets;
}

// ------------------------------------------------------------------------------------------- files

int Disk::open(std::string_view name, int flags, Handle* handle) {
    if (!name.empty() && !(flags & SQLITE_OPEN_MAIN_DB) && !is_dead(running_) && fails(faults.open, EIO))
        return SQLITE_CANTOPEN;
    auto found = name.empty() ? files_.end() : files_.find(name);
    if (found == files_.end() && !(flags & SQLITE_OPEN_CREATE)) {
        errno = ENOENT;
        return SQLITE_CANTOPEN;
    }
    // To a process that is dead it is a file like any other; nothing of it gets anywhere.
    if (name.empty() || is_dead(running_))
        handle->file = std::make_shared<File>();
    else if (found == files_.end())
        handle->file = files_[std::string(name)] = std::make_shared<File>();
    else
        handle->file = found->second;
    handle->process = running_;
    handles_.insert(handle);
    return SQLITE_OK;
}

int Disk::remove(const std::string& name) {
    note("remove", name.size());
    const auto found = files_.find(name);
    if (is_dead(running_) || found == files_.end()) return SQLITE_IOERR_DELETE_NOENT;
    if (found->second->named_on_medium) unlinked_[name] = {{}, found->second->medium};
    files_.erase(found);
    return SQLITE_OK;
}

void Disk::close(Handle& handle) {
    let_go(handle);
    handles_.erase(&handle);
}

int Disk::read(Handle& handle, char* into, std::uint64_t octets, std::uint64_t offset) {
    // A look at the header is part of an open, which POCO would try again and again, for a minute.
    const bool opens = offset == 0 && octets == 100;
    if (!opens && (is_dead(handle.process) || fails(faults.read, EIO))) return SQLITE_IOERR_READ;
    const std::string& now = handle.file->now;
    const std::uint64_t there = offset < now.size() ? std::min<std::uint64_t>(octets, now.size() - offset) : 0;
    if (there > 0) std::memcpy(into, now.data() + offset, there);
    if (there == octets) return SQLITE_OK;
    std::memset(into + there, 0, octets - there);
    return SQLITE_IOERR_SHORT_READ;
}

int Disk::write(Handle& handle, std::string_view octets, std::uint64_t offset) {
    if (interrupt) interrupt();
    note("write", offset * 31 + octets.size());
    if (!reaches_disk(handle)) return SQLITE_IOERR_WRITE;
    const bool failed = fails(faults.write, faults.full ? ENOSPC : EIO);
    if (failed) octets = octets.substr(0, chance_.below(octets.size()));
    Change change{offset, std::string(octets)};
    apply(change, handle.file->now);
    handle.file->pending.push_back(std::move(change));
    if (!failed) return SQLITE_OK;
    return faults.full ? SQLITE_FULL : SQLITE_IOERR_WRITE;
}

int Disk::truncate(Handle& handle, std::uint64_t octets) {
    note("truncate", octets);
    if (!reaches_disk(handle) || fails(faults.truncate, EIO)) return SQLITE_IOERR_TRUNCATE;
    if (octets >= handle.file->now.size()) return SQLITE_OK;
    Change change{octets, {}, true};
    apply(change, handle.file->now);
    handle.file->pending.push_back(std::move(change));
    return SQLITE_OK;
}

int Disk::sync(Handle& handle) {
    if (interrupt) interrupt();
    note("sync", handle.file->pending.size());
    if (!reaches_disk(handle)) return SQLITE_IOERR_FSYNC;
    const bool failed = fails(faults.sync, EIO);
    if (!failed || is_forgetful) settle(*handle.file, !failed);
    if (failed) return SQLITE_IOERR_FSYNC;
    if (!handle.file->named_on_medium) {  // its folder is synced, too
        for (auto& [name, file] : files_) file->named_on_medium = true;
        unlinked_.clear();
    }
    return SQLITE_OK;
}

}  // namespace postlab::simulation
