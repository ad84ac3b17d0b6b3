#pragma once
#include <signal.h>

#include "shared/system/file_descriptor.h"

namespace postlab {

/// The signals that concern a program at a terminal, as something that can be waited for beside other things: what asks
/// it to end (SIGINT, SIGQUIT, SIGTERM, SIGHUP), to stop (SIGTSTP), or says that the window has another size
/// (SIGWINCH). While it lives they do nothing else to the thread that made it, or to those that this thread begins. A
/// signal that was ignored before, as by nohup, stays so. Errors are std::system_error.
class Interrupts {
public:
    Interrupts();
    ~Interrupts();
    Interrupts(const Interrupts&) = delete;
    Interrupts& operator=(const Interrupts&) = delete;

    int descriptor() const { return queue_.get(); }  ///< can be read when one has come
    int next();                                      ///< the oldest that has come, 0: none has
    /// Whether the signal asks for an end.
    static bool ends(int signal);
    /// Ends the process by it, as if it had never been held back.
    [[noreturn]] static void end_by(int signal);

private:
    sigset_t signals_, before_;
    FileDescriptor queue_;
};

}  // namespace postlab
