// instructions.cpp - one named piece of work, so many times, on input that never changes: script/instructions counts
// the instructions that it takes, under callgrind, from the call of counted() to its return.
//   instructions WORK TIMES
#include <cstdlib>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <string>

#include "pop3d/session.h"
#include "shared/system/temporary_directory_for_tests.h"
#include "shared/wire/dot_stuffing.h"
#include "shared/wire/line_reader.h"
#include "smtpd/path.h"
#include "smtpd/session.h"
#include "store/mail_tables.h"
#include "store/memory_store.h"
#include "store/schema.h"

namespace {

using namespace postlab;

constexpr Time noon{std::chrono::seconds(1'000'000'000)};

/// 4 KiB of lines, some of them with a dot in front.
std::string letter() {
    std::string text = "From: alice@post.example\r\nTo: bob@post.example\r\nSubject: a letter\r\n\r\n";
    while (text.size() < 4096)
        text += text.size() % 5 ? "The quick brown fox jumps over the lazy dog.\r\n" : ".dot\r\n";
    return text;
}

/// The work, prepared; what is counted is each call of it.
using Work = std::function<void()>;

void demand(bool holds, const char* what) {
    if (!holds) throw std::runtime_error(what);
}

Work lines() {
    auto reader = std::make_shared<LineReader>(512);
    return [reader] {
        std::string_view input =
            "MAIL FROM:<alice@post.example> SIZE=4096\r\nRCPT TO:<bob@post.example>\r\nLIST 17\r\n";
        for (int i = 0; i < 3; ++i) demand(reader->take(input)->plain, "no line");
    };
}

Work typed_lines() {
    auto reader = std::make_shared<LineReader>(512);
    return [reader] {
        std::string_view input = "USRE\b\bER alice\nRETR 1\r\n";
        while (!input.empty()) demand(reader->take(input).has_value(), "no line");
    };
}

Work stuffing() {
    return [text = letter()] {
        DotEncoder encoder;
        std::string wire;
        encoder.append(text, wire);
        encoder.finish(wire);
        demand(wire.size() > text.size(), "no dot was stuffed");
    };
}

Work unstuffing() {
    DotEncoder encoder;
    std::string wire;
    encoder.append(letter(), wire);
    encoder.finish(wire);
    return [wire, text = letter()] {
        DotDecoder decoder(false);
        std::string content;
        std::string_view input = wire;
        demand(decoder.append(input, content) && content == text, "another letter");
    };
}

Work paths() {
    return [] {
        demand(smtpd::parse_mail("FROM:<alice.liddell@post.example> SIZE=4096 BODY=8BITMIME").index() == 0, "MAIL");
        demand(smtpd::parse_rcpt("TO:<\"bob the builder\"@[192.0.2.1]>").index() == 0, "RCPT");
        demand(smtpd::parse_rcpt("TO:<bob@@post.example>").index() == 1, "an error");
    };
}

/// A session and what it needs.
template <class Session>
struct Server {
    template <class... Who>
    explicit Server(Who&&... who) {
        for (const char* name : {"alice", "bob"}) store.add(name, "secret");
        for (int i = 0; i < 20; ++i) store.put("bob", letter());
        session = std::make_unique<Session>(settings, store, nullptr, std::forward<Who>(who)...);
        session->open(noon);
        session->take_output();
    }
    /// The end of what is answered.
    std::string say(const std::string& line) {
        auto next = session->receive(line, noon);
        std::string said = session->take_output();
        while (next == Endpoint::Next::write) {
            next = session->resume(noon);
            said = session->take_output();
        }
        return said;
    }
    Settings settings;
    store::MemoryStore store;
    std::unique_ptr<Session> session;
};

auto pop3() {
    auto server = std::make_shared<Server<pop3d::Session>>("<1@post.example>");
    server->say("USER bob\r\n");
    demand(server->say("PASS secret\r\n").starts_with("+OK"), "no login");
    return server;
}

auto smtp() {
    auto server = std::make_shared<Server<smtpd::Session>>(smtpd::Peer{"192.0.2.1"});
    demand(server->say("EHLO client.example\r\n").starts_with("250"), "no EHLO");
    return server;
}

Work dispatch() {
    return [pop3 = pop3(), smtp = smtp()] {
        demand(pop3->say("NOOP\r\n").starts_with("+OK"), "NOOP");
        demand(pop3->say("STAT\r\n").starts_with("+OK"), "STAT");
        demand(smtp->say("NOOP\r\n").starts_with("250"), "NOOP");
        demand(smtp->say("DATA\r\n").starts_with("503"), "DATA");
    };
}

Work retr() {
    return [pop3 = pop3()] { demand(pop3->say("RETR 7\r\n").ends_with("\r\n.\r\n"), "RETR"); };
}

Work listing() {
    return [pop3 = pop3()] { demand(pop3->say("UIDL\r\n").ends_with("\r\n.\r\n"), "UIDL"); };
}

Work deliver() {
    return [smtp = smtp(), text = letter()] {
        smtp->say("MAIL FROM:<alice@post.example>\r\nRCPT TO:<bob@post.example>\r\nDATA\r\n");
        smtp->store.mailboxes.at("bob").messages.clear();
        demand(smtp->say(text + ".\r\n").starts_with("250"), "no delivery");
    };
}

/// The statements of a delivery to two mailboxes and of its removal, but not SQLite's own work.
Work keep() {
    auto directory = std::make_shared<TemporaryDirectory>();
    auto database =
        std::make_shared<store::Database>(directory->path() / "maildrop.db", store::Database::Checkpoints::none);
    store::bring_up_to_date(*database);
    const std::int64_t mailboxes[] = {store::create_mailbox(*database, "alice", ""),
                                      store::create_mailbox(*database, "bob", "")};
    return [directory, database, both = std::to_array(mailboxes), text = letter()] {
        store::Transaction transaction(*database);
        store::Pieces pieces(nullptr, text);
        const std::int64_t id = store::insert_message(*database, "alice@post.example", pieces, both);
        for (const std::int64_t mailbox : both) store::delete_message(*database, mailbox, id);
    };
}

const std::map<std::string, Work (*)()> works = {
    {"lines", lines},       {"typed-lines", typed_lines},
    {"stuffing", stuffing}, {"unstuffing", unstuffing},
    {"paths", paths},       {"dispatch", dispatch},
    {"retr", retr},         {"listing", listing},
    {"deliver", deliver},   {"keep", keep},
};

}  // namespace

/// What is counted.
extern "C" __attribute__((noinline)) void counted(const Work& work) { work(); }

int main(int count, char** arguments) try {
    const auto found = count == 3 ? works.find(arguments[1]) : works.end();
    if (found == works.end()) {
        for (const auto& [name, _] : works) std::cout << name << "\n";
        return count == 1 ? 0 : 2;
    }
    const Work work = found->second();
    work();  // what is only done once is not counted
    for (long times = std::atol(arguments[2]); times > 0; --times) counted(work);
} catch (const std::exception& error) {
    std::cerr << "instructions: " << error.what() << "\n";
    return 1;
}
