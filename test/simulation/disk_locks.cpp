#include "test/simulation/disk_handle.h"

#include <cstring>

namespace postlab::simulation {

/// As SQLite's documentation has the five levels: many SHARED, one RESERVED beside them, PENDING lets no new SHARED in,
/// EXCLUSIVE is alone.
int Disk::lock(Handle& handle, int level) {
    File& file = *handle.file;
    if (is_dead(handle.process)) return SQLITE_IOERR_LOCK;
    if (handle.level >= level) return SQLITE_OK;
    auto others = [&handle](const Handle* holder) { return holder && holder != &handle; };
    if (level == SQLITE_LOCK_SHARED) {
        if (others(file.pending_writer) || others(file.writer)) return SQLITE_BUSY;
        file.readers.insert(&handle);
    } else if (level == SQLITE_LOCK_RESERVED) {
        if (others(file.reserver) || others(file.pending_writer) || others(file.writer)) return SQLITE_BUSY;
        file.reserver = &handle;
    } else {
        if (others(file.pending_writer) || others(file.writer) || others(file.reserver)) return SQLITE_BUSY;
        file.pending_writer = &handle;
        if (file.readers.size() > 1) {
            handle.level = SQLITE_LOCK_PENDING;
            return SQLITE_BUSY;
        }
        file.writer = &handle;
    }
    handle.level = level;
    return SQLITE_OK;
}

int Disk::unlock(Handle& handle, int level) {
    File& file = *handle.file;
    if (handle.level <= level) return SQLITE_OK;
    if (file.reserver == &handle) file.reserver = nullptr;
    if (file.pending_writer == &handle) file.pending_writer = nullptr;
    if (file.writer == &handle) file.writer = nullptr;
    if (level == SQLITE_LOCK_NONE) file.readers.erase(&handle);
    handle.level = level;
    return SQLITE_OK;
}

void Disk::let_go(Handle& handle) {
    unlock(handle, SQLITE_LOCK_NONE);
    unmap(handle);
}

/// Whoever comes first finds the memory wiped, and so reads the log anew.
int Disk::map(Handle& handle, std::size_t region, std::size_t octets, bool extend, volatile void** memory) {
    *memory = nullptr;
    if (is_dead(handle.process)) return SQLITE_IOERR_SHMMAP;
    File& file = *handle.file;
    if (file.sharers.empty()) wipe_memory(file);
    file.sharers.insert(&handle);
    while (file.shared_memory.size() <= region) {
        if (!extend) return SQLITE_OK;
        file.shared_memory.push_back(std::make_unique<char[]>(octets));
    }
    *memory = file.shared_memory[region].get();
    return SQLITE_OK;
}

int Disk::lock_memory(Handle& handle, unsigned first, unsigned count, int flags) {
    const auto mask = static_cast<std::uint8_t>(((1u << count) - 1) << first);
    if (flags & SQLITE_SHM_UNLOCK) {
        handle.shared &= static_cast<std::uint8_t>(~mask);
        handle.exclusive &= static_cast<std::uint8_t>(~mask);
        if (interrupt) interrupt();
        return SQLITE_OK;
    }
    if (interrupt) interrupt();
    if (is_dead(handle.process)) return SQLITE_IOERR_SHMLOCK;
    for (const Handle* other : handle.file->sharers) {
        if (other == &handle) continue;
        if (other->exclusive & mask) return SQLITE_BUSY;
        if ((flags & SQLITE_SHM_EXCLUSIVE) && (other->shared & mask)) return SQLITE_BUSY;
    }
    (flags & SQLITE_SHM_EXCLUSIVE ? handle.exclusive : handle.shared) |= mask;
    return SQLITE_OK;
}

void Disk::wipe_memory(File& file) {
    for (auto& region : file.shared_memory) left_to_the_dead_.push_back(std::move(region));
    file.shared_memory.clear();
}

void Disk::unmap(Handle& handle) {
    handle.shared = handle.exclusive = 0;
    handle.file->sharers.erase(&handle);
}

}  // namespace postlab::simulation
