#include "labs/dialogue/player.h"

#include <algorithm>

#include "labs/dialogue/formula.h"
#include "labs/language/sentences.h"
#include "labs/text/paragraph.h"
#include "shared/feedback.h"
#include "shared/text/text.h"

namespace postlab::labs {

namespace {

using Clock = std::chrono::steady_clock;
using Kind = Step::Kind;

/// Beside a class the server may say more behind its words than any dialogue knows (shared/feedback.h). One that has
/// such words itself expects them.
std::string as_expected(const Step& step, std::string_view line) {
    const std::string written = as_written(step);
    return without_feedback(written) == written ? without_feedback(std::string(line)) : std::string(line);
}

}  // namespace

Player::Complaint Player::play(const Dialogue& dialogue) {
    dialogue_ = &dialogue;
    sent_up_to_ = 0;
    for (at_ = 0; at_ < dialogue.steps.size(); ++at_)
        if (auto complaint = play(dialogue.steps[at_])) return complaint;
    return expect_ == Expect::lines ? nothing_more() : std::nullopt;
}

Player::Complaint Player::play(const Step& step) {
    switch (step.kind) {
        case Kind::client:
            return client(step);
        case Kind::server:
            return expect_ == Expect::lines ? server(step) : reply(step);
        case Kind::closed:
            return closed(step);
        case Kind::drop:
            opened(step.connection);
            drop(step.connection, language_.say("dialogue.drops"_sentence));
            return std::nullopt;
        case Kind::end:
            opened(step.connection);
            wire_.end(step.connection);
            return std::nullopt;
        case Kind::starttls:
            opened(step.connection);
            if (auto why_not = wire_.start_tls(step.connection)) return where(step) + *why_not;
            return std::nullopt;
        case Kind::formula:
            captured_[step.name] = worked_out(step.argument, bytes_to_send(step, captured_));
            return std::nullopt;
        case Kind::connect:
            protocols_[step.connection] = protocol_named(step.argument);
            return std::nullopt;
        default:
            if (auto why_not = wire_.happen(step)) return where(step) + *why_not;
            return std::nullopt;
    }
}

Player::Connection& Player::opened(int number) {
    if (const auto known = open_.find(number); known != open_.end()) return known->second;
    const auto chosen = protocols_.find(number);
    Connection connection{chosen == protocols_.end() ? dialogue_->protocol : chosen->second};
    connection.sent = Clock::now();
    wire_.open(number, connection.protocol);
    return open_.emplace(number, std::move(connection)).first->second;
}

void Player::drop(int number, std::string words) {
    moments_.push_back({Moment::Kind::other, number, std::move(words)});
    wire_.drop(number);
    open_.erase(number);
}

// ---------------------------------------------------------------------------------------- what the client says

Player::Command Player::command_in(std::string_view line) {
    return {upper_case(line.substr(0, line.find_first_of(" \r\n"))), line.find(' ') != line.npos};
}

Player::Complaint Player::client(const Step& step) {
    if (at_ < sent_up_to_) return std::nullopt;
    std::string bytes = bytes_to_send(step, captured_);
    if (pace_ == Pace::whole) bytes += client_lines_behind();
    Connection& connection = opened(step.connection);
    if (expect_ == Expect::replies) note_said(step.connection, connection, bytes);
    connection.sent = Clock::now();
    if (pace_ == Pace::bytes) {
        for (char c : bytes) wire_.send(step.connection, std::string_view(&c, 1));
    } else {
        wire_.send(step.connection, bytes);
    }
    return std::nullopt;
}

/// What may be sent together with the client's line at hand.
std::string Player::client_lines_behind() {
    const std::vector<Step>& steps = dialogue_->steps;
    std::string bytes;
    for (sent_up_to_ = at_ + 1; sent_up_to_ < steps.size(); ++sent_up_to_) {
        const Step& step = steps[sent_up_to_];
        bool talk = step.kind == Kind::client || step.kind == Kind::server;
        if (!talk || step.connection != steps[at_].connection) break;
        if (step.kind == Kind::server) continue;
        if (!sendable(step, captured_)) break;
        bytes += bytes_to_send(step, captured_);
    }
    return bytes;
}

void Player::note_said(int number, Connection& connection, const std::string& line) {
    moments_.push_back({Moment::Kind::said, number, line});
    if (connection.chunk_left > 0) {
        connection.chunk_left -= std::min<std::uint64_t>(connection.chunk_left, line.size());
    } else if (!connection.in_content) {
        connection.unanswered.push_back(command_in(line));
        if (connection.protocol == Protocol::smtp) connection.chunk_left = octets_behind(line);
    } else if (line == ".\r\n") {
        connection.unanswered.push_back({"DATA"});
        connection.in_content = false;
    }
}

std::string Player::ask(int number, const std::string& command) {
    wire_.send(number, command + "\r\n");
    return hear_reply(number, command_in(command)).text;
}

void Player::leave() {
    for (const auto& [number, connection] : open_) {
        if (!connection.in_content && connection.chunk_left == 0) ask(number, "QUIT");
        wire_.drop(number);
    }
    open_.clear();
}

// ---------------------------------------------------------------------------------------- what the server says

Player::Complaint Player::server(const Step& step) {
    Connection& connection = opened(step.connection);
    Heard heard = wire_.hear(step.connection);
    if (step.unfinished) return unfinished(step, heard);
    if (heard.what != Heard::What::line) return failed(step, as_written(step), described(heard));
    connection.unfinished.clear();
    std::string_view line = heard.text;
    bool ended = line.ends_with("\r\n");
    if (ended) line.remove_suffix(2);
    if (ended && matches(step, as_expected(step, line), captured_)) return std::nullopt;
    return failed(step, as_written(step),
                  with_escapes(line) + (ended ? "" : "   " + language_.say("dialogue.no_crlf"_sentence)));
}

Player::Complaint Player::unfinished(const Step& step, const Heard& heard) {
    bool right = heard.what != Heard::What::line && matches(step, heard.text, captured_);
    if (!right) return failed(step, as_written(step), described(heard));
    open_.at(step.connection).unfinished = heard.text;
    return std::nullopt;
}

Player::Complaint Player::reply(const Step& step) {
    Connection& connection = opened(step.connection);
    Command command;
    if (!connection.unanswered.empty()) {
        command = std::move(connection.unanswered.front());
        connection.unanswered.pop_front();
    }
    const WholeReply reply = hear_reply(step.connection, command);
    const auto took = Clock::now() - connection.sent;
    connection.in_content = connection.protocol == Protocol::smtp && reply.text.starts_with("354");
    if (!reply.text.empty())
        moments_.push_back({Moment::Kind::answered, step.connection, reply.text, command.verb, took});
    if (!reply.broke_off.empty()) {
        drop(step.connection, reply.broke_off);
        return failed(step, as_written(step), reply.broke_off);
    }
    const std::string_view first_line = std::string_view(reply.text).substr(0, reply.text.find_first_of("\r\n"));
    if (matches(step, as_expected(step, first_line), captured_)) return std::nullopt;
    return failed(step, as_written(step), with_escapes(first_line));
}

WholeReply Player::hear_reply(int number, const Command& command) {
    Connection& connection = open_.at(number);
    WholeReply reply = hear_whole([&] { return wire_.hear(number); }, connection.protocol, command.verb,
                                  command.with_argument, connection.announced, language_);
    connection.announced = command.verb == "RETR" ? 0 : length_in(reply.text);
    return reply;
}

Player::Complaint Player::closed(const Step& step) {
    const Connection& connection = opened(step.connection);
    const Heard heard = wire_.hear(step.connection);
    const bool right = heard.what == Heard::What::closed && heard.text == connection.unfinished;
    drop(step.connection, language_.say(right ? "dialogue.closes"_sentence : "dialogue.stays"_sentence));
    if (right) return std::nullopt;
    return failed(step, language_.say("dialogue.closed_by_server"_sentence), described(heard));
}

Player::Complaint Player::nothing_more() const {
    for (const auto& [number, connection] : open_) {
        const std::string more = wire_.unheard(number);
        if (more == connection.unfinished) continue;
        auto last = dialogue_->steps.end() - 1;
        while (last != dialogue_->steps.begin() && last->connection != number) --last;
        return failed(*last, language_.say("dialogue.nothing_more"_sentence), with_escapes(more));
    }
    return std::nullopt;
}

// --------------------------------------------------------------------------------------------- what went wrong

std::string Player::described(const Heard& heard) const {
    if (heard.what == Heard::What::line) return with_escapes(heard.text);
    const std::string end =
        language_.say(heard.what == Heard::What::closed ? "dialogue.closed"_sentence : "dialogue.silence"_sentence);
    if (heard.text.empty()) return end;
    return language_.say("dialogue.unfinished"_sentence, {with_escapes(heard.text), end});
}

std::string Player::where(const Step& step) const { return dialogue_->name + ":" + std::to_string(step.line) + ": "; }

Player::Complaint Player::failed(const Step& step, const std::string& expected, const std::string& got) const {
    const std::string heads[] = {language_.say("dialogue.expected"_sentence), language_.say("dialogue.got"_sentence)};
    const std::size_t width = std::max(columns(heads[0]), columns(heads[1]));
    return where(step) + language_.say("dialogue.other"_sentence, {std::to_string(step.connection)}) + "\n    " +
           padded(heads[0], width) + " " + expected + "\n    " + padded(heads[1], width) + " " + got;
}

std::optional<std::string> play(const Dialogue& dialogue, Wire& wire, Pace pace, const Language& language) {
    return Player(wire, pace, language).play(dialogue);
}

}  // namespace postlab::labs
