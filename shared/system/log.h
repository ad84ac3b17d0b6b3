#pragma once
#include <memory>
#include <string>
#include <string_view>

/// What a server tells whoever runs it, a line for each thing that happens. In English, whatever people read here.
namespace postlab {

class LogQueue;

enum class Severity {
    error,       ///< something that was promised, or should be, can't be done: mail could not be written
    warning,     ///< it may come to that: a slow disk, lost lines of a record
    notice,      ///< what somebody may want to act on: start, stop, a failed login
    information  ///< what happens all day: connections, logins, letters, refusals
};

/// Says a line, by the log if there is one, else on standard error behind "postlab: ". Whatever a client may have got
/// into it is made harmless: see harmless_line(). With a log it never waits for a disk: lines queue up, 8192 at most,
/// and of those that find no room the number is said later. Any thread.
void log_line(Severity severity, std::string_view text);

/// One line of text: what a terminal obeys, line ends and octets that are no UTF-8 are spelled out as \x0d, a backslash
/// is doubled, and what is longer than 1000 octets is cut, with dots behind it.
std::string harmless_line(std::string_view text);

/// Where lines go while it lives. A process has one at most, made by its main thread once signals are held back, since
/// it has a thread of its own. Its end writes what still waits.
class Log {
public:
    /// `to`: "stderr", "syslog" (as facility mail, name postlab), or a file, which is appended to. `least`: the least
    /// severe lines that are written. Throws FileError for a file that can't be written.
    Log(const std::string& to, Severity least);
    ~Log();
    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;

    /// The next lines go to the file that has its name now: somebody has given the old one another name, as logrotate
    /// does.
    void reopen();

private:
    const std::string file_;  ///< empty: it is none
    const std::unique_ptr<LogQueue> queue_;
};

}  // namespace postlab
