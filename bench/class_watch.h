// class_watch.h - what the course and the record show while a class is at work, for classload.
#pragma once
#include <atomic>
#include <chrono>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "bench/load.h"
#include "labs/course/class/kept_grades.h"
#include "store/transcript/transcript_file.h"

namespace postlab::bench {

inline double wall_clock() {
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

// What the course and the record show, as soon as they do. Runs on a thread of its own.
class Watch {
public:
    explicit Watch(const std::filesystem::path& data) : data_(data), thread_([this] { run(); }) {}
    ~Watch() { stop(); }

    void stop() {
        stopping_ = true;
        if (thread_.joinable()) thread_.join();
    }
    // How many labs have begun for that student.
    int begun(const std::string& student) {
        const std::lock_guard guard(mutex_);
        return begun_[student];
    }
    Latencies feedback;  // from a session's end to its verdict in course.db; to be read after stop()
    std::string failed;  // likewise

private:
    void run() try {
        store::Database course(data_ / "course.db", store::Database::Checkpoints::none);
        store::Database record(store::transcript_path(data_), store::Database::Checkpoints::none);
        while (!stopping_ && !record.query("SELECT 1 FROM sqlite_master WHERE name = 'conversation'").next())
            std::this_thread::sleep_for(std::chrono::milliseconds(50));  // the first conversation makes the table
        for (std::int64_t seen = -1; !stopping_; std::this_thread::sleep_for(std::chrono::milliseconds(2))) {
            look_for_begun(record);
            const std::int64_t version = changes_seen(course);
            if (version != seen) look_for_verdicts(course);
            seen = version;
        }
    } catch (const std::exception& error) {
        failed = error.what();
    }
    /// A number that is another one when somebody has committed.
    static std::int64_t changes_seen(store::Database& course) {
        store::Query row = course.query("PRAGMA data_version");
        return row.next() ? row.integer(0) : 0;
    }
    void look_for_begun(store::Database& record) {
        store::Query rows = record.query(
            "SELECT id, peer FROM conversation WHERE id > ? AND protocol = 'lab' AND ended IS NOT NULL", last_begun_);
        while (rows.next()) {
            last_begun_ = rows.integer(0);
            const std::lock_guard guard(mutex_);
            ++begun_[std::string(rows.text(1))];
        }
    }
    void look_for_verdicts(store::Database& course) {
        const double seen = wall_clock();
        for (const auto& [key, grade] : course::load_grades(course)) {
            const bool known = judged_[key] == grade.latest.conversation;
            judged_[key] = grade.latest.conversation;
            if (!known) feedback.add(seen - std::chrono::duration<double>(grade.latest.at.time_since_epoch()).count());
        }
    }

    const std::filesystem::path data_;
    std::int64_t last_begun_ = 0;
    std::map<course::GradeBook::Key, std::int64_t> judged_;
    std::mutex mutex_;  // guards the next line
    std::map<std::string, int> begun_;
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

}  // namespace postlab::bench
