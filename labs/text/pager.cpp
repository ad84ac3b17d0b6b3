#include "labs/text/pager.h"

#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

namespace postlab::labs {

namespace {

constexpr std::size_t usual_rows = 24;

std::size_t rows_of(int terminal) {
    winsize size{};
    return ioctl(terminal, TIOCGWINSZ, &size) == 0 && size.ws_row > 1 ? size.ws_row : usual_rows;
}

bool is_installed(const std::string& program) {
    const char* path = std::getenv("PATH");
    for (std::string_view rest = path ? path : ""; !rest.empty();) {
        const std::size_t end = std::min(rest.find(':'), rest.size());
        if (access((std::string(rest.substr(0, end)) + "/" + program).c_str(), X_OK) == 0) return true;
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return false;
}

std::string chosen_pager() {
    if (const char* chosen = std::getenv("PAGER")) return chosen;
    return is_installed("less") ? "less" : "";
}

/// In the child. What less is told by itself it is told only where its user has said nothing else.
[[noreturn]] void become(const std::string& program, int input) {
    dup2(input, STDIN_FILENO);
    setenv("LESS", "FRX", 0);
    execl("/bin/sh", "sh", "-c", program.c_str(), nullptr);
    std::_Exit(127);
}

}  // namespace

Pager::Pager(int terminal) : program_(chosen_pager()), rows_left_(rows_of(terminal) - 1), out_(terminal) {}

Pager::~Pager() {
    print(held_);
    if (pager_ == 0) return;
    close(out_);
    while (waitpid(pager_, nullptr, 0) < 0 && errno == EINTR) {
    }
    ::signal(SIGINT, SIG_DFL);
}

Pager::int_type Pager::overflow(int_type c) {
    const char character = traits_type::to_char_type(c);
    if (!traits_type::eq_int_type(c, traits_type::eof())) take({&character, 1});
    return traits_type::not_eof(c);
}

std::streamsize Pager::xsputn(const char* text, std::streamsize size) {
    take({text, static_cast<std::size_t>(size)});
    return size;
}

void Pager::take(std::string_view text) {
    held_ += text;
    const auto rows = static_cast<std::size_t>(std::ranges::count(text, '\n'));
    if (pager_ == 0 && rows > rows_left_ && !program_.empty()) begin();
    rows_left_ -= std::min(rows, rows_left_);
    if (pager_ == 0) return;
    print(held_);
    held_.clear();
}

void Pager::begin() {
    int ends[2];
    if (pipe(ends) != 0) return;
    pager_ = fork();
    if (pager_ == 0) {
        close(ends[1]);
        become(program_, ends[0]);
    }
    close(ends[0]);
    if (pager_ < 0) {
        close(ends[1]);
        pager_ = 0;
        return;
    }
    out_ = ends[1];
    ::signal(SIGINT, SIG_IGN);
    ::signal(SIGPIPE, SIG_IGN);
}

void Pager::print(std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = write(out_, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return;  // whoever reads has left
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

}  // namespace postlab::labs
