#include "shared/system/log_queue.h"

#include <exception>
#include <utility>

#include "shared/system/thread.h"

namespace postlab {
namespace {

Poco::Message::Priority priority_of(Severity severity) {
    switch (severity) {
        case Severity::error:
            return Poco::Message::PRIO_ERROR;
        case Severity::warning:
            return Poco::Message::PRIO_WARNING;
        case Severity::notice:
            return Poco::Message::PRIO_NOTICE;
        case Severity::information:
            break;
    }
    return Poco::Message::PRIO_INFORMATION;
}

Poco::Message said_lost(std::uint64_t count) {
    return {"postlab", std::to_string(count) + " lines of this log were lost", Poco::Message::PRIO_WARNING};
}

}  // namespace

LogQueue::LogQueue(Poco::AutoPtr<Poco::Channel> to, const std::string& pattern, Severity least)
    : least_(least),
      to_(std::move(to)),
      formatter_(new Poco::PatternFormatter(pattern)),
      joins_(!pattern.empty()),
      thread_(start_thread("log", 0, [this] { work(); })) {}

LogQueue::~LogQueue() {
    {
        const std::lock_guard guard(mutex_);
        ending_ = true;
    }
    arrived_.notify_one();
    thread_.join();
}

void LogQueue::add(Severity severity, std::string line) {
    bool first;
    {
        const std::lock_guard guard(mutex_);
        if (lines_.size() >= most_waiting) {
            ++lost_;
            return;
        }
        first = lines_.empty();
        lines_.emplace_back("postlab", std::move(line), priority_of(severity));
    }
    if (first) arrived_.notify_one();
}

void LogQueue::reopen() {
    const std::lock_guard guard(mutex_);
    reopens_ = true;
}

void LogQueue::work() {
    for (bool ending = false; !ending;) {
        std::vector<Poco::Message> lines;
        std::uint64_t lost = 0;
        bool reopens = false;
        {
            std::unique_lock lock(mutex_);
            arrived_.wait(lock, [this] { return ending_ || !lines_.empty(); });
            arrived_.wait_for(lock, gathering, [this] { return ending_; });
            ending = ending_;
            lines.swap(lines_);
            lost = std::exchange(lost_, 0);
            reopens = std::exchange(reopens_, false);
        }
        if (lost > 0) lines.push_back(said_lost(lost));
        try {
            if (reopens) to_->close();
            write(lines);
        } catch (const std::exception&) {  // a full disk, for one
            const std::lock_guard guard(mutex_);
            lost_ += lost > 0 ? lost + lines.size() - 1 : lines.size();
        }
    }
}

void LogQueue::write(const std::vector<Poco::Message>& lines) {
    if (lines.empty()) return;
    if (joins_)
        to_->log({"postlab", joined(lines), Poco::Message::PRIO_INFORMATION});
    else
        for (const Poco::Message& line : lines) to_->log(line);
}

std::string LogQueue::joined(const std::vector<Poco::Message>& lines) {
    std::string all;
    for (const Poco::Message& line : lines) {
        if (!all.empty()) all += '\n';
        formatter_->format(line, all);
    }
    return all;
}

}  // namespace postlab
