// ref.cpp - what this machine can do just now, to set the servers' figures against: durable 4 KiB writes a second
// (fdatasync, appended; and a new file each, fsync of file and folder), loopback round trips a second (one byte there
// and back between two processes), loopback MB/s in one direction, and MB/s copied in memory, beyond the caches.
#include <fcntl.h>
#include <sys/wait.h>

#include <filesystem>
#include <utility>

#include "bench/load.h"

namespace {

constexpr double span = 0.25;  // seconds for each figure
char block[1 << 18];

[[noreturn]] void give_up(const char* what) {
    std::perror(what);
    std::exit(1);
}

int create(const std::string& path) {
    int file = open(path.c_str(), O_CREAT | O_RDWR | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0 || write(file, block, 4096) != 4096) give_up(path.c_str());
    return file;
}

double appended(const std::string& folder) {
    std::string path = folder + "/ref.tmp";
    int file = create(path);
    double start = now(), n = 0;
    for (; now() - start < span; ++n)
        if (write(file, block, 4096) != 4096 || fdatasync(file) != 0) give_up("write");
    double rate = n / (now() - start);
    close(file);
    std::filesystem::remove(path);
    return rate;
}

double new_files(const std::string& folder) {
    std::string into = folder + "/ref.files";
    std::filesystem::create_directories(into);
    int directory = open(into.c_str(), O_RDONLY | O_CLOEXEC);
    double start = now();
    int n = 0;
    for (; now() - start < span; ++n) {
        int file = create(into + "/" + std::to_string(n));
        if (fsync(file) != 0 || fsync(directory) != 0) give_up("fsync");
        close(file);
    }
    double rate = n / (now() - start);
    close(directory);
    std::filesystem::remove_all(into);
    return rate;
}

// Both ends of a connection over the loopback interface.
std::pair<int, int> connected() {
    sockaddr_in at = address("127.0.0.1", 0);
    auto* generic = reinterpret_cast<sockaddr*>(&at);
    socklen_t size = sizeof at;
    int listener = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    if (bind(listener, generic, size) || listen(listener, 1) || getsockname(listener, generic, &size))
        give_up("listen");
    int near = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(near, generic, size) != 0) give_up("connect");
    int far = accept(listener, nullptr, nullptr);
    close(listener);
    for (int end : {near, far}) setsockopt(end, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return {near, far};
}

// Calls `turn` on one end for a while; another process answers every block it reads, or none.
template <class Turn>
double against_a_process(bool echo, Turn turn) {
    auto [near, far] = connected();
    pid_t child = fork();
    if (child == 0) {
        close(near);
        ssize_t n;
        while ((n = read(far, block, sizeof block)) > 0)
            if (echo && write(far, block, size_t(n)) != n) break;
        _exit(0);
    }
    close(far);
    double start = now(), sum = 0;
    while (now() - start < span) sum += turn(near);
    double rate = sum / (now() - start);
    close(near);
    waitpid(child, nullptr, 0);
    return rate;
}

double round_trip(int end) {
    char byte = 0;
    if (write(end, &byte, 1) != 1 || read(end, &byte, 1) != 1) give_up("round trip");
    return 1;
}

double copied() {
    const std::string from(size_t{64} << 20, 'x');
    std::string to(from.size(), 'y');
    double start = now(), sum = 0;
    for (; now() - start < span; sum += double(from.size()) / 1e6) std::memcpy(to.data(), from.data(), from.size());
    double rate = sum / (now() - start);
    if (to != from) give_up("memcpy");
    return rate;
}

double megabytes(int end) {
    ssize_t n = write(end, block, sizeof block);
    if (n <= 0) give_up("stream");
    return double(n) / 1e6;
}

}  // namespace

int main(int argc, char** argv) {
    std::string folder = argc > 1 ? argv[1] : ".";
    std::printf(
        "fdatasync_per_s=%.0f durable_files_per_s=%.0f roundtrips_per_s=%.0f loopback_MB_per_s=%.0f "
        "memcpy_MB_per_s=%.0f\n",
        appended(folder), new_files(folder), against_a_process(true, round_trip), against_a_process(false, megabytes),
        copied());
}
