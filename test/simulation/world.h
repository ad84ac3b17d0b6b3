#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "shared/program/settings.h"
#include "test/simulation/daemon.h"
#include "test/simulation/disk.h"
#include "test/simulation/oracle.h"
#include "test/simulation/pop3_client.h"

namespace postlab::simulation {

/// Where the simulated files have their real shadows (a lock, a key, names), and how the disk looks when a server has
/// just been installed: five accounts and no letter. One for all worlds of a process.
class Ground {
public:
    Ground();
    ~Ground();
    const std::filesystem::path& directory() const { return directory_; }
    const Disk::Image& image() const { return image_; }
    static const std::vector<Account>& accounts();

private:
    std::filesystem::path directory_;
    Disk::Image image_;
};

/// Some hundred conversations, from an installed server to its last audit, all of it decided by a seed: who says what
/// when, what fails, when power goes.
class World {
public:
    /// `forgetful_disk`: Disk::is_forgetful.
    World(const Ground& ground, std::uint64_t seed, bool forgetful_disk = false);
    ~World();

    /// Throws Broken.
    void run();

    struct Counts {
        std::uint64_t sessions = 0, promises = 0, power_cuts = 0, kills = 0, stops = 0, faults = 0, calls = 0,
                      steps = 0;
        void add(const Counts& other);
    };
    Counts counts() const;
    std::uint64_t digest() const { return disk_.digest(); }  ///< the same for the same seed

private:
    void step();
    void step_somewhere();
    void start(std::size_t daemon);
    void new_line();
    std::unique_ptr<Line> smtp_line(Daemon& daemon);
    std::unique_ptr<Line> pop3_line(Daemon& daemon);
    Trouble some_trouble();
    void change_weather();
    void bring_trouble();
    void bury_the_dead();
    void end_daemon(std::size_t daemon, bool killed);
    void interrupt();
    void calm_down();
    void run_dry();
    void check_quiet();
    void check_one_holder();
    void audit();
    void audit_mail();
    void audit_record();
    std::size_t lines() const;

    const Ground& ground_;
    Chance chance_;
    Disk disk_;
    Oracle oracle_;
    Settings settings_;
    std::vector<std::unique_ptr<Daemon>> daemons_;  ///< null: to be started
    bool apart_;                                    ///< smtpd and pop3d, or serve
    std::uint64_t sessions_left_, most_lines_;
    Disk::Process processes_ = Disk::nobody;
    Time now_{};
    unsigned depth_ = 0;  ///< of interruptions
    bool stormy_ = false;
    struct Visit {
        std::string mailbox;
        bool in_company = false;
        bool over = false;
    };
    std::vector<std::shared_ptr<Visit>> visits_;  ///< of POP3 clients, as long as they last
    Counts counts_;
};

}  // namespace postlab::simulation
