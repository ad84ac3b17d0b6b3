// memory_pop3.cpp - what the load generator gets from a program that has nothing to do: a POP3 server that says the
// octets of whole replies from memory. It keeps no lock, checks no password and deletes nothing; one thread, one copy
// of each reply.
//   memory_pop3 PORT FOLDER     FOLDER/userN: a line with the number of messages, then the message that they all are
#include <charconv>
#include <fstream>
#include <iterator>
#include <memory>

#include "bench/load.h"

namespace {

struct Maildrop {
    std::string stat = "+OK 0 0\r\n", list = "+OK\r\n.\r\n", uidl = list, retr;
};

std::string stuffed(const std::string& message) {
    std::string wire;
    for (size_t at = 0; at < message.size();) {
        const size_t end = std::min(message.find('\n', at), message.size() - 1) + 1;
        if (message[at] == '.') wire += '.';
        wire.append(message, at, end - at);
        at = end;
    }
    return wire;
}

Maildrop read(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    long count = 0;
    if (!(file >> count)) return {};
    file.ignore();
    const std::string message(std::istreambuf_iterator<char>(file), {}), octets = std::to_string(message.size());
    Maildrop drop{"+OK " + std::to_string(count) + " " + std::to_string(count * long(message.size())) + "\r\n",
                  "+OK\r\n", "+OK\r\n", "+OK " + octets + " octets\r\n" + stuffed(message) + ".\r\n"};
    for (long i = 1; i <= count; ++i) {
        const std::string number = std::to_string(i);
        drop.list += number + " " + octets + "\r\n";
        drop.uidl += number + " " + number + ".memory\r\n";
    }
    drop.list += ".\r\n";
    drop.uidl += ".\r\n";
    return drop;
}

struct Server {
    int ep = epoll_create1(0), listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    std::string folder;
    std::map<std::string, Maildrop> drops;  // by user, once read
};

struct Client {
    Conn conn;
    const Maildrop* drop = nullptr;
    bool leaving = false;

    void obey(Server& server, std::string_view line) {
        const std::string_view verb = line.substr(0, 4);
        if (verb == "USER") {
            const std::string user(line.substr(5));
            auto [found, is_new] = server.drops.try_emplace(user);
            if (is_new) found->second = read(server.folder + "/" + user);
            drop = &found->second;
        }
        leaving = leaving || verb == "QUIT";
        if (verb == "STAT" && drop)
            conn.out += drop->stat;
        else if (verb == "LIST" && drop)
            conn.out += drop->list;
        else if (verb == "UIDL" && drop)
            conn.out += drop->uidl;
        else if (verb == "RETR" && drop)
            conn.out += drop->retr;
        else
            conn.out += "+OK\r\n";
    }
    /// False: the connection is over.
    bool event(Server& server) {
        const bool open = conn.fill();
        std::string_view line;
        while (conn.line(line)) obey(server, line);
        return conn.flush() && open && !(leaving && !conn.pending());
    }
};

void accept_all(Server& server) {
    int fd;
    while ((fd = accept4(server.listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        const int one = 1;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        auto* client = new Client;
        client->conn.fd = fd;
        client->conn.out = "+OK\r\n";
        epoll_event e{};
        e.events = EPOLLIN | EPOLLOUT | EPOLLET;
        e.data.ptr = client;
        epoll_ctl(server.ep, EPOLL_CTL_ADD, fd, &e);
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) return std::fprintf(stderr, "memory_pop3 PORT FOLDER\n"), 2;
    Server server;
    server.folder = argv[2];
    sockaddr_in at = address("127.0.0.1", std::atol(argv[1]));
    const int one = 1;
    setsockopt(server.listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(server.listener, reinterpret_cast<sockaddr*>(&at), sizeof at) != 0 || listen(server.listener, 512) != 0)
        return std::perror("memory_pop3"), 1;
    epoll_event e{};
    e.events = EPOLLIN;
    epoll_ctl(server.ep, EPOLL_CTL_ADD, server.listener, &e);
    epoll_event events[256];
    for (;;) {
        const int ready = epoll_wait(server.ep, events, 256, -1);
        for (int i = 0; i < ready; ++i) {
            auto* client = static_cast<Client*>(events[i].data.ptr);
            if (!client)
                accept_all(server);
            else if (!client->event(server))
                client->conn.close(), delete client;
        }
    }
}
