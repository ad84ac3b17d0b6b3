#pragma once
#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "pop3d/session.h"
#include "store/mail_store.h"

namespace postlab::pop3d {

/// What a session had recorded, for tests to look at after the session has ended.
struct Record {
    struct Entry {
        Direction direction;
        std::string bytes, verb, reply, state_before, state_after;
    };
    std::vector<Entry> entries;
    std::string ended;

    std::string client_bytes() const {
        std::string bytes;
        for (const Entry& entry : entries)
            if (entry.direction == Direction::client) bytes += entry.bytes;
        return bytes;
    }
};

/// A test's client of one session: sends, and hears all that comes of it. Every store used here answers at once.
class Conversation {
public:
    explicit Conversation(store::MailStore& store, const Settings& settings = {},
                          std::string timestamp = "<1896.697170952@dbc.mtview.ca.us>")
        : settings_(settings),
          record_(std::make_shared<Record>()),
          session_(std::make_unique<Session>(settings_, store, std::make_unique<Notes>(record_), timestamp)) {
        greeting_ = follow(session_->open(Time{}));
    }
    /// Logged in already.
    Conversation(store::MailStore& store, std::string_view name, std::string_view password,
                 const Settings& settings = {})
        : Conversation(store, settings) {
        say("USER " + std::string(name));
        say("PASS " + std::string(password));
    }

    Conversation(const Conversation&) = delete;
    Conversation& operator=(const Conversation&) = delete;

    const std::string& greeting() const { return greeting_; }
    std::string say(std::string_view line) { return send(std::string(line) + "\r\n"); }
    std::string send(std::string_view bytes) { return closed_ ? "" : follow(session_->receive(bytes, Time{})); }
    std::string time_out() { return follow(session_->timed_out(Time{})); }
    std::string end_input() { return follow(session_->end_of_input(Time{})); }
    std::string shut_down() { return follow(session_->shut_down(Time{})); }
    void drop() {
        session_->dropped(Time{});
        session_.reset();
    }

    bool closed() const { return closed_; }  ///< by the server
    const Record& record() const { return *record_; }
    Session& session() { return *session_; }
    /// The most that one take_output() has given.
    std::size_t largest_output() const { return largest_output_; }

private:
    struct Notes : Transcript {
        explicit Notes(std::shared_ptr<Record> kept) : kept(std::move(kept)) {}
        void record(const Event& e) override {
            kept->entries.push_back({e.direction, std::string(e.bytes), std::string(e.verb), std::string(e.reply),
                                     std::string(e.state_before), std::string(e.state_after)});
        }
        void ended(std::string_view how, Time) override { kept->ended = how; }
        std::shared_ptr<Record> kept;
    };

    std::string follow(Session::Next next) {
        std::string heard;
        for (;; next = session_->resume(Time{})) {
            std::string output = session_->take_output();
            largest_output_ = std::max(largest_output_, output.size());
            heard += output;
            if (next != Session::Next::write) break;
        }
        closed_ = next == Session::Next::close;
        return heard;
    }

    Settings settings_;
    std::shared_ptr<Record> record_;
    std::unique_ptr<Session> session_;
    std::string greeting_;
    std::size_t largest_output_ = 0;
    bool closed_ = false;
};

}  // namespace postlab::pop3d
