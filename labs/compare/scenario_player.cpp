#include "labs/compare/scenario_player.h"

#include <Poco/Exception.h>
#include <Poco/Thread.h>

#include <algorithm>

#include "shared/text.h"

namespace postlab::labs {

namespace {

using Clock = std::chrono::steady_clock;
using Kind = Step::Kind;

constexpr const char* unplayed = "the rest is not played";
constexpr std::chrono::seconds longest_delivery(10);
constexpr long between_looks_ms = 50;
constexpr std::size_t most_letters_looked_at = 20;  // the newest ones

std::string_view first_line(std::string_view text) { return text.substr(0, text.find_first_of("\r\n")); }

std::string verb_of(std::string_view line) {
    std::string verb(line.substr(0, line.find_first_of(" \r\n")));
    for (char& c : verb) c = ascii_upper(c);
    return verb;
}

}  // namespace

std::vector<Moment> ScenarioPlayer::play(const Side& side, Protocol protocol) {
    protocol_ = protocol;
    moments_.clear();
    try {
        if (side.opening.dialogue.empty() || play(side.opening.dialogue)) {
            moments_.clear();
            if (!side.opening.words.empty()) other(1, std::string(side.opening.words));
            play(side.dialogue);
        } else if (moments_.back().text != unplayed) {
            other(1, unplayed);
        }
    } catch (const Poco::Exception& error) {
        other(1, "no connection: " + error.displayText());
    }
    leave();
    return std::move(moments_);
}

bool ScenarioPlayer::await_letter(const Side::Opening& opening) {
    protocol_ = Protocol::pop3;
    for (const Clock::time_point end = Clock::now() + longest_delivery; Clock::now() < end;) {
        bool logged_in = false, found = false;
        try {
            logged_in = play(opening.dialogue);
            found = logged_in && letter(1);
        } catch (const Poco::Exception&) {
            // nobody is there: not logged in
        }
        leave();
        if (found || !logged_in) return found;
        Poco::Thread::sleep(between_looks_ms);
    }
    return false;
}

bool ScenarioPlayer::play(std::string_view text) {
    const Dialogue dialogue = parse_dialogue(text, "scenario", protocol_);
    for (const Step& step : dialogue.steps) {
        if (play(step)) continue;
        if (&step != &dialogue.steps.back()) other(step.connection, unplayed);
        return false;
    }
    return true;
}

bool ScenarioPlayer::play(const Step& step) {
    if (step.kind == Kind::client) return say(step);
    if (step.kind == Kind::server) return hear(step);
    if (step.kind == Kind::closed) return hear_close(step.connection);
    opened(step.connection);
    wire_.drop(step.connection);
    connections_.erase(step.connection);
    other(step.connection, "the line drops");
    return true;
}

bool ScenarioPlayer::say(const Step& step) {
    Connection& connection = opened(step.connection);
    const std::string template_line = bytes_to_send(step, {});
    const auto line = filled_in(template_line, step.connection, false);
    if (!line) {
        other(step.connection, "the letter is not in this maildrop");
        return false;
    }
    moments_.push_back({Moment::Kind::said, step.connection, *filled_in(template_line, step.connection, true)});
    if (connection.in_content) {
        connection.in_content = *line != ".\r\n";
    } else {
        connection.verb = verb_of(*line);
        connection.with_argument = line->find(' ') != line->npos;
    }
    sent_ = Clock::now();
    wire_.send(step.connection, *line);
    return true;
}

bool ScenarioPlayer::hear(const Step& step) {
    Connection& connection = opened(step.connection);
    const WholeReply reply = whole_reply(step.connection);
    const auto took = Clock::now() - sent_;
    const std::string verb = connection.greeted ? connection.verb : "";
    connection.greeted = true;
    connection.in_content = protocol_ == Protocol::smtp && reply.text.starts_with("354");
    if (!reply.text.empty()) moments_.push_back({Moment::Kind::answered, step.connection, reply.text, verb, took});
    if (!reply.broke_off.empty()) {
        other(step.connection, reply.broke_off);
        wire_.drop(step.connection);
        connections_.erase(step.connection);
        return false;
    }
    Captures none;
    return matches(step, first_line(reply.text), none);
}

bool ScenarioPlayer::hear_close(int number) {
    const Heard heard = wire_.hear(number);
    const bool closed = heard.what == Heard::What::closed && heard.text.empty();
    other(number, closed ? "the server closes the connection" : "the server does not close the connection");
    wire_.drop(number);
    connections_.erase(number);
    return closed;
}

void ScenarioPlayer::other(int number, const std::string& words) {
    moments_.push_back({Moment::Kind::other, number, words});
}

ScenarioPlayer::Connection& ScenarioPlayer::opened(int number) {
    if (const auto known = connections_.find(number); known != connections_.end()) return known->second;
    sent_ = Clock::now();
    wire_.open(number, protocol_);
    return connections_[number];
}

/// Says goodbye on each connection that is still open, unless a letter is on its way there.
void ScenarioPlayer::leave() {
    for (const auto& [number, connection] : connections_) {
        if (!connection.in_content) ask(number, "QUIT");
        wire_.drop(number);
    }
    connections_.clear();
}

WholeReply ScenarioPlayer::whole_reply(int number) {
    const Connection& connection = connections_.at(number);
    return hear_whole([&] { return wire_.hear(number); }, protocol_, connection.greeted ? connection.verb : "",
                      connection.with_argument);
}

/// A command of our own between those of the dialogue, and its answer.
std::string ScenarioPlayer::ask(int number, const std::string& command) {
    wire_.send(number, command + "\r\n");
    const bool with_argument = command.find(' ') != command.npos;
    return hear_whole([&] { return wire_.hear(number); }, protocol_, verb_of(command), with_argument).text;
}

/// Empty when the letter's number is wanted, but the letter is not there.
std::optional<std::string> ScenarioPlayer::filled_in(const std::string& text, int number, bool starred) {
    std::string line;
    for (std::size_t at = 0; at < text.size();) {
        auto is_here = [&](std::string_view name) {
            const bool here = std::string_view(text).substr(at).starts_with(name);
            if (here) at += name.size();
            return here;
        };
        if (is_here("%user"))
            line += account_.user;
        else if (is_here("%password"))
            line += starred ? "****" : account_.password;
        else if (is_here("%domain"))
            line += account_.domain;
        else if (is_here("%subject"))
            line += account_.subject;
        else if (is_here("%letter")) {
            const auto found = letter(number);
            if (!found) return std::nullopt;
            line += std::to_string(*found);
        } else
            line += text[at++];
    }
    return line;
}

/// The number of our letter in this session. Looked up in the very session that uses it, since the number holds for
/// no other one.
std::optional<std::size_t> ScenarioPlayer::letter(int number) {
    const std::string stat = ask(number, "STAT");
    std::size_t count = 0;
    if (!stat.starts_with("+OK ")) return std::nullopt;
    for (const char* digit = stat.c_str() + 4; is_digit(*digit); ++digit)
        count = count * 10 + static_cast<std::size_t>(*digit - '0');
    for (std::size_t looked = 0; looked < std::min(count, most_letters_looked_at); ++looked) {
        const std::size_t candidate = count - looked;
        const std::string header = ask(number, "TOP " + std::to_string(candidate) + " 0");
        if (header.find("\nSubject: " + account_.subject + "\r\n") != header.npos) return candidate;
    }
    return std::nullopt;
}

}  // namespace postlab::labs
