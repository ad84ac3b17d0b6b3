// popload.cpp - a POP3 load generator and checker.
// Keeps --connections sessions open at a time, --sessions in all, on --users users numbered from --first-user
// on. With as many connections as users each connection has a maildrop of its own, so that no session waits for the
// lock of another. Each: USER PASS, then --ops in order (any of stat,list,uidl,retr,dele,retrdele), then QUIT.
//   retr      RETR of every message (or of the first --retr ones)
//   dele      DELE of every message          retrdele  RETR 1, DELE 1, RETR 2, DELE 2 ...
// It checks: every reply is +OK; LIST and UIDL have as many lines as STAT says; UIDLs differ; the octets of
// each RETR (dots unstuffed) equal LIST's; a body that smtpload marked has its length and digest.
#include <unordered_set>

#include "bench/load.h"

namespace {

struct Load {
    Options o;
    sockaddr_in to;
    int ep;
    std::vector<std::string> ops;
    long connections, sessions, users, first_user, retr_limit, expect,
        started = 0, done = 0, open = 0, messages = 0, deleted = 0, checked_bodies = 0, size_mismatches = 0;
    uint64_t bytes = 0;
    bool pipeline;
    Errors errors;
    Latencies greet_lat, login_lat, stat_lat, list_lat, uidl_lat, retr_lat, quit_lat, session_lat;

    explicit Load(Options opt)
        : o(std::move(opt)),
          to(address(o.str("host"), o.num("port"))),
          ep(epoll_create1(0)),
          connections(o.num("connections")),
          sessions(o.num("sessions")),
          users(o.num("users")),
          first_user(o.num("first-user")),
          retr_limit(o.num("retr")),
          expect(o.num("expect")),
          pipeline(o.flag("pipeline")) {
        std::string all = o.str("ops");
        for (size_t i = 0; i < all.size();) {
            size_t e = std::min(all.find(',', i), all.size());
            if (e > i) ops.push_back(all.substr(i, e - i));
            i = e + 1;
        }
    }
};

struct Session {
    enum Step { Greeting, User, Pass, Stat, List, Uidl, Retr, Dele, Quit };
    struct Expected {
        Step step;
        long message;
    };
    Load& l;
    Conn c;
    std::vector<Expected> queue;  // commands whose replies are still to come
    size_t head = 0;
    size_t op = 0;
    long next = 1, count = -1;  // next message of the running op; STAT's count
    bool in_body = false;       // within a multi-line reply
    long lines = 0;
    uint64_t octets = 0;
    std::vector<uint64_t> sizes;
    std::unordered_set<std::string> uids;
    std::string body;
    uint64_t want_digest = 0;
    size_t want_length = 0;
    bool marked = false, in_header = true;
    double at = 0;
    std::string user;

    long place;     // among the connections
    long turn = 0;  // sessions that it has begun

    Session(Load& load, long at_place) : l(load), place(at_place) {}

    bool start() {
        if (l.started >= l.sessions) return false;
        ++l.started;
        user = numbered(l.o.str("user"), l.first_user + (place + l.connections * turn++) % l.users);
        queue.assign(1, {Greeting, 0});
        head = op = 0;
        next = 1;
        count = -1;
        in_body = false;
        sizes.clear();
        uids.clear();
        if (!c.open(l.ep, l.to, this)) {
            l.errors.add(std::string("connect: ") + std::strerror(errno));
            return false;
        }
        ++l.open;
        at = c.opened_at;
        return true;
    }
    void end() {
        c.close();
        --l.open;
        ++l.done;
        start();
    }
    void fail(const std::string& why) {
        l.errors.add(user + ": " + why);
        end();
    }
    void send(Step s, const std::string& command, long message = 0) {
        if (head == queue.size()) queue.clear(), head = 0, at = now();
        queue.push_back({s, message});
        c.out += command + "\r\n";
    }
    // Sends the next command (or, when pipelining, the running op's next ones).
    void proceed() {
        while (head == queue.size() || (l.pipeline && queue.size() - head < 64)) {
            bool idle = head == queue.size();
            if (op == l.ops.size()) {
                if (!idle) return;
                return send(Quit, "QUIT");
            }
            const std::string& o = l.ops[op];
            if (o == "stat" || o == "list" || o == "uidl") {
                if (!idle) return;
                ++op;
                if (o == "stat") return send(Stat, "STAT");
                if (o == "list") return send(List, "LIST");
                return send(Uidl, "UIDL");
            }
            long last = count < 0 ? 0 : l.retr_limit ? std::min(count, l.retr_limit) : count;
            bool both = o == "retrdele";
            if (both) last *= 2;
            if (next > last) {
                if (!idle) return;
                next = 1;
                ++op;
                continue;
            }
            long k = next++, n = both ? (k + 1) / 2 : k;
            if (o == "dele" || (both && k % 2 == 0))
                send(Dele, "DELE " + std::to_string(n), n);
            else
                send(Retr, "RETR " + std::to_string(n), n);
        }
    }
    static const char* name(Step s) {
        static const char* n[] = {"greeting", "USER", "PASS", "STAT", "LIST", "UIDL", "RETR", "DELE", "QUIT"};
        return n[s];
    }
    // The reply to the oldest outstanding command is complete.
    bool complete() {
        Expected e = queue[head++];
        double t = now(), lat = t - at;
        at = t;
        in_body = false;
        switch (e.step) {
            case Greeting:
                l.greet_lat.add(lat);
                send(User, "USER " + user);
                return true;
            case User:
                send(Pass, "PASS " + l.o.str("password"));
                return true;
            case Pass:
                l.login_lat.add(lat);
                break;
            case Stat:
                l.stat_lat.add(lat);
                break;
            case List:
                l.list_lat.add(lat);
                if (count >= 0 && lines != count)
                    return fail("LIST has " + std::to_string(lines) + " lines, STAT says " + std::to_string(count)),
                           false;
                break;
            case Uidl:
                l.uidl_lat.add(lat);
                if (count >= 0 && (lines != count || long(uids.size()) != count))
                    return fail("UIDL has " + std::to_string(lines) + " lines, " + std::to_string(uids.size()) +
                                " different, STAT says " + std::to_string(count)),
                           false;
                break;
            case Retr:
                l.retr_lat.add(lat);
                ++l.messages;
                l.bytes += octets;
                if (size_t(e.message) <= sizes.size() && sizes[size_t(e.message) - 1] != octets &&
                    ++l.size_mismatches <= 3)
                    std::fprintf(stderr, "size mismatch: %s message %ld: LIST %llu, RETR %llu\n", user.c_str(),
                                 e.message, static_cast<unsigned long long>(sizes[size_t(e.message) - 1]),
                                 static_cast<unsigned long long>(octets));
                if (marked) {
                    ++l.checked_bodies;
                    if (body.size() < want_length ||
                        digest(std::string_view(body).substr(0, want_length)) != want_digest)
                        return fail("message " + std::to_string(e.message) + ": body is not what was sent"), false;
                }
                break;
            case Dele:
                ++l.deleted;
                break;
            case Quit:
                l.quit_lat.add(lat);
                l.session_lat.add(t - c.opened_at);
                end();
                return false;
        }
        proceed();
        return true;
    }
    bool first_line(std::string_view s) {
        Step step = queue[head].step;
        if (s.substr(0, 3) != "+OK") return fail(std::string(name(step)) + ": " + std::string(s)), false;
        if (step == Stat) {
            unsigned long long o = 0;
            if (std::sscanf(std::string(s).c_str(), "+OK %ld %llu", &count, &o) != 2)
                return fail("bad STAT reply"), false;
            if (l.expect >= 0 && count != l.expect)
                return fail("expected " + std::to_string(l.expect) + " messages, STAT says " + std::to_string(count)),
                       false;
        }
        if (step != List && step != Uidl && step != Retr) return complete();
        in_body = true;
        lines = 0;
        octets = 0;
        body.clear();
        marked = false;
        in_header = true;
        if (step == List) sizes.clear();
        return true;
    }
    bool body_line(std::string_view s, size_t raw) {
        Step step = queue[head].step;
        if (s == ".") return complete();
        ++lines;
        if (step == List) {
            auto sp = s.find(' ');
            sizes.push_back(sp == s.npos ? 0 : std::strtoull(std::string(s.substr(sp + 1)).c_str(), nullptr, 10));
        } else if (step == Uidl) {
            auto sp = s.find(' ');
            if (sp != s.npos) uids.emplace(s.substr(sp + 1));
        } else {
            if (!s.empty() && s[0] == '.') s.remove_prefix(1), --raw;
            octets += raw;
            if (!in_header) {
                if (marked) body.append(s).append("\r\n");
            } else if (s.empty()) {
                in_header = false;
            } else if (s.substr(0, 9) == "X-Bench: ") {
                unsigned long long d = 0;
                marked = std::sscanf(std::string(s.substr(9)).c_str(), "%zu %llx", &want_length, &d) == 2;
                want_digest = d;
            }
        }
        return true;
    }
    void event() {
        int fd = c.fd;
        bool alive = c.fill();
        std::string_view line;
        for (size_t before = c.in_pos; c.fd == fd && c.line(line); before = c.in_pos) {
            if (head == queue.size()) return fail("reply without a command: " + std::string(line));
            size_t raw = c.in_pos - before;
            if (!(in_body ? body_line(line, raw) : first_line(line))) return;
        }
        if (!c.flush()) return fail(std::string("send: ") + std::strerror(errno));
        if (!alive) fail(std::string("connection lost in ") + (head < queue.size() ? name(queue[head].step) : "?"));
    }
};

}  // namespace

int main(int argc, char** argv) {
    Load l(Options(argc, argv,
                   {{"host", "127.0.0.1"},
                    {"port", "2110"},
                    {"connections", "1"},
                    {"sessions", "1"},
                    {"users", "1"},
                    {"first-user", "0"},
                    {"user", "user%d"},
                    {"password", "pw"},
                    {"ops", "stat,list,uidl,retr"},
                    {"retr", "0"},
                    {"expect", "-1"},
                    {"pipeline", "0"},
                    {"max-seconds", "120"}}));
    std::vector<Session*> all;
    double t0 = now(), stop = t0 + double(l.o.num("max-seconds"));
    for (long i = 0; i < l.o.num("connections"); ++i) {
        all.push_back(new Session(l, i));
        if (!all.back()->start()) break;
    }
    epoll_event ev[256];
    while (l.open > 0) {
        int n = epoll_wait(l.ep, ev, 256, 1000);
        for (int i = 0; i < n; ++i) static_cast<Session*>(ev[i].data.ptr)->event();
        if (now() > stop) {
            l.errors.add("time is up");
            break;
        }
    }
    double t = now() - t0;
    std::printf(
        "sessions=%ld errors=%ld size_mismatches=%ld messages=%ld deleted=%ld bodies_checked=%ld seconds=%.3f "
        "sessions_per_s=%.1f msgs_per_s=%.1f MB_per_s=%.2f cpu_s=%.2f ",
        l.done, l.errors.count, l.size_mismatches, l.messages, l.deleted, l.checked_bodies, t, double(l.done) / t,
        double(l.messages) / t, double(l.bytes) / t / 1e6, cpu_seconds());
    l.greet_lat.print("greeting");
    l.login_lat.print("login");
    l.stat_lat.print("stat");
    l.list_lat.print("list");
    l.uidl_lat.print("uidl");
    l.retr_lat.print("retr");
    l.quit_lat.print("quit");
    l.session_lat.print("session");
    std::printf("\n");
    return l.errors.count || l.size_mismatches ? 1 : 0;
}
