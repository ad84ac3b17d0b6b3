// smtpload.cpp - an SMTP load generator.
// Keeps --connections open at a time until --total messages have been sent,
// --per-connection messages on each, every reply checked. Speaks LMTP too.
// Each message says in X-Bench how long its body is and what its digest is, so that popload can check it.
#include "bench/load.h"

namespace {

struct Load {
    Options o;
    sockaddr_in to;
    int ep;
    std::string body, wire_body;  // wire_body: dot-stuffed, with the end-of-data mark
    std::string header;           // fixed part of every message's header
    long total, per_connection, recipients, users, started = 0, acked = 0, sessions = 0, open = 0, next_user = 0,
                                                   next_id = 0, first_user;
    bool lmtp;
    size_t message_bytes = 0;
    Errors errors;
    Latencies connect_lat, data_lat, message_lat;

    explicit Load(Options opt)
        : o(std::move(opt)),
          to(address(o.str("host"), o.num("port"))),
          ep(epoll_create1(0)),
          total(o.num("total")),
          per_connection(o.num("per-connection")),
          recipients(o.num("recipients")),
          users(o.num("users")),
          first_user(o.num("first-user")),
          lmtp(o.flag("lmtp")) {
        make_message(size_t(o.num("size")));
    }

    // A text of about `size` octets: lines of 78 octets, one in 16 starting with a dot.
    void make_message(size_t size) {
        long n = 0;
        auto header_bytes = size_t(260);
        while (body.size() + header_bytes < size) {
            size_t room = size - header_bytes - body.size();
            if (room < 3) break;
            std::string l(std::min<size_t>(76, room - 2), char('a' + n % 26));
            if (n++ % 16 == 5) l[0] = '.';
            body += l + "\r\n";
        }
        if (body.empty()) body = "x\r\n";
        for (size_t i = 0; i < body.size();) {
            size_t e = body.find('\n', i) + 1;
            if (body[i] == '.') wire_body += '.';
            wire_body.append(body, i, e - i);
            i = e;
        }
        wire_body += ".\r\n";
        char mark[80];
        std::snprintf(mark, sizeof mark, "X-Bench: %zu %016llx\r\n", body.size(),
                      static_cast<unsigned long long>(digest(body)));
        header = "From: Load <" + o.str("from") + ">\r\nTo: class <class@" + o.str("domain") +
                 ">\r\nSubject: load test message\r\nDate: Sat, 21 Nov 2026 12:00:00 +0000\r\n" + mark;
        message_bytes = header.size() + 60 + body.size();
    }
};

struct Session {
    enum State { Greeting, Ehlo, Mail, Rcpt, Data, Body, Quit };
    Load& l;
    Conn c;
    State state = Greeting;
    long sent = 0, rcpt_left = 0, quota = 0;
    bool pipelining = false;
    double mail_at = 0;

    explicit Session(Load& load) : l(load) {}

    bool start() {
        quota = std::min(l.per_connection, l.total - l.started);
        if (quota <= 0) return false;
        l.started += quota;
        sent = 0;
        state = Greeting;
        pipelining = false;
        if (!c.open(l.ep, l.to, this)) {
            l.errors.add(std::string("connect: ") + std::strerror(errno));
            return false;
        }
        ++l.open;
        return true;
    }
    void end() {
        c.close();
        --l.open;
        ++l.sessions;
        start();
    }
    void fail(const std::string& why) {
        l.errors.add(why);
        end();
    }
    std::string rcpt() {
        return "RCPT TO:<" + numbered(l.o.str("user"), l.first_user + l.next_user++ % l.users) + "@" +
               l.o.str("domain") + ">\r\n";
    }
    void begin_message() {
        if (sent == quota) {
            state = Quit;
            c.out += "QUIT\r\n";
            return;
        }
        mail_at = now();
        state = Mail;
        rcpt_left = l.recipients;
        c.out += "MAIL FROM:<" + l.o.str("from") + ">\r\n";
        if (pipelining) {
            for (long i = 0; i < l.recipients; ++i) c.out += rcpt();
            c.out += "DATA\r\n";
        }
    }
    static const char* name(State s) {
        static const char* n[] = {"greeting", "EHLO", "MAIL", "RCPT", "DATA", "end of data", "QUIT"};
        return n[s];
    }
    // One whole reply has come. Returns false when the session is over (and may have begun anew).
    bool reply(int code, std::string_view text) {
        static const int expected[] = {220, 250, 250, 250, 354, 250, 221};
        if (code != expected[state]) {
            fail(std::string(name(state)) + ": " + std::string(text));
            return false;
        }
        switch (state) {
            case Greeting:
                l.connect_lat.add(now() - c.opened_at);
                state = Ehlo;
                c.out += l.lmtp ? "LHLO load.example\r\n" : "EHLO load.example\r\n";
                break;
            case Ehlo:
                begin_message();
                break;
            case Mail:
                state = Rcpt;
                if (!pipelining) c.out += rcpt();
                break;
            case Rcpt:
                if (--rcpt_left == 0) state = Data;
                if (!pipelining) c.out += rcpt_left ? rcpt() : "DATA\r\n";
                break;
            case Data: {
                state = Body;
                char id[80];
                std::snprintf(id, sizeof id, "Message-ID: <%012ld.%08x@load.example>\r\n\r\n", l.next_id++,
                              unsigned(getpid()));
                c.out += l.header + id;
                c.tail = l.wire_body;
                break;
            }
            case Body:
                if (l.lmtp && ++rcpt_left < l.recipients) break;  // LMTP: one reply for each recipient
                l.data_lat.add(now() - c.sent_at);
                l.message_lat.add(now() - mail_at);
                ++l.acked;
                ++sent;
                begin_message();
                break;
            case Quit:
                end();
                return false;
        }
        return true;
    }
    void event() {
        int fd = c.fd;
        bool alive = c.fill();
        std::string_view line;
        while (c.fd == fd && c.line(line)) {
            if (line.size() < 3) return fail("short reply");
            if (state == Ehlo && line.size() >= 14 && line.substr(4) == "PIPELINING") pipelining = l.o.flag("pipeline");
            if (line.size() > 3 && line[3] == '-') continue;
            if (!reply(std::atoi(std::string(line.substr(0, 3)).c_str()), line)) return;
        }
        if (!c.flush()) return fail(std::string("send: ") + std::strerror(errno));
        if (!alive) fail(std::string("connection lost in ") + name(state));
    }
};

}  // namespace

int main(int argc, char** argv) {
    Load l(Options(argc, argv,
                   {{"host", "127.0.0.1"},
                    {"port", "2525"},
                    {"connections", "32"},
                    {"per-connection", "20"},
                    {"total", "1000"},
                    {"size", "4096"},
                    {"recipients", "1"},
                    {"users", "16"},
                    {"user", "user%d"},
                    {"first-user", "0"},
                    {"domain", "post.example"},
                    {"from", "load@load.example"},
                    {"pipeline", "1"},
                    {"lmtp", "0"},
                    {"print", "0"},
                    {"max-seconds", "60"}}));
    if (l.o.flag("print")) {  // one message as it would be stored, for filling mailboxes directly
        std::fputs(l.header.c_str(), stdout);
        std::fputs("Message-ID: <@SEQ@@load.example>\r\n\r\n", stdout);
        std::fputs(l.body.c_str(), stdout);
        return 0;
    }
    std::vector<Session*> all;
    double t0 = now(), stop = t0 + double(l.o.num("max-seconds"));
    for (long i = 0; i < l.o.num("connections"); ++i) {
        all.push_back(new Session(l));
        if (!all.back()->start()) break;
    }
    epoll_event ev[256];
    while (l.open > 0) {
        int n = epoll_wait(l.ep, ev, 256, 1000);
        for (int i = 0; i < n; ++i) static_cast<Session*>(ev[i].data.ptr)->event();
        if (now() > stop) {
            l.errors.add("time is up");
            std::map<std::string, int> waiting;
            for (auto* x : all)
                if (x->c.fd >= 0)
                    ++waiting[std::string(Session::name(x->state)) + (x->c.pending() ? " (still sending)" : "")];
            for (auto& [n, k] : waiting) std::fprintf(stderr, "  %d sessions waiting in %s\n", k, n.c_str());
            break;
        }
    }
    double t = now() - t0;
    std::printf(
        "messages=%ld recipients=%ld errors=%ld seconds=%.3f msgs_per_s=%.1f deliveries_per_s=%.1f MB_per_s=%.2f "
        "sessions_per_s=%.1f cpu_s=%.2f ",
        l.acked, l.acked * l.recipients, l.errors.count, t, double(l.acked) / t, double(l.acked * l.recipients) / t,
        double(l.acked) * double(l.message_bytes) / t / 1e6, double(l.sessions) / t, cpu_seconds());
    l.connect_lat.print("greeting");
    l.data_lat.print("eod");
    l.message_lat.print("message");
    std::printf("\n");
    return l.errors.count || l.acked != l.total ? 1 : 0;
}
