#pragma once
#include <Poco/AutoPtr.h>
#include <Poco/Channel.h>
#include <Poco/Message.h>
#include <Poco/PatternFormatter.h>

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "shared/system/log.h"

namespace postlab {

/// Lines of the log on their way to where they are written, and the thread that takes them there: Poco's AsyncChannel,
/// but several threads may add lines while some are lost, a burst is written at once, and it ends without a delay.
/// Whoever adds a line holds a lock only for as long as that takes, and never while something is written.
class LogQueue {
public:
    static constexpr std::size_t most_waiting = 8192;  ///< lines

    /// `pattern`: of Poco's PatternFormatter; empty: the channel gets each line as it is. A channel that throws has
    /// lost the lines, which are counted; with the next ones it is tried again.
    LogQueue(Poco::AutoPtr<Poco::Channel> to, const std::string& pattern, Severity least);
    ~LogQueue();  ///< writes what waits
    LogQueue(const LogQueue&) = delete;
    LogQueue& operator=(const LogQueue&) = delete;

    bool takes(Severity severity) const { return severity <= least_; }  ///< any thread
    void add(Severity severity, std::string line);                      ///< any thread
    void reopen();  ///< the channel is closed before the next line, which opens it. Any thread.

private:
    /// How long lines gather, so that a burst of them costs one write.
    static constexpr std::chrono::milliseconds gathering{10};

    void work();
    void write(const std::vector<Poco::Message>& lines);
    std::string joined(const std::vector<Poco::Message>& lines);

    const Severity least_;
    Poco::AutoPtr<Poco::Channel> to_;  ///< the thread's, as is ...
    Poco::AutoPtr<Poco::PatternFormatter> formatter_;
    const bool joins_;

    std::mutex mutex_;  ///< guards what follows, but for the thread
    std::condition_variable arrived_;
    std::vector<Poco::Message> lines_;
    std::uint64_t lost_ = 0;  ///< lines that nobody has been told of
    bool reopens_ = false, ending_ = false;
    std::thread thread_;
};

}  // namespace postlab
