#include "labs/catalogue/transitions.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "labs/dialogue/memory_wire.h"
#include "labs/dialogue/player.h"

namespace postlab::labs::transitions_test {

namespace fs = std::filesystem;

/// A dialogue, and what the sessions' record has of it.
struct Played {
    Dialogue dialogue;
    std::vector<RecordedEvent> record;

    bool has(Step::Kind kind) const {
        return std::ranges::any_of(dialogue.steps, [&](const Step& step) { return step.kind == kind; });
    }
    bool has_one_connection() const {
        return std::ranges::all_of(dialogue.steps, [](const Step& step) { return step.connection == 1; });
    }
};

const std::vector<Played>& all_played() {
    static const std::vector<Played> all = [] {
        std::vector<Played> all;
        for (const char* folder : {"smtpd/dialogues", "pop3d/dialogues", "labs/museum/dialogues"})
            for (const auto& entry : fs::directory_iterator(fs::path(POSTLAB_SOURCE_DIR) / folder)) {
                if (entry.path().extension() != ".txt") continue;
                for (Dialogue& dialogue : read_dialogues(entry.path())) {
                    if (std::ranges::find(dialogue.steps, Step::Kind::fault, &Step::kind) != dialogue.steps.end())
                        continue;  // where the server is made to misbehave
                    MemoryWire wire;
                    play(dialogue, wire);
                    all.push_back({std::move(dialogue), wire.record().events});
                }
            }
        return all;
    }();
    return all;
}

std::string described(std::string_view reply, std::string_view from, std::string_view to) {
    return std::string(reply) + ": " + std::string(from) + " to " + std::string(to);
}

bool closes(Protocol protocol, std::string_view reply) {
    return std::ranges::any_of(transitions(protocol), [&](const Transition& transition) {
        return transition.reply && transition.reply->id == reply &&
               (transition.to == closed || transition.to == "UPDATE" || transition.to == "DONE");
    });
}

TEST(Transitions, are_those_that_the_dialogues_show) {
    for (Protocol protocol : all_protocols) {
        std::set<std::string> listed, seen;
        for (const Transition& transition : transitions(protocol))
            if (transition.reply && transition.to != closed)
                listed.insert(described(transition.reply->id, transition.from, transition.to));
        for (const Played& played : all_played())
            for (const RecordedEvent& event : played.record)
                if (event.protocol == name_of(protocol) && !event.reply.empty() &&
                    event.state_before != event.state_after)
                    seen.insert(described(event.reply, event.state_before, event.state_after));
        EXPECT_EQ(listed, seen);
    }
}

TEST(Transitions, end_where_the_server_closes_a_connection_by_itself) {
    for (const Played& played : all_played()) {
        const Step& last = played.dialogue.steps.back();
        const bool by_itself = last.kind == Step::Kind::closed && !played.has(Step::Kind::end) &&
                               !played.has(Step::Kind::wait) && !played.has(Step::Kind::shutdown);
        if (!by_itself || !played.has_one_connection() || played.record.back().content) continue;
        const RecordedEvent& said = played.record.back();
        EXPECT_TRUE(closes(protocol_named(said.protocol), said.reply)) << played.dialogue.name << ": " << said.reply;
    }
}

TEST(Transitions, say_of_no_reply_that_it_is_the_last_when_another_one_follows) {
    for (const Played& played : all_played()) {
        if (!played.has_one_connection() || played.has(Step::Kind::drop) || played.has(Step::Kind::closed)) continue;
        for (std::size_t i = 0; i + 1 < played.record.size(); ++i)
            EXPECT_FALSE(closes(protocol_named(played.record[i].protocol), played.record[i].reply))
                << played.dialogue.name;
    }
}

TEST(Transitions, name_states_that_there_are) {
    for (Protocol protocol : all_protocols) {
        std::set<std::string_view> states(tables(protocol).states.begin(), tables(protocol).states.end());
        for (const PassingState& passing : passing_states(protocol)) states.insert(passing.name);
        for (const Transition& transition : transitions(protocol)) {
            EXPECT_TRUE(transition.from.empty() || states.contains(transition.from)) << transition.from;
            EXPECT_TRUE(transition.to == closed || states.contains(transition.to)) << transition.to;
        }
    }
}

TEST(Transitions, tell_where_a_verb_leads_from_a_state) {
    auto led = [](Protocol protocol, std::string_view verb, std::string_view state) {
        return leads_to(tables(protocol), *std::ranges::find(tables(protocol).verbs, verb, &Verb::name), state);
    };
    EXPECT_EQ(led(Protocol::smtp, "MAIL", "ready"), "mail_given");
    EXPECT_EQ(led(Protocol::smtp, "RCPT", "mail_given"), "rcpt_given");
    EXPECT_EQ(led(Protocol::smtp, "RCPT", "rcpt_given"), "");
    EXPECT_EQ(led(Protocol::smtp, "NOOP", "ready"), "");
    EXPECT_EQ(led(Protocol::smtp, "QUIT", "ready"), closed);
    EXPECT_EQ(led(Protocol::pop3, "PASS", "AUTHORIZATION"), "TRANSACTION");
    EXPECT_EQ(led(Protocol::pop3, "USER", "AUTHORIZATION"), "");
    EXPECT_EQ(led(Protocol::pop3, "QUIT", "AUTHORIZATION"), closed);
    EXPECT_EQ(led(Protocol::pop3, "QUIT", "TRANSACTION"), "UPDATE");
}

TEST(Transitions, know_what_is_legal_where) {
    using Verbs = std::vector<std::string_view>;
    EXPECT_EQ(legal_in(tables(Protocol::pop3), "AUTHORIZATION"),
              (Verbs{"USER", "PASS", "APOP", "AUTH", "STLS", "UTF8", "LANG", "CAPA", "QUIT"}));
    EXPECT_EQ(legal_in(tables(Protocol::pop3), "UPDATE"), Verbs{});
}

}  // namespace postlab::labs::transitions_test
