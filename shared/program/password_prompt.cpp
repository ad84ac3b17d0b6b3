#include "shared/program/password_prompt.h"

#include <signal.h>
#include <termios.h>
#include <unistd.h>

#include <iostream>

#include "shared/text/sayable_error.h"
#include "shared/text/sentences.h"

namespace postlab {

namespace {

termios terminal_before;

/// Also called by the signal that ends the program: a shell would not show again what is typed.
void show_again() { tcsetattr(STDIN_FILENO, TCSANOW, &terminal_before); }

void show_again_and_end(int signal) {
    show_again();
    ::signal(signal, SIG_DFL);
    raise(signal);
}

/// While it lives, a terminal at standard input shows nothing of what is typed. One at a time, while the program has
/// one thread.
class Unseen {
public:
    Unseen() {
        if (!is_terminal_) return;
        for (int signal : {SIGINT, SIGTERM, SIGHUP}) ::signal(signal, show_again_and_end);
        termios without = terminal_before;
        without.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        tcsetattr(STDIN_FILENO, TCSANOW, &without);
    }
    ~Unseen() {
        if (!is_terminal_) return;
        show_again();
        for (int signal : {SIGINT, SIGTERM, SIGHUP}) ::signal(signal, SIG_DFL);
    }
    bool is_terminal() const { return is_terminal_; }

private:
    const bool is_terminal_ = tcgetattr(STDIN_FILENO, &terminal_before) == 0;
};

}  // namespace

std::string password_on_stdin(const std::string& command, const std::string& prompt) {
    const Unseen unseen;
    if (unseen.is_terminal()) std::cerr << prompt << " " << std::flush;
    std::string password;
    const bool read = static_cast<bool>(std::getline(std::cin, password));
    if (unseen.is_terminal()) std::cerr << std::endl;
    if (password.ends_with('\r')) password.pop_back();
    if (!read || password.empty()) throw UsageError("program.password"_sentence, {command});
    return password;
}

}  // namespace postlab
