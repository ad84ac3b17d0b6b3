#pragma once
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <stdexcept>
#include <string>

#include "store/maildrop_lock.h"

namespace postlab::store {

/// This test program once more, running one test that is disabled otherwise, to be killed while it works.
/// What the child says with tell_parent() comes out of line().
class ChildProcess {
public:
    ChildProcess(const std::string& test, const std::filesystem::path& directory) {
        int ends[2];
        if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
        from_child_ = FileDescriptor(ends[0]);
        const FileDescriptor to_parent(ends[1]);
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, ends[1], said_on);
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
        const std::string filter = "--gtest_filter=" + test, where = variable + ("=" + directory.string());
        std::string program = "/proc/self/exe", disabled = "--gtest_also_run_disabled_tests";
        char* arguments[] = {program.data(), const_cast<char*>(filter.c_str()), disabled.data(), nullptr};
        char* environment[] = {const_cast<char*>(where.c_str()), nullptr};
        const int failed = posix_spawn(&process_, program.c_str(), &actions, nullptr, arguments, environment);
        posix_spawn_file_actions_destroy(&actions);
        if (failed) throw std::runtime_error("no child process");
    }
    ~ChildProcess() { kill_9(); }

    /// What it said next; empty: it has died, and all has been read.
    std::string line() {
        std::string text;
        for (char c; ::read(from_child_.get(), &c, 1) == 1 && c != '\n';) text += c;
        return text;
    }
    /// Returns when it is gone.
    void kill_9() {
        if (process_ > 0) ::kill(process_, SIGKILL);
        wait();
    }
    /// Its exit status when it ended by itself, else -1.
    int wait() {
        int status = -1;
        if (process_ <= 0 || waitpid(process_, &status, 0) != process_) return -1;
        process_ = 0;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

    /// For the child: where the parent wants it to work, and how to speak to it.
    static std::filesystem::path directory() { return getenv(variable) ? getenv(variable) : ""; }
    static void tell_parent(const std::string& text) {
        const std::string line = text + '\n';
        if (::write(said_on, line.data(), line.size()) != static_cast<ssize_t>(line.size())) _exit(3);
    }

private:
    static constexpr int said_on = 9;
    static constexpr const char* variable = "POSTLAB_STORE_TEST_DIRECTORY";
    FileDescriptor from_child_;
    pid_t process_ = 0;
};

}  // namespace postlab::store
