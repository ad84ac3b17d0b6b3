// RETR and TOP: the octets of a message, exactly.
#include <gtest/gtest.h>

#include <random>

#include "pop3d/conversation_for_tests.h"

namespace postlab::pop3d::session_reading_test {

/// What a client makes of a multi-line reply: the first line off, the dots taken out, the last line gone.
/// Written against RFC 1939 3 alone, and not with the product's decoder.
std::string unstuffed(std::string_view reply) {
    std::size_t first = reply.find("\r\n");
    if (!reply.starts_with("+OK") || first == reply.npos) return "no +OK line";
    reply.remove_prefix(first + 2);
    std::string content;
    for (;;) {
        std::size_t end = reply.find("\r\n");
        if (end == reply.npos) return "no line with a dot";
        std::string_view line = reply.substr(0, end);
        reply.remove_prefix(end + 2);
        if (line == ".") return reply.empty() ? content : "something behind the dot";
        if (line.starts_with('.')) line.remove_prefix(1);
        content.append(line).append("\r\n");
    }
}

std::string random_content(std::mt19937& dice, bool whole_lines) {
    static constexpr std::string_view alphabet("..\r\n\n\ra\0\xFF", 9);
    std::string content;
    std::size_t length = dice() % 60;
    while (content.size() < length) {
        if (dice() % 3 == 0) content += "\r\n";
        content += alphabet[dice() % alphabet.size()];
    }
    if (whole_lines) content += "\r\n";
    return content;
}

class Reading : public testing::Test {
protected:
    Reading() { store.add("bob", "secret"); }
    Conversation log_in() { return Conversation(store, "bob", "secret"); }

    store::SlowStore store;
};

TEST_F(Reading, gives_random_content_back_octet_for_octet_with_every_size_of_piece) {
    std::mt19937 dice(1939);
    std::vector<std::string> contents = {"",          "\r\n",       ".\r\n",       "..\r\n",
                                         "\r\n.\r\n", ".\r\n.\r\n", ".hidden\r\n", "a\r\n..\r\n.\r\n"};
    while (contents.size() < 300) contents.push_back(random_content(dice, true));
    for (const std::string& content : contents) store.put("bob", content);
    std::uint64_t sum = 0;
    for (const std::string& content : contents) sum += content.size();

    for (std::size_t piece = 1; piece <= 8; ++piece) {
        store.largest_piece = piece;
        Conversation client = log_in();
        EXPECT_EQ(client.say("STAT"), "+OK 300 " + std::to_string(sum) + "\r\n");
        for (std::size_t i = 0; i < contents.size(); ++i) {
            std::string number = std::to_string(i + 1), octets = std::to_string(contents[i].size());
            std::string reply = client.say("RETR " + number);
            ASSERT_TRUE(reply.starts_with("+OK " + octets + " octets\r\n")) << reply;
            ASSERT_EQ(unstuffed(reply), contents[i]) << "pieces of " << piece;
            ASSERT_EQ(client.say("LIST " + number), "+OK " + number + " " + octets + "\r\n");
        }
    }
}

TEST_F(Reading, ends_a_last_line_that_has_no_end) {
    std::mt19937 dice(1);
    for (int i = 0; i < 200; ++i) {
        std::string content = random_content(dice, false);
        store.put("bob", content);
        if (!content.empty() && !content.ends_with("\r\n")) content += "\r\n";
        Conversation client = log_in();
        ASSERT_EQ(unstuffed(client.say("RETR " + std::to_string(i + 1))), content);
    }
}

TEST_F(Reading, of_the_top_is_a_prefix_of_the_whole_for_every_number_of_lines) {
    std::mt19937 dice(7);
    for (int i = 0; i < 60; ++i) store.put("bob", random_content(dice, true));
    for (std::size_t piece = 1; piece <= 8; ++piece) {
        store.largest_piece = piece;
        Conversation client = log_in();
        for (int i = 1; i <= 60; ++i) {
            std::string whole = unstuffed(client.say("RETR " + std::to_string(i))), before;
            std::size_t body = whole.starts_with("\r\n") ? 2 : whole.find("\r\n\r\n") + 4;
            bool has_body = whole.starts_with("\r\n") || whole.find("\r\n\r\n") != whole.npos;
            for (int k = 0; k < 30; ++k) {
                std::string top = unstuffed(client.say("TOP " + std::to_string(i) + " " + std::to_string(k)));
                ASSERT_TRUE(whole.starts_with(top)) << i << " " << k;
                std::size_t lines = 0, at = has_body ? body : whole.size();
                while (lines < static_cast<std::size_t>(k) && at < whole.size())
                    at = whole.find("\r\n", at) + 2, ++lines;
                ASSERT_EQ(top, whole.substr(0, at)) << "TOP " << i << " " << k;
            }
        }
    }
}

TEST_F(Reading, of_the_top_wants_a_number_of_lines) {
    store.put("bob", "A: 1\r\n\r\none\r\n.two\r\n");
    Conversation client = log_in();
    EXPECT_EQ(client.say("TOP 1 0"), "+OK\r\nA: 1\r\n\r\n.\r\n");
    EXPECT_EQ(client.say("TOP 1 2"), "+OK\r\nA: 1\r\n\r\none\r\n..two\r\n.\r\n");
    EXPECT_EQ(client.say("TOP 1 99999999999999999999999"), "+OK\r\nA: 1\r\n\r\none\r\n..two\r\n.\r\n");
    for (std::string_view lines : {"-1", "x", "1x", "+1"})
        EXPECT_TRUE(client.say("TOP 1 " + std::string(lines)).starts_with("-ERR the number of lines is digits"))
            << lines;
}

TEST_F(Reading, of_a_long_message_reads_no_more_than_the_top) {
    store.put("bob", "A: 1\r\n\r\n" + std::string(10'000'000, 'x') + "\r\n");
    Conversation client = log_in();
    store.reads_before_failure = 1;
    EXPECT_EQ(client.say("TOP 1 0"), "+OK\r\nA: 1\r\n\r\n.\r\n");
}

TEST_F(Reading, that_fails_at_once_is_an_ERR) {
    store.put("bob", "A: 1\r\n\r\none\r\n");
    Conversation client = log_in();
    store.reads_before_failure = 0;
    EXPECT_EQ(client.say("RETR 1"), "-ERR [SYS/TEMP] message 1 cannot be read now\r\n");
    EXPECT_EQ(client.say("STAT"), "+OK 1 13\r\n");
}

TEST_F(Reading, that_fails_in_the_middle_closes_without_the_final_dot) {
    store.put("bob", "A: 1\r\n\r\none\r\ntwo\r\nthree\r\n");
    Conversation client = log_in();
    store.largest_piece = 4;
    store.reads_before_failure = 3;
    EXPECT_EQ(client.send("RETR 1\r\nSTAT\r\n"), "+OK 25 octets\r\nA: 1\r\n\r\none\r");
    EXPECT_TRUE(client.closed());
    EXPECT_EQ(client.how_ended(), "failed");
}

TEST_F(Reading, never_holds_more_than_a_block_beyond_the_mark) {
    std::string content = "A: 1\r\n\r\n";
    while (content.size() < 300'000) content += ".\r\n";
    store.put("bob", content);
    Conversation client = log_in();
    std::string pipelined;
    for (int i = 0; i < 20; ++i) pipelined += "RETR 1\r\n";
    std::string heard = client.send(pipelined);
    EXPECT_LT(client.largest_output(), Session::most_unsent + 64 * 1024 * 4 / 3 + 100);
    std::size_t each = heard.size() / 20;
    EXPECT_EQ(heard.size() % 20, 0u);
    for (std::size_t i = 0; i < 20; ++i) ASSERT_EQ(unstuffed(heard.substr(i * each, each)), content);
}

TEST_F(Reading, waits_for_the_store_before_it_looks_at_the_next_command) {
    store.put("bob", "\r\nx\r\n");
    Conversation client = log_in();
    store.answers_later = true;
    EXPECT_EQ(client.session().receive("RETR 1\r\nSTAT\r\n", Time{}), Session::Next::wait);
    EXPECT_EQ(client.session().take_output(), "");
    ASSERT_TRUE(store.answer_one());
    EXPECT_EQ(client.session().resume(Time{}), Session::Next::read);
    EXPECT_EQ(client.session().take_output(), "+OK 5 octets\r\n\r\nx\r\n.\r\n+OK 1 5\r\n");
}

}  // namespace postlab::pop3d::session_reading_test
