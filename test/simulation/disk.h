#pragma once
#include <sqlite3.h>

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "test/simulation/chance.h"

namespace postlab::simulation {

/// SQLite's files in memory, on a disk that can fail, be full, and lose its power. While one exists it is SQLite's
/// default VFS; one at a time. It keeps apart what a file reads as and what is on the medium: a write is on the medium
/// after a sync. At a power cut each write that was not synced stays, is lost, or is torn at sectors of 512 octets.
///
/// Locks and shared memory are those of whole processes, as SQLite's own VFS has them. A process that is killed loses
/// them; what it had written stays. To SQLite a dead process, or all of them at a power cut, looks like a disk that
/// does nothing any more.
class Disk {
public:
    explicit Disk(Chance& chance);
    ~Disk();
    Disk(const Disk&) = delete;
    Disk& operator=(const Disk&) = delete;

    /// What goes wrong: each once in so many calls, 0: never.
    struct Faults {
        std::uint32_t write = 0, sync = 0, truncate = 0, read = 0, open = 0;
        bool full = false;  ///< ... with ENOSPC, else EIO
    } faults;
    /// What a sync had failed for is lost likewise, and a later sync doesn't bring it back, as some kernels have it.
    /// See docs/decisions.md: not every promise is kept on such a disk.
    bool is_forgetful = false;

    using Process = int;
    static constexpr Process nobody = 0;
    /// Files that are opened from here on are this process's, until it is said anew.
    void run_as(Process process) { running_ = process; }
    Process running() const { return running_; }
    /// kill -9.
    void kill(Process process);
    void cut_power();  ///< as with kill() of all; nothing reaches the medium any more
    void restore_power();
    /// Power goes, or the process that writes then, at the call that so many writes, syncs and truncates precede.
    void doom(std::uint64_t calls, bool power) {
        doom_in_ = calls;
        doom_takes_power_ = power;
    }
    bool has_power() const { return has_power_; }
    bool is_dead(Process process) const { return !has_power_ || dead_.contains(process); }

    /// Called in front of what others could see half done: here a scheduler lets another process, or thread, work.
    std::function<void()> interrupt;

    struct Stored {
        std::string now, medium;
        bool operator==(const Stored&) const = default;
    };
    using Image = std::map<std::string, Stored, std::less<>>;
    Image image() const;
    /// Without an open file: what is on the disk from now on.
    void restore(const Image& image);

    std::uint64_t octets() const;  ///< of all files
    std::uint64_t calls() const { return calls_; }
    std::uint64_t open_files() const { return handles_.size(); }
    std::uint64_t digest() const { return digest_; }  ///< of all that has been asked of it
    std::uint64_t faults_met() const { return faults_met_; }

private:
    friend struct Glue;
    struct Handle;
    struct Change {
        std::uint64_t offset;
        std::string octets;
        bool truncates = false;
    };
    using Memory = std::vector<std::unique_ptr<char[]>>;
    struct File {
        std::string now, medium;
        std::vector<Change> pending;  ///< since the last sync
        bool named_on_medium = false;
        Memory shared_memory;
        std::set<Handle*> sharers;  ///< of that memory
        std::set<Handle*> readers;  ///< who hold SHARED or more
        Handle *reserver = nullptr, *pending_writer = nullptr, *writer = nullptr;
    };

    /// Whether a call of this handle is done at all; may end its process, or everybody's.
    bool reaches_disk(const Handle& handle);
    bool fails(std::uint32_t one_in, int error);
    void note(std::string_view call, std::uint64_t number);
    void settle(File& file, bool all);  ///< what is pending gets to the medium: all of it, or what chance lets
    static void apply(const Change& change, std::string& to);
    void lose_power(const std::string& name, File& file);
    void let_go(Handle& handle);
    void wipe_memory(File& file);

    int open(std::string_view name, int flags, Handle* handle);
    int remove(const std::string& name);
    void close(Handle& handle);
    int read(Handle& handle, char* into, std::uint64_t octets, std::uint64_t offset);
    int write(Handle& handle, std::string_view octets, std::uint64_t offset);
    int truncate(Handle& handle, std::uint64_t octets);
    int sync(Handle& handle);
    int lock(Handle& handle, int level);
    int unlock(Handle& handle, int level);
    int map(Handle& handle, std::size_t region, std::size_t octets, bool extend, volatile void** memory);
    int lock_memory(Handle& handle, unsigned first, unsigned count, int flags);
    void unmap(Handle& handle);

    Chance& chance_;
    std::map<std::string, std::shared_ptr<File>, std::less<>> files_;
    Memory left_to_the_dead_;  ///< whose code still runs, until their connections are closed
    Image unlinked_;           ///< whose removal is not on the medium yet
    std::set<Handle*> handles_;
    std::set<Process> dead_;
    Process running_ = nobody;
    bool has_power_ = true, doom_takes_power_ = false;
    std::uint64_t doom_in_ = 0, calls_ = 0, digest_ = 0, faults_met_ = 0;
    std::uint64_t clock_ms_ = 0;  ///< that SQLite sees
    struct Registered;
    std::unique_ptr<Registered> registered_;
};

}  // namespace postlab::simulation
