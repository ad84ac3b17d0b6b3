#pragma once
#include "shared/conversation_for_tests.h"
#include "shared/wire/dot_stuffing.h"
#include "smtpd/session.h"

namespace postlab::smtpd {

/// One client in memory, with alice, bob and postmaster at post.example.
class Conversation : public ConversationForTests<Session> {
public:
    store::SlowStore store;
    ClientOctets* clients = nullptr;  ///< of the sessions to come

    Conversation() : ConversationForTests(store) {
        for (const char* name : {"alice", "bob", "postmaster"}) store.add(name, "secret");
    }
    ~Conversation() { session_.reset(); }  // before the store

    /// Connects; what the server says first.
    std::string connect() {
        session_ = std::make_unique<Session>(settings, store, transcript("smtp"), Peer{"127.0.0.1", "192.0.2.1"},
                                             nullptr, clients);
        return follow(session_->open(now()));
    }
    /// Connects and opens a transaction to alice, up to 354.
    void begin_data(std::string_view line_end = "\r\n") {
        connect();
        for (const char* line :
             {"EHLO client.example", "MAIL FROM:<bob@client.example>", "RCPT TO:<alice@post.example>", "DATA"})
            send(std::string(line).append(line_end));
    }

    const std::vector<store::MemoryStore::Kept>& mail(const std::string& name) {
        return store.mailboxes[name].messages;
    }
    /// What stands behind the trace lines of the newest message.
    std::string newest(const std::string& name) {
        const std::string& content = mail(name).back().content;
        std::string_view date = " 2026 03:04:05 +0000\r\n";
        return content.substr(content.find(date) + date.size());
    }
};

/// The code of each reply, one after the other: "250 250 354".
inline std::string codes(std::string_view said) {
    std::string codes;
    for (std::size_t end; (end = said.find("\r\n")) != said.npos; said.remove_prefix(end + 2))
        if (said[3] == ' ') codes.append(codes.empty() ? "" : " ").append(said.substr(0, 3));
    return codes;
}

/// Content as a client sends it, with its closing dot.
inline std::string stuffed(std::string_view content) {
    DotEncoder encoder;
    std::string wire;
    encoder.append(content, wire);
    encoder.finish(wire);
    return wire;
}

}  // namespace postlab::smtpd
