#pragma once
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "shared/program/settings.h"
#include "shared/system/worker.h"
#include "store/sqlite_store.h"
#include "store/transcript/transcript_recorder.h"
#include "test/simulation/disk.h"
#include "test/simulation/line.h"

namespace postlab::simulation {

/// One process of the program: a store, a recorder, and the sessions at its ports. No thread is in it; what would be
/// done by one is done when it is told to step.
class Daemon {
public:
    /// Starts it; throws what a start throws.
    Daemon(const std::filesystem::path& directory, const Settings& settings, Disk& disk, Disk::Process process);
    /// Whether it was killed or stops by itself: it ends as its process would. No line may be waiting.
    ~Daemon();

    std::unique_ptr<Session> smtp_session(Time now);
    std::unique_ptr<Session> pop3_session(Time now);
    void add(std::unique_ptr<Line> line) { lines_.push_back(std::move(line)); }

    bool step_line(Chance& chance, Time now);
    bool step_worker(Chance& chance);
    bool step_answer();
    /// What is still to be done for who waits; no matter whether it works.
    void finish_questions();
    /// kill -9, or power is gone.
    void die(Time now);
    void shut_down(Time now);
    void remove_lines_that_are_over();

    const std::vector<std::unique_ptr<Line>>& lines() const { return lines_; }
    Disk::Process process() const { return process_; }
    const store::SqliteStore& store() const { return *store_; }
    std::uint64_t events_lost() const { return recorder_->dropped(); }

private:
    const Settings& settings_;
    Disk& disk_;
    const Disk::Process process_;
    Hands hands_;
    std::deque<std::function<void()>> answers_;  ///< posted to the sessions' thread
    std::optional<store::SqliteStore> store_;
    std::optional<store::TranscriptRecorder> recorder_;
    std::unique_ptr<store::MailStore> mail_;
    std::vector<std::unique_ptr<Line>> lines_;
    std::uint64_t sessions_ = 0;
};

}  // namespace postlab::simulation
