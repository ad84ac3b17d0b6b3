#pragma once
#include <chrono>
#include <functional>
#include <queue>

#include "shared/dot_stuffing.h"
#include "smtpd/session.h"
#include "store/fake_store.h"

namespace postlab::smtpd {

/// A FakeStore whose answers come only when they are asked for, as a disk's do.
class LateStore : public store::FakeStore {
public:
    bool late = false;

    void find_mailbox(std::string_view name, store::Done<store::Lookup> done) override {
        later([this, name = std::string(name), done] { FakeStore::find_mailbox(name, done); });
    }
    std::unique_ptr<store::Draft> draft() override { return std::make_unique<LateDraft>(*this, FakeStore::draft()); }
    void deliver(store::Envelope envelope, store::Content content, store::Done<store::Delivered> done) override {
        if (auto* draft = static_cast<LateDraft*>(content.draft.get())) content.draft = std::move(draft->kept);
        auto kept = std::make_shared<store::Content>(std::move(content));
        later([this, envelope, kept, done] { FakeStore::deliver(envelope, std::move(*kept), done); });
    }
    /// Gives the oldest answer; false when all have been given.
    bool answer() {
        if (waiting_.empty()) return false;
        auto oldest = std::move(waiting_.front());
        waiting_.pop();
        oldest();
        return true;
    }

private:
    struct LateDraft : store::Draft {
        LateDraft(LateStore& store, std::unique_ptr<store::Draft> kept) : store(store), kept(std::move(kept)) {}
        void append(std::string block, store::Done<bool> done) override {
            store.later([this, block, done] { kept->append(block, done); });
        }
        LateStore& store;
        std::unique_ptr<store::Draft> kept;
    };

    void later(std::function<void()> answer) { late ? waiting_.push(std::move(answer)) : answer(); }

    std::queue<std::function<void()>> waiting_;
};

/// One client in memory, with alice, bob and postmaster at post.example.
struct Conversation {
    using Next = postlab::Session::Next;

    Settings settings;
    LateStore store;
    std::unique_ptr<Session> session;
    Next next = Next::read;
    std::string recorded;  ///< every byte that went into the transcript

    Conversation() {
        for (const char* name : {"alice", "bob", "postmaster"}) store.add(name, "secret");
    }

    /// Connects; what the server says first.
    std::string connect() {
        session = std::make_unique<Session>(settings, store, std::make_unique<Notes>(recorded),
                                            Peer{"127.0.0.1", "192.0.2.1"});
        return follow(session->open(now()));
    }
    /// Connects and opens a transaction to alice, up to 354.
    void begin_data(std::string_view line_end = "\r\n") {
        connect();
        for (const char* line :
             {"EHLO client.example", "MAIL FROM:<bob@client.example>", "RCPT TO:<alice@post.example>", "DATA"})
            send(std::string(line).append(line_end));
    }
    /// Sends the bytes, `cut` at a time; all that the server says to it.
    std::string send(std::string_view bytes, std::size_t cut = std::string_view::npos) {
        std::string said;
        while (!bytes.empty() && next != Next::close) {
            std::string_view piece = bytes.substr(0, cut);
            bytes.remove_prefix(piece.size());
            said += follow(session->receive(piece, now()));
        }
        return said;
    }
    std::string follow(Next first) {
        next = first;
        std::string said = session->take_output();
        while (next == Next::write || (next == Next::wait && store.answer())) {
            next = session->resume(now());
            said += session->take_output();
        }
        return said;
    }

    const std::vector<store::FakeStore::Kept>& mail(const std::string& name) { return store.mailboxes[name].messages; }
    /// What stands behind the trace lines of the newest message.
    std::string newest(const std::string& name) {
        const std::string& content = mail(name).back().content;
        std::string_view date = " 2026 03:04:05 +0000\r\n";
        return content.substr(content.find(date) + date.size());
    }

    struct Notes : Transcript {
        explicit Notes(std::string& recorded) : recorded(recorded) {}
        void record(const Event& event) override { recorded += event.bytes; }
        void ended(std::string_view, Time) override {}
        std::string& recorded;
    };

    static Time now() {
        using namespace std::chrono;
        return sys_days{2026y / January / 2} + 3h + 4min + 5s;
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
