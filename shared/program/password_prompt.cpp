#include "shared/program/password_prompt.h"

#include <termios.h>
#include <unistd.h>

#include <iostream>

#include "shared/program/command_line.h"

namespace postlab {

namespace {

/// While it lives, a terminal at standard input shows nothing of what is typed.
class Unseen {
public:
    Unseen() {
        termios without = before_;
        without.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        if (is_terminal_) tcsetattr(STDIN_FILENO, TCSANOW, &without);
    }
    ~Unseen() {
        if (is_terminal_) tcsetattr(STDIN_FILENO, TCSANOW, &before_);
    }
    bool is_terminal() const { return is_terminal_; }

private:
    termios before_{};
    const bool is_terminal_ = tcgetattr(STDIN_FILENO, &before_) == 0;
};

}  // namespace

std::string password_on_stdin(const std::string& command) {
    const Unseen unseen;
    if (unseen.is_terminal()) std::cerr << "password (it is not shown): " << std::flush;
    std::string password;
    const bool read = static_cast<bool>(std::getline(std::cin, password));
    if (unseen.is_terminal()) std::cerr << std::endl;
    if (!read || password.empty())
        throw UsageError("the password comes on standard input, in one line: echo secret | postlab " + command);
    if (password.ends_with('\r')) password.pop_back();
    return password;
}

}  // namespace postlab
