#pragma once
#include "pop3d/session.h"
#include "shared/conversation_for_tests.h"

namespace postlab::pop3d {

/// One client in memory, greeted already.
class Conversation : public ConversationForTests<Session> {
public:
    explicit Conversation(store::SlowStore& store, const Settings& with = {},
                          const std::string& timestamp = "<1896.697170952@dbc.mtview.ca.us>")
        : ConversationForTests(store) {
        settings = with;
        session_ = std::make_unique<Session>(settings, store, transcript("pop3"), timestamp);
        greeting_ = follow(session_->open(now()));
    }
    /// Logged in already.
    Conversation(store::SlowStore& store, std::string_view name, std::string_view password, const Settings& with = {})
        : Conversation(store, with) {
        say("USER " + std::string(name));
        say("PASS " + std::string(password));
    }

    const std::string& greeting() const { return greeting_; }

private:
    std::string greeting_;
};

}  // namespace postlab::pop3d
