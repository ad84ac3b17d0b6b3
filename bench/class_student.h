// class_student.h - the students of classload: each types dialogues line by line, at a person's pace. One thread drives
// all of them.
#pragma once
#include <memory>
#include <queue>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "bench/class_watch.h"
#include "bench/load.h"
#include "labs/dialogue/dialogue.h"
#include "shared/feedback.h"

namespace postlab::bench {

struct Student;

// One terminal window of a student.
struct Window {
    Student* student;
    Conn conn;
    bool ended = false;  // the server has closed
};

// What all students share.
struct Class {
    Options o;
    sockaddr_in smtp, pop3, pop2;
    int ep = epoll_create1(0);
    std::mt19937 random{1};
    using Alarm = std::pair<double, Student*>;
    std::priority_queue<Alarm, std::vector<Alarm>, std::greater<>> alarms;
    std::vector<std::unique_ptr<Window>> left;  // windows that events may still point to
    Errors errors;
    Latencies reply, greeting, login, letter, desk;
    long at_work = 0, open = 0, most_open = 0, conversations = 0, lines_said = 0;

    explicit Class(Options options)
        : o(std::move(options)),
          smtp(address(o.str("host"), o.num("smtp"))),
          pop3(address(o.str("host"), o.num("pop3"))),
          pop2(address(o.str("host"), o.num("pop2"))) {}

    double thinking_time() {
        return std::uniform_real_distribution<>(double(o.num("least-ms")), double(o.num("most-ms")))(random) / 1000;
    }
};

struct Student {
    Class& all;
    Watch& watch;
    std::string name;
    std::vector<labs::Dialogue> to_do;
    std::size_t dialogue = 0, step = 0;
    bool thinking = true, pondered = false, asked_desk = false;
    int begun = 0;
    double desk_asked_at = 0;
    labs::Captures captured;
    std::map<int, labs::Protocol> speaks;
    std::map<int, std::unique_ptr<Window>> windows;

    Student(Class& c, Watch& w, std::string id) : all(c), watch(w), name(std::move(id)) {}

    void wake_in(double seconds) {
        thinking = true;
        all.alarms.emplace(now() + seconds, this);
    }
    void alarm() {
        thinking = false;
        pondered = true;
        go_on();
    }
    void fail(const std::string& why) {
        const auto& steps = to_do[dialogue].steps;
        all.errors.add(name + ": " + to_do[dialogue].name +
                       (step < steps.size() ? ":" + std::to_string(steps[step].line) : "") + ": " + why);
        while (!windows.empty()) leave(windows.begin()->first);
        dialogue = to_do.size();
        thinking = true;
        --all.at_work;
    }
    Window& window(int number) {
        auto& found = windows[number];
        if (found) return *found;
        found = std::make_unique<Window>(Window{this, {}, false});
        const auto spoken = speaks.try_emplace(number, to_do[dialogue].protocol).first->second;
        const auto& port = spoken == labs::Protocol::smtp   ? all.smtp
                           : spoken == labs::Protocol::pop3 ? all.pop3
                                                            : all.pop2;
        if (!found->conn.open(all.ep, port, found.get()))
            throw std::runtime_error(std::string("connect: ") + std::strerror(errno));
        found->conn.sent_at = 0;
        pondered = false;  // the greeting is read first
        ++all.conversations;
        all.most_open = std::max(all.most_open, ++all.open);
        return *found;
    }
    void leave(int number) {
        windows.at(number)->conn.close();
        all.left.push_back(std::move(windows.at(number)));
        windows.erase(number);
        --all.open;
    }

    // As far as it goes without waiting.
    void go_on() {
        try {
            while (!thinking && dialogue < to_do.size())
                if (step == to_do[dialogue].steps.size() ? !next_dialogue() : !take_step()) return;
        } catch (const std::exception& error) {
            fail(error.what());
        }
    }
    bool next_dialogue() {
        while (!windows.empty()) leave(windows.begin()->first);
        if (to_do[dialogue].name == "start" && watch.begun(name) == begun) {
            if (desk_asked_at == 0) desk_asked_at = now();
            if (now() > desk_asked_at + 60) throw std::runtime_error("the desk has not answered");
            wake_in(0.005);
            return false;
        }
        if (to_do[dialogue].name == "start") {
            all.desk.add(now() - std::exchange(desk_asked_at, 0));
            ++begun;
        }
        step = 0;
        speaks.clear();
        captured.clear();
        if (++dialogue == to_do.size()) --all.at_work;
        return true;
    }
    // False when something must come first.
    bool take_step() {
        const labs::Step& now_to_do = to_do[dialogue].steps[step];
        switch (now_to_do.kind) {
            case labs::Step::Kind::client:
                if (!say(now_to_do)) return false;
                break;
            case labs::Step::Kind::server:
                if (!hear(now_to_do)) return false;
                break;
            case labs::Step::Kind::closed: {
                Window& w = window(now_to_do.connection);
                if (!w.ended) return false;
                std::string_view more;
                if (w.conn.line(more)) throw std::runtime_error("unexpected: " + std::string(more));
                leave(now_to_do.connection);
                break;
            }
            case labs::Step::Kind::drop:
                leave(now_to_do.connection);
                break;
            case labs::Step::Kind::connect:
                speaks[now_to_do.connection] = labs::protocol_named(now_to_do.argument);
                break;
            default:
                throw std::runtime_error("this load can't do that");
        }
        ++step;
        return true;
    }
    bool say(const labs::Step& line) {
        Window& w = window(line.connection);
        if (!std::exchange(pondered, false)) {
            wake_in(all.thinking_time());
            return false;
        }
        w.conn.out += labs::bytes_to_send(line, captured);
        ++all.lines_said;
        if (!w.conn.flush()) throw std::runtime_error(std::string("send: ") + std::strerror(errno));
        w.conn.sent_at = now();
        return true;
    }
    bool hear(const labs::Step& line) {
        Window& w = window(line.connection);
        std::string_view said;
        if (!w.conn.line(said)) {
            if (w.ended) throw std::runtime_error("the server has closed");
            return false;
        }
        if (!labs::matches(line, without_feedback(std::string(said)), captured))
            throw std::runtime_error("expected " + labs::as_written(line) + ", not " + std::string(said));
        const auto& steps = to_do[dialogue].steps;
        if (step + 1 == steps.size() || steps[step + 1].kind != labs::Step::Kind::server) note_reply(w);
        return true;
    }
    // A whole reply is here.
    void note_reply(const Window& w) {
        const double took = now() - (w.conn.sent_at > 0 ? w.conn.sent_at : w.conn.opened_at);
        all.reply.add(took);
        if (w.conn.sent_at == 0) return all.greeting.add(took);
        const auto& steps = to_do[dialogue].steps;
        std::size_t asked = step;
        while (steps[asked].kind == labs::Step::Kind::server) --asked;
        const std::string line = labs::bytes_to_send(steps[asked], captured);
        if (line.starts_with("PASS ")) all.login.add(took);
        if (line == ".\r\n") all.letter.add(took);
    }
};

}  // namespace postlab::bench
