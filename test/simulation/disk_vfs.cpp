// What SQLite calls, a line each, handed on to the disk.
#include <cerrno>
#include <chrono>
#include <cstring>
#include <new>

#include "test/simulation/disk_handle.h"

namespace postlab::simulation {

struct Disk::Registered {
    sqlite3_vfs vfs{};
    sqlite3_vfs* system = nullptr;  ///< SQLite's own, the default before and behind
};

struct Glue {
    using Process = Disk::Process;
    struct Open : sqlite3_file {
        Disk* disk;
        Disk::Handle handle;
    };
    static Open& of(sqlite3_file* file) { return *static_cast<Open*>(file); }
    static Disk& of(sqlite3_vfs* vfs) { return *static_cast<Disk*>(vfs->pAppData); }
    static std::uint64_t number(sqlite3_int64 value) { return static_cast<std::uint64_t>(value); }

    static int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* flags_out) {
        file->pMethods = nullptr;
        auto* made = new (file) Open{};
        made->disk = &of(vfs);
        const int result = made->disk->open(name ? name : "", flags, &made->handle);
        if (result != SQLITE_OK) {
            made->~Open();
            file->pMethods = nullptr;
            return result;
        }
        made->pMethods = &methods;
        if (flags_out) *flags_out = flags;
        return SQLITE_OK;
    }
    static int remove(sqlite3_vfs* vfs, const char* name, int) { return of(vfs).remove(name); }
    static int access(sqlite3_vfs* vfs, const char* name, int, int* there) {
        const auto& files = of(vfs).files_;
        const auto found = files.find(std::string_view(name));
        *there = found != files.end() && !found->second->now.empty();
        return SQLITE_OK;
    }
    static int full_name(sqlite3_vfs*, const char* name, int octets, char* full) {
        sqlite3_snprintf(octets, full, "%s", name);
        return SQLITE_OK;
    }
    static int randomness(sqlite3_vfs* vfs, int octets, char* into) {
        for (int i = 0; i < octets; ++i) into[i] = static_cast<char>(of(vfs).chance_.any());
        return octets;
    }
    static int sleep(sqlite3_vfs* vfs, int microseconds) {
        of(vfs).clock_ms_ += static_cast<std::uint64_t>(microseconds) / 1000;
        return microseconds;
    }
    static int time(sqlite3_vfs* vfs, sqlite3_int64* milliseconds) {
        *milliseconds = 212'000'000'000'000 + static_cast<sqlite3_int64>(of(vfs).clock_ms_);
        return SQLITE_OK;
    }
    static int last_error(sqlite3_vfs*, int, char*) { return errno; }
    static int set_call(sqlite3_vfs* vfs, const char* name, sqlite3_syscall_ptr call);
    static sqlite3_syscall_ptr get_call(sqlite3_vfs* vfs, const char* name);

    static int close(sqlite3_file* file) {
        Open& open = of(file);
        open.disk->close(open.handle);
        open.~Open();
        return SQLITE_OK;
    }
    static int read(sqlite3_file* file, void* into, int octets, sqlite3_int64 offset) {
        return of(file).disk->read(of(file).handle, static_cast<char*>(into), number(octets), number(offset));
    }
    static int write(sqlite3_file* file, const void* from, int octets, sqlite3_int64 offset) {
        return of(file).disk->write(of(file).handle, {static_cast<const char*>(from), number(octets)}, number(offset));
    }
    static int truncate(sqlite3_file* file, sqlite3_int64 octets) {
        return of(file).disk->truncate(of(file).handle, number(octets));
    }
    static int sync(sqlite3_file* file, int) { return of(file).disk->sync(of(file).handle); }
    static int size(sqlite3_file* file, sqlite3_int64* octets) {
        *octets = static_cast<sqlite3_int64>(of(file).handle.file->now.size());
        return SQLITE_OK;
    }
    static int lock(sqlite3_file* file, int level) { return of(file).disk->lock(of(file).handle, level); }
    static int unlock(sqlite3_file* file, int level) { return of(file).disk->unlock(of(file).handle, level); }
    static int reserved(sqlite3_file* file, int* held) {
        const auto& there = *of(file).handle.file;
        *held = there.reserver || there.pending_writer || there.writer;
        return SQLITE_OK;
    }
    static int control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
    static int sector_octets(sqlite3_file*) { return 4096; }
    static int manners(sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }
    static int map(sqlite3_file* file, int region, int octets, int extend, volatile void** memory) {
        return of(file).disk->map(of(file).handle, number(region), number(octets), extend, memory);
    }
    static int lock_memory(sqlite3_file* file, int first, int count, int flags) {
        return of(file).disk->lock_memory(of(file).handle, static_cast<unsigned>(first), static_cast<unsigned>(count),
                                          flags);
    }
    static void barrier(sqlite3_file*) {}
    static int unmap(sqlite3_file* file, int) {
        of(file).disk->unmap(of(file).handle);
        return SQLITE_OK;
    }

    static constexpr sqlite3_io_methods methods{2,           close,   read,     write,   truncate,      sync,    size,
                                                lock,        unlock,  reserved, control, sector_octets, manners, map,
                                                lock_memory, barrier, unmap,    nullptr, nullptr};
};

Disk::Disk(Chance& chance) : chance_(chance), registered_(std::make_unique<Registered>()) {
    registered_->system = sqlite3_vfs_find(nullptr);
    sqlite3_vfs& vfs = registered_->vfs;
    vfs.iVersion = 3;
    vfs.szOsFile = sizeof(Glue::Open);
    vfs.mxPathname = 512;
    vfs.zName = "simulated";
    vfs.pAppData = this;
    vfs.xOpen = Glue::open;
    vfs.xDelete = Glue::remove;
    vfs.xAccess = Glue::access;
    vfs.xFullPathname = Glue::full_name;
    vfs.xRandomness = Glue::randomness;
    vfs.xSleep = Glue::sleep;
    vfs.xGetLastError = Glue::last_error;
    vfs.xCurrentTimeInt64 = Glue::time;
    vfs.xSetSystemCall = Glue::set_call;
    vfs.xGetSystemCall = Glue::get_call;
    sqlite3_vfs_register(&vfs, 1);
    sqlite3_randomness(0, nullptr);  // drawn anew, by chance
}

Disk::~Disk() {
    sqlite3_vfs_unregister(&registered_->vfs);
    sqlite3_vfs_register(registered_->system, 1);
    sqlite3_randomness(0, nullptr);
}

/// The product mends one of the system's calls, wherever SQLite's files are.
int Glue::set_call(sqlite3_vfs* vfs, const char* name, sqlite3_syscall_ptr call) {
    sqlite3_vfs* system = of(vfs).registered_->system;
    return system->xSetSystemCall(system, name, call);
}

sqlite3_syscall_ptr Glue::get_call(sqlite3_vfs* vfs, const char* name) {
    sqlite3_vfs* system = of(vfs).registered_->system;
    return system->xGetSystemCall(system, name);
}

}  // namespace postlab::simulation
