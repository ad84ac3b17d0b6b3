#include "shared/program/password_prompt.h"

#include <unistd.h>

#include <iostream>

#include "shared/program/command_line.h"

namespace postlab {

std::string password_on_stdin(const std::string& command) {
    if (isatty(STDIN_FILENO)) std::cerr << "password (it will be seen): ";
    std::string password;
    if (!std::getline(std::cin, password) || password.empty())
        throw UsageError("the password comes on standard input, in one line: echo secret | postlab " + command);
    if (password.ends_with('\r')) password.pop_back();
    return password;
}

}  // namespace postlab
