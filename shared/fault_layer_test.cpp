#include "shared/fault_layer.h"

#include <gtest/gtest.h>

#include <vector>

namespace postlab::fault_layer_test {

using namespace std::chrono_literals;

constexpr Reply goodbye{"stop", "421", "", "closing", "RFC 5321 3.8", "It ends."};

/// Faults that a test arranges one by one.
struct Script : Faults {
    std::optional<Injection> next;
    std::vector<std::string> claims, owners;
    void claimed(std::string_view account) override { claims.emplace_back(account); }
    void known(std::string_view account) override { owners.emplace_back(account); }
    std::optional<Injection> at(std::string_view) override { return std::exchange(next, std::nullopt); }
    std::optional<Injection::Milliseconds> lock_held(Time) override { return 2s; }
};

struct Layer : testing::Test {
    Layer() {
        auto arranged = std::make_unique<Script>();
        script = arranged.get();
        layer.arrange(std::move(arranged));
    }
    const Injection* meet(const Injection& injection) {
        script->next = injection;
        return layer.meet("NOOP");
    }
    Script* script;
    FaultLayer layer;
    std::string output;
};

TEST(FaultLayerWithoutFaults, lets_all_bytes_pass) {
    FaultLayer layer;
    std::string output;
    EXPECT_EQ(layer.meet("NOOP"), nullptr);
    layer.pass("+OK\r\n", output);
    EXPECT_EQ(output, "+OK\r\n");
    EXPECT_FALSE(layer.in_reply() || layer.holds_bytes() || layer.holds_lock({}) || layer.makes_leak());
    EXPECT_EQ(layer.take_description(), "");
}

TEST_F(Layer, tells_the_faults_accounts_in_lower_case) {
    layer.claimed_by("Ann");
    layer.belongs_to("BOB");
    EXPECT_EQ(script->claims, std::vector<std::string>{"ann"});
    EXPECT_EQ(script->owners, std::vector<std::string>{"bob"});
}

TEST_F(Layer, cuts_a_reply_and_the_line) {
    ASSERT_TRUE(meet({.cut_at = 3}));
    layer.pass("+OK\r\n", output);
    EXPECT_EQ(output, "+OK");
    EXPECT_EQ(layer.passed(), "+OK");
    EXPECT_TRUE(layer.cuts_line());
    EXPECT_EQ(layer.take_description(), "cut after 3 octets");
    EXPECT_EQ(layer.take_description(), "") << "it is told once";
}

TEST_F(Layer, cuts_the_line_behind_a_whole_reply) {
    ASSERT_TRUE(meet({.cut_after = true}));
    layer.pass("+OK\r\n", output);
    EXPECT_FALSE(layer.cuts_line());
    EXPECT_EQ(layer.end_reply(), "the line is cut after the reply");
    EXPECT_TRUE(layer.cuts_line());
}

TEST_F(Layer, cuts_the_line_where_the_reply_said_instead_is_a_goodbye) {
    ASSERT_TRUE(meet({.reply = &goodbye}));
    EXPECT_TRUE(layer.cuts_line());
}

TEST_F(Layer, holds_bytes_back_until_their_time_has_come) {
    const Time now{};
    ASSERT_TRUE(meet({.delay = 1500ms}));
    layer.pass("+OK\r\n", output);
    EXPECT_EQ(output, "");
    EXPECT_TRUE(layer.holds_bytes());
    EXPECT_EQ(layer.release(now), "");
    EXPECT_EQ(layer.pause(now + 500ms), 1s);
    EXPECT_EQ(layer.release(now + 1500ms), "+OK\r\n");
    EXPECT_FALSE(layer.holds_bytes());
}

TEST_F(Layer, lets_the_idle_time_run_faster_from_one_command_on) {
    ASSERT_TRUE(meet({.clock = 10}));
    EXPECT_EQ(layer.idle_speed(), 10u);
    EXPECT_EQ(layer.take_description(), "idle time runs 10 times as fast from here");
    ASSERT_TRUE(meet({.clock = 10}));
    EXPECT_EQ(layer.take_description(), "") << "it was told when it began";
    layer.drop_reply(true);
    EXPECT_EQ(layer.take_description(), "idle time ran 10 times as fast");
}

TEST_F(Layer, says_what_it_does_besides) {
    EXPECT_TRUE(layer.holds_lock({}));
    EXPECT_EQ(layer.take_description(), "the lock is held for another 2 s");
    EXPECT_FALSE(layer.makes_leak());
    ASSERT_TRUE(meet({.leaky = true}));
    EXPECT_TRUE(layer.makes_leak());
    EXPECT_EQ(layer.take_description(), "it is told whether there is such a mailbox");
}

}  // namespace postlab::fault_layer_test
