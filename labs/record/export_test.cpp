#include "labs/record/export.h"

#include <Poco/Base64Decoder.h>
#include <Poco/JSON/Parser.h>
#include <gtest/gtest.h>

#include <random>
#include <sstream>

#include "labs/dialogue/memory_wire.h"
#include "shared/program/command_line.h"

namespace postlab::labs::export_test {

using namespace std::chrono_literals;

const Time start = Time(1'700'000'000s + 600us);

Conversation conversation(const std::string& protocol, std::vector<store::KeptEvent> events,
                          const std::string& how = "quit") {
    Conversation made;
    made.about = {7, protocol, "127.0.0.1:4711", start, start + 2s, how, events.size(), events.size(), 0};
    if (!events.empty()) made.about.lost = events.back().seq + 1 - events.size();
    made.events = std::move(events);
    return made;
}

store::KeptEvent event(std::uint32_t seq, Direction direction, std::string bytes, bool content = false,
                       std::uint64_t left_out = 0) {
    return {seq, std::chrono::milliseconds(seq), direction, content, std::move(bytes), left_out, "ready", "ready", "",
            ""};
}

constexpr Direction client = Direction::client, server = Direction::server;

std::string exported(const std::string& form, const Conversation& conversation) {
    std::ostringstream out;
    export_form(form).write(conversation, out, Language::english());
    return out.str();
}

/// What a wire in memory has recorded.
Conversation recorded(const MemoryWire& wire, Protocol protocol) {
    std::vector<store::KeptEvent> events;
    for (const RecordedEvent& r : wire.record().events)
        events.push_back({static_cast<std::uint32_t>(events.size()), 0us, r.direction, r.content, r.bytes, 0,
                          r.state_before, r.state_after, r.verb, r.reply});
    return conversation(protocol == Protocol::smtp ? "smtp" : "pop3", std::move(events), "");
}

/// Octets of one direction: those in the record, and those that a dialogue stands for.
std::string octets(const Conversation& conversation, Direction direction) {
    std::string all;
    for (const store::KeptEvent& e : conversation.events)
        if (e.direction == direction) all += e.bytes;
    return all;
}

std::string octets(const Dialogue& dialogue, Step::Kind kind) {
    std::string all;
    for (const Step& step : dialogue.steps) {
        if (step.kind != kind) continue;
        for (const Piece& piece : step.pieces) {
            EXPECT_EQ(piece.kind, Piece::Kind::literal) << "line " << step.line;
            all += piece.text;
        }
        if (kind == Step::Kind::server) all += "\r\n";
    }
    return all;
}

std::string random_input(std::mt19937& dice, Protocol protocol) {
    static const std::vector<std::string> smtp{"EHLO a\r\n", "MAIL FROM:<>\r\n", "RCPT TO:<alice@post.example>\r\n",
                                               "DATA\r\n",   "\r\n.\r\n",        "NOOP\r\n"};
    static const std::vector<std::string> pop3{"USER alice\r\n", "PASS two words\r\n", "RETR 1\r\n", "RETR 2\r\n",
                                               "LIST\r\n",       "CAPA\r\n",           "NOOP\r\n"};
    static const std::vector<std::string> odd{"{name}",       "...",   "\\", "{",    "\t",       std::string("\0", 1),
                                              "\xff\xfd\x01", "\n",    " ",  "\r\n", "\xc3\xbc", "# a\r\n",
                                              "C: b\r\n",     "..\r\n"};
    const auto& usual = protocol == Protocol::smtp ? smtp : pop3;
    std::string input;
    for (const std::string& line : usual) {
        for (unsigned more = dice() % 3; more > 0; --more) input += odd[dice() % odd.size()];
        if (dice() % 4 != 0) input += "\r\n";
        input += line;
        if (dice() % 4 == 0) input += usual[dice() % usual.size()];
    }
    return input;
}

TEST(ExportAsText, is_a_dialogue_of_the_same_octets_whatever_was_said) {
    std::mt19937 dice(20);
    std::size_t compared = 0;
    for (int i = 0; i < 400; ++i) {
        const Protocol protocol = i % 2 == 0 ? Protocol::smtp : Protocol::pop3;
        MemoryWire wire;
        wire.open(1, protocol);
        wire.send(1, random_input(dice, protocol));
        const Conversation kept = recorded(wire, protocol);
        const std::string text = exported("text", kept);
        const Dialogue dialogue = parse_dialogue(text, "export", protocol);
        ASSERT_EQ(octets(dialogue, Step::Kind::client), octets(kept, client)) << text;
        const std::string said = octets(kept, server);
        if (!said.ends_with("\r\n")) continue;  // the last answer to a telnet is still without its line
        ASSERT_EQ(octets(dialogue, Step::Kind::server), said) << text;
        compared += said.size();
    }
    EXPECT_GT(compared, 100'000u);
}

TEST(ExportAsText, looks_like_a_dialogue) {
    setenv("TZ", "UTC", 1);
    tzset();
    EXPECT_EQ(exported("text", conversation("smtp", {event(0, server, "220-a\r\n220 b\r\n"),
                                                     event(1, client, "NOOP {x}\n"), event(2, server, "250 ok...\r\n"),
                                                     event(4, client, "\r\n..dots\r\nGr", true, 11)})),
              "# Conversation 7: smtp with 127.0.0.1:4711, 2023-11-14T22:13:20+00:00, ended by: quit\n"
              "S: 220-a\n"
              "S: 220 b\n"
              "C: NOOP \\x7Bx}\\n\\\n"
              "S: 250 ok\\x2E..\n"
              "# 1 lines or blocks were not recorded\n"
              "C:\n"
              "C: ..dots\n"
              "C: Gr\\\n"
              "# 11 octets of content are not kept\n"
              "! closed\n");
}

TEST(ExportAsText, cut_replies_end_in_dots_and_a_lost_line_in_drop) {
    const std::string text = exported("text", conversation("pop3", {event(0, server, "Gr\xc3\xbc", true, 5)}, "drop"));
    EXPECT_NE(text.find("\nS: Gr\\xC3\\xBC...\n# 5 octets of content are not kept\n! drop\n"), text.npos) << text;
}

TEST(ExportAsJsonLines, has_an_object_for_each_event) {
    const std::string bytes("a\"\\\0\t\x7f<\xc3\xbc>\r\n", 12), not_utf8("\xff\xc3(");
    std::istringstream lines(
        exported("jsonl", conversation("smtp", {event(0, client, bytes), event(1, server, not_utf8, true, 3)})));
    std::vector<Poco::JSON::Object::Ptr> objects;
    for (std::string line; std::getline(lines, line);)
        objects.push_back(Poco::JSON::Parser().parse(line).extract<Poco::JSON::Object::Ptr>());
    ASSERT_EQ(objects.size(), 2u);
    EXPECT_EQ(objects[0]->getValue<std::string>("text"), bytes);
    EXPECT_FALSE(objects[1]->has("text"));
    std::istringstream encoded(objects[1]->getValue<std::string>("bytes"));
    std::ostringstream decoded;
    decoded << Poco::Base64Decoder(encoded).rdbuf();
    EXPECT_EQ(decoded.str(), not_utf8);
    EXPECT_EQ(objects[1]->getValue<int>("session"), 7);
    EXPECT_EQ(objects[1]->getValue<int>("seq"), 1);
    EXPECT_EQ(objects[1]->getValue<std::string>("time"), "2023-11-14T22:13:20.001600Z");
    EXPECT_EQ(objects[1]->getValue<std::string>("direction"), "server");
    EXPECT_EQ(objects[1]->getValue<int>("left_out"), 3);
    EXPECT_EQ(objects[1]->getValue<std::string>("state_after"), "ready");
}

TEST(ExportAsSvg, escapes_and_breaks_and_counts) {
    std::string content;
    for (int i = 0; i < 14; ++i) content += "line\r\n";
    const std::string svg =
        exported("svg", conversation("smtp", {event(0, client, "<&>\x1b" + std::string(70, 'x') + "123456" + "next"),
                                              event(1, client, content, true)}));
    EXPECT_NE(svg.find(">&lt;&amp;&gt;&lt;1B&gt;" + std::string(70, 'x') + "123<"), svg.npos) << svg;
    EXPECT_NE(svg.find(">456next<"), svg.npos) << "nothing that was said is left out: " << svg;
    EXPECT_NE(svg.find(">4 more lines of content<"), svg.npos) << svg;
    EXPECT_EQ(svg.find('\x1b'), svg.npos);
    EXPECT_NE(svg.find("<desc id=\"desc\">C: &lt;&amp;&gt;&lt;1B&gt;"), svg.npos) << "in words, too: " << svg;
}

TEST(ExportAsHtml, tells_why_of_each_reply_and_trusts_no_mail) {
    auto refused = event(0, server, "503 5.5.1 no\r\n");
    refused.reply = "mail.nested";
    const std::string html =
        exported("html", conversation("smtp", {refused, event(1, client, "<script>alert(1)</script>\r\n", true)}));
    EXPECT_NE(html.find("<b>mail.nested</b> · RFC 5321"), html.npos) << html;
    EXPECT_NE(html.find("&lt;script&gt;alert(1)&lt;/script&gt;&lt;CR&gt;&lt;LF&gt;"), html.npos) << html;
    EXPECT_EQ(html.find("<script"), html.npos);
}

TEST(ExportAsHtml, is_of_reasonable_size_whatever_a_letter_is_made_of) {
    std::string empty_lines;
    for (int i = 0; i < 32 * 1024; ++i) empty_lines += "\r\n";
    EXPECT_LT(exported("html", conversation("smtp", {event(0, client, empty_lines, true)})).size(), 1'000'000u);
}

/// What one side of the conversation says in the packets, put together.
std::string stream_from(int port, const std::string& pcap) {
    auto number = [&](std::size_t at, int octets) {
        std::size_t value = 0;
        for (int i = 0; i < octets; ++i)
            value = value << 8 | static_cast<unsigned char>(pcap.at(at + static_cast<std::size_t>(i)));
        return value;
    };
    std::string stream;
    for (std::size_t at = 24; at < pcap.size();) {
        const std::size_t length = number(at + 8, 4), ip = at + 16;
        if (number(ip + 20, 2) != static_cast<std::size_t>(port)) stream += pcap.substr(ip + 40, length - 40);
        at = ip + length;
    }
    return stream;
}

TEST(ExportAsPcap, fills_what_was_not_kept_and_ends_a_letter_where_it_ended) {
    const std::string pcap =
        exported("pcap", conversation("smtp", {event(0, client, "DATA\r\n"), event(1, client, "begun", true, 3000),
                                               event(2, server, "250 OK\r\n"), event(3, client, "QUIT\r\n")}));
    const std::string said = stream_from(25, pcap);
    EXPECT_EQ(said.size(), std::string("DATA\r\nbegunQUIT\r\n").size() + 3000);
    EXPECT_NE(said.find("\r\n(not recorded)\r\n"), said.npos);
    EXPECT_TRUE(said.ends_with("\r\n.\r\nQUIT\r\n")) << said.substr(said.size() - 40);
}

TEST(ExportAsPcap, is_bounded_where_a_record_that_was_tampered_with_names_any_number) {
    const auto most = static_cast<std::uint64_t>(-1);
    const auto pcap = exported("pcap", conversation("smtp", {event(0, client, "begun", true, most)}));
    EXPECT_LT(pcap.size(), 80u << 20);
}

TEST(ExportAsPcap, is_a_file_of_packets_with_right_sequence_numbers_and_checksums) {
    const std::string pcap = exported(
        "pcap",
        conversation("pop3", {event(0, server, "+OK hello\r\n"), event(1, client, "QUIT\r\n", false),
                              event(2, server, std::string(3000, 'x'), true, 100), event(3, server, "+OK\r\n")}));
    auto number = [&](std::size_t at, int octets) {
        std::uint32_t value = 0;
        for (int i = 0; i < octets; ++i) value = value << 8 | static_cast<unsigned char>(pcap.at(at + i));
        return value;
    };
    ASSERT_EQ(pcap.substr(0, 4), "\xA1\xB2\xC3\xD4");
    EXPECT_EQ(number(20, 4), 101u);
    auto sum = [&](std::size_t at, std::size_t octets) {
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < octets; ++i) value += number(at + i, 1) << (i % 2 == 0 ? 8 : 0);
        return value;
    };
    auto folded = [](std::uint32_t value) { return (value & 0xFFFF) + (value >> 16); };
    std::vector<std::uint32_t> server_says;
    std::size_t at = 24;
    while (at < pcap.size()) {
        const std::size_t length = number(at + 8, 4), ip = at + 16;
        EXPECT_EQ(number(ip + 2, 2), length);
        EXPECT_EQ(folded(sum(ip, 20)), 0xFFFFu) << "the checksum of IP";
        const auto tcp_length = static_cast<std::uint32_t>(length - 20);
        EXPECT_EQ(folded(sum(ip + 12, 8) + 6 + tcp_length + sum(ip + 20, tcp_length)), 0xFFFFu) << "of TCP";
        if (number(ip + 20, 2) == 110) server_says.push_back(number(ip + 24, 4));
        at = ip + length;
    }
    EXPECT_EQ(at, pcap.size());
    EXPECT_EQ(server_says, (std::vector<std::uint32_t>{0, 1, 12, 1412, 2812, 3012, 3112, 3117, 3118}));
}

store::KeptEvent hidden(std::uint32_t seq, Direction direction, std::string bytes, Event::Layer layer) {
    auto made = event(seq, direction, std::move(bytes));
    made.layer = layer;
    return made;
}

store::KeptEvent tls_begins(std::uint32_t seq) {
    auto made = event(seq, server, "");
    made.tls = "TLSv1.3 TLS_AES_256_GCM_SHA384";
    return made;
}

TEST(ExportAsPcap, shows_from_where_tls_begins_what_a_sniffer_sees) {
    Conversation kept = conversation("smtp", {event(0, client, "STARTTLS\r\n"), event(1, server, "220 go\r\n"),
                                              tls_begins(2), event(3, client, "NOOP\r\n")});
    EXPECT_EQ(stream_from(25, exported("pcap", kept)), "STARTTLS\r\n") << "without tls.teach";
    kept.wire = {kept.events[0],
                 kept.events[1],
                 hidden(2, client, "\x16hello", Event::Layer::wire),
                 hidden(2, server, "A SECRET", Event::Layer::secret),
                 hidden(2, server, "\x16hello too", Event::Layer::wire),
                 kept.events[2],
                 hidden(3, client, "\x17unreadable", Event::Layer::wire),
                 kept.events[3]};
    const std::string pcap = exported("pcap", kept);
    EXPECT_EQ(stream_from(25, pcap), "STARTTLS\r\n\x16hello\x17unreadable");
    EXPECT_EQ(pcap.find("SECRET"), pcap.npos);
    EXPECT_EQ(key_log(kept), "A SECRET\n");
}

TEST(ExportAsPcap, has_a_port_for_tls_where_nothing_was_said_before) {
    const Conversation kept = conversation("pop3", {tls_begins(0), event(1, server, "+OK\r\n")});
    const std::string pcap = exported("pcap", kept);
    EXPECT_NE(pcap.find("\x03\xE3"), pcap.npos) << "995";
}

TEST(Exports, say_where_tls_begins) {
    const Conversation kept = conversation("smtp", {event(0, client, "STARTTLS\r\n"), event(1, server, "220 go\r\n"),
                                                    tls_begins(2), event(3, client, "NOOP\r\n")});
    for (const char* form : {"text", "svg", "html"})
        EXPECT_NE(exported(form, kept).find("TLSv1.3 TLS_AES_256_GCM_SHA384"), std::string::npos) << form;
    EXPECT_NE(exported("text", kept).find("\n! starttls\nC: NOOP"), std::string::npos) << "it can be played";
    EXPECT_NE(exported("jsonl", kept).find(R"("tls":"TLSv1.3 TLS_AES_256_GCM_SHA384")"), std::string::npos);
}

TEST(Exports, say_what_a_fault_has_done_and_what_a_reply_is_about) {
    auto cut = event(0, server, "+OK 12 oct");
    cut.mailboxes = "ann";
    cut.messages = "3-4 9";
    cut.injected = "cut after 10 octets";
    const Conversation kept = conversation("pop3", {cut}, "fault");
    for (const char* form : {"text", "svg", "html"})
        EXPECT_NE(exported(form, kept).find("injected by a fault: cut after 10 octets"), std::string::npos) << form;
    EXPECT_NE(exported("html", kept).find("messages 3-4 9 in the mailboxes ann"), std::string::npos);
    const std::string line = exported("jsonl", kept);
    EXPECT_NE(line.find(R"("mailboxes":["ann"],"messages":[3,4,9],"injected":"cut after 10 octets"})"), line.npos)
        << line;
}

TEST(Exports, show_a_conversation_of_another_kind_as_it_is) {
    auto put = event(0, server, "L12: 15 messages\r\n");
    put.verb = "START";
    const Conversation kept = conversation("lab", {put});
    EXPECT_NE(exported("text", kept).find("# Conversation 7: lab with"), std::string::npos);
    for (const char* form : {"text", "svg", "html"})
        EXPECT_NE(exported(form, kept).find("L12: 15 messages"), std::string::npos) << form;
    EXPECT_EQ(exported("pcap", kept).size(), 24u) << "there were no packets";
}

TEST(ExportForms, are_known_by_name) {
    EXPECT_EQ(form_names(), "text|jsonl|svg|html|pcap");
    EXPECT_THROW(export_form("pdf"), UsageError);
}

TEST(ExportIn, every_form_that_explains_speaks_the_language_that_was_asked_for) {
    const Conversation one = conversation("smtp", {event(0, client, "NOOP\r\n"), event(1, server, "250 2.0.0 OK\r\n")});
    const auto in_chinese = [&](const char* form) {
        std::ostringstream out;
        export_form(form).write(one, out, Language::of("zh"));
        return out.str();
    };
    EXPECT_TRUE(in_chinese("text").starts_with("# 第 7 次会话：smtp，对方 127.0.0.1:4711，")) << in_chinese("text");
    EXPECT_NE(in_chinese("html").find("<html lang=\"zh\">"), std::string::npos);
    EXPECT_NE(in_chinese("html").find("<td>客户端到服务器</td>"), std::string::npos) << in_chinese("html");
    EXPECT_NE(in_chinese("svg").find(">客户端<"), std::string::npos) << in_chinese("svg");
    for (const char* form : {"jsonl", "pcap"}) EXPECT_EQ(in_chinese(form), exported(form, one)) << form;
}

}  // namespace postlab::labs::export_test
