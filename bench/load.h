// load.h - what the load generators share: options, a clock, latency
// statistics, and a non-blocking line-oriented connection on epoll.
// One thread drives all connections, so a generator never needs more than one core.
#pragma once
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>
#include <string_view>
#include <vector>

inline double now() {
    using namespace std::chrono;
    return duration<double>(steady_clock::now().time_since_epoch()).count();
}

// --name value pairs; every option has a default, unknown names stop the program.
struct Options {
    std::map<std::string, std::string> v;
    Options(int argc, char** argv, std::map<std::string, std::string> defaults) : v(std::move(defaults)) {
        for (int i = 1; i < argc; i += 2) {
            std::string k = argv[i];
            if (k.rfind("--", 0) != 0 || i + 1 >= argc || !v.count(k.substr(2))) {
                std::fprintf(stderr, "options (with defaults):\n");
                for (auto& [n, d] : v) std::fprintf(stderr, "  --%s %s\n", n.c_str(), d.c_str());
                std::exit(2);
            }
            v[k.substr(2)] = argv[i + 1];
        }
    }
    long num(const char* k) const { return std::atol(v.at(k).c_str()); }
    const std::string& str(const char* k) const { return v.at(k); }
    bool flag(const char* k) const { return v.at(k) == "1" || v.at(k) == "yes"; }
};

struct Latencies {
    std::vector<float> ms;
    void add(double seconds) { ms.push_back(float(seconds * 1000)); }
    void print(const char* name) {
        if (ms.empty()) return;
        std::sort(ms.begin(), ms.end());
        auto at = [&](double q) { return ms[size_t(q * double(ms.size() - 1))]; };
        std::printf("%s_p50_ms=%.3f %s_p99_ms=%.3f %s_max_ms=%.3f ", name, at(.5), name, at(.99), name, ms.back());
    }
};

struct Errors {
    long count = 0;
    void add(const std::string& what) {
        if (++count <= 5) std::fprintf(stderr, "error: %s\n", what.c_str());
    }
};

// "user%d" with n put in the place of %d.
inline std::string numbered(const std::string& pattern, long n) {
    auto p = pattern.find("%d");
    return p == std::string::npos ? pattern : pattern.substr(0, p) + std::to_string(n) + pattern.substr(p + 2);
}

// FNV-1a over 8-byte words: a cheap check that a body arrived unchanged.
inline uint64_t digest(std::string_view s) {
    uint64_t h = 1469598103934665603ull;
    size_t i = 0;
    for (; i + 8 <= s.size(); i += 8) {
        uint64_t w;
        std::memcpy(&w, s.data() + i, 8);
        h = (h ^ w) * 1099511628211ull;
    }
    for (; i < s.size(); ++i) h = (h ^ uint8_t(s[i])) * 1099511628211ull;
    return h;
}

inline sockaddr_in address(const std::string& host, long port) {
    sockaddr_in a{};
    a.sin_family = AF_INET;
    a.sin_port = htons(uint16_t(port));
    if (inet_pton(AF_INET, host.c_str(), &a.sin_addr) != 1 || (ntohl(a.sin_addr.s_addr) >> 24) != 127) {
        std::fprintf(stderr, "only loopback addresses are targets\n");
        std::exit(2);
    }
    return a;
}

// One connection. `out` is sent first, then `tail` (a big shared block that is not copied).
struct Conn {
    int fd = -1;
    std::string out, in;
    size_t out_pos = 0, in_pos = 0;
    std::string_view tail;
    double sent_at = 0, opened_at = 0;

    bool open(int ep, const sockaddr_in& to, void* owner) {
        fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (fd < 0) return false;
        int one = 1;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        opened_at = now();
        if (connect(fd, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0 && errno != EINPROGRESS) {
            ::close(fd);
            fd = -1;
            return false;
        }
        epoll_event e{};
        e.events = EPOLLIN | EPOLLOUT | EPOLLET | EPOLLRDHUP;
        e.data.ptr = owner;
        epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e);
        out.clear(), in.clear(), tail = {};
        out_pos = in_pos = 0;
        return true;
    }
    void close() {
        if (fd >= 0) ::close(fd);
        fd = -1;
    }
    bool pending() const { return out_pos < out.size() || !tail.empty(); }
    // Sends what it can; false when the connection is broken.
    bool flush() {
        while (pending()) {
            iovec v[2];
            int n = 0;
            if (out_pos < out.size()) v[n++] = {out.data() + out_pos, out.size() - out_pos};
            if (!tail.empty()) v[n++] = {const_cast<char*>(tail.data()), tail.size()};
            msghdr m{};
            m.msg_iov = v;
            m.msg_iovlen = size_t(n);
            ssize_t w = sendmsg(fd, &m, MSG_NOSIGNAL);
            if (w < 0) return errno == EAGAIN || errno == ENOTCONN;
            size_t from_out = std::min(size_t(w), out.size() - out_pos);
            out_pos += from_out;
            tail.remove_prefix(size_t(w) - from_out);
            if (!pending()) sent_at = now();
        }
        out.clear();
        out_pos = 0;
        return true;
    }
    // Reads everything there is; false at end of stream or error.
    bool fill() {
        if (in_pos == in.size())
            in.clear(), in_pos = 0;
        else if (in_pos > (1 << 16))
            in.erase(0, in_pos), in_pos = 0;
        static thread_local char buf[1 << 18];
        for (;;) {
            ssize_t r = recv(fd, buf, sizeof buf, 0);
            if (r > 0) {
                in.append(buf, size_t(r));
                if (size_t(r) < sizeof buf) return true;
                continue;
            }
            return r < 0 && (errno == EAGAIN || errno == ENOTCONN);
        }
    }
    // The next whole line without its line end; false when there is none yet.
    bool line(std::string_view& l) {
        auto* b = in.data() + in_pos;
        auto* e = static_cast<const char*>(std::memchr(b, '\n', in.size() - in_pos));
        if (!e) return false;
        in_pos += size_t(e - b) + 1;
        l = std::string_view(b, size_t(e - b));
        if (!l.empty() && l.back() == '\r') l.remove_suffix(1);
        return true;
    }
};

inline double cpu_seconds() {
    rusage u{};
    getrusage(RUSAGE_SELF, &u);
    auto s = [](timeval t) { return double(t.tv_sec) + double(t.tv_usec) / 1e6; };
    return s(u.ru_utime) + s(u.ru_stime);
}
