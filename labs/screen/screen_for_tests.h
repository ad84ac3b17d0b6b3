#pragma once
#include <gtest/gtest.h>

#include <string>

#include "labs/record/conversation.h"
#include "labs/screen/class/texts_for_tests.h"

/// A conversation as the record would have it, made line by line.
namespace postlab::screen {

struct SaidConversation {
    explicit SaidConversation(const std::string& protocol) { conversation.about.protocol = protocol; }

    store::KeptEvent& say(Direction direction, const std::string& bytes, const std::string& verb = "",
                          const std::string& before = "ready", const std::string& after = "ready",
                          const std::string& reply = "") {
        const auto seq = static_cast<std::uint32_t>(conversation.events.size());
        conversation.events.push_back(
            {seq, std::chrono::seconds(seq), direction, false, bytes, 0, before, after, verb, reply});
        conversation.about.events = conversation.events.size();
        return conversation.events.back();
    }
    store::KeptEvent& client(const std::string& bytes, const std::string& verb, const std::string& state = "ready") {
        return say(Direction::client, bytes, verb, state, state);
    }
    store::KeptEvent& server(const std::string& bytes, const std::string& verb, const std::string& before = "ready",
                             const std::string& after = "ready", const std::string& reply = "") {
        return say(Direction::server, bytes, verb, before, after, reply);
    }
    void letter(const std::string& bytes) { say(Direction::client, bytes, "DATA", "data", "data").content = true; }

    labs::Conversation conversation{{1, "", "127.0.0.1", Time(), {}, "", 0, 0, 0}, {}};
};

}  // namespace postlab::screen
