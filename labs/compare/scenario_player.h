#pragma once
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "labs/compare/scenarios.h"
#include "labs/dialogue/player.h"
#include "labs/dialogue/whole_reply.h"

namespace postlab::labs {

/// Whose maildrop the scenarios are played with, and the subject by which their letter is known.
struct Account {
    std::string user, password, domain, subject;
};

/// Something that happened in a scenario.
struct Moment {
    enum class Kind { said, answered, other } kind;
    int connection;
    std::string text;       ///< said, answered: the lines, with their ends, the password starred; other: words about it
    std::string verb = {};  ///< answered: the command's, in capitals; empty: the greeting
    std::chrono::duration<double> took = {};  ///< answered: from the command's last octet to the reply's
};

/// Plays one side of scenarios over a wire, and writes down what really comes. Unlike labs/dialogue/player.h it takes
/// each reply as it is, since servers differ; where a reply leaves no way to go on the rest is left out, and a moment
/// says so. Says QUIT at the end where the dialogue did not.
class ScenarioPlayer {
public:
    ScenarioPlayer(Wire& wire, Account account) : wire_(wire), account_(std::move(account)) {}

    /// What happened behind the opening, which is but named; when it failed, what happened in it. Throws nothing for a
    /// lost or refused connection: a moment tells of it.
    std::vector<Moment> play(const Side& side, Protocol protocol);

    /// Waits until the letter that the scenarios have sent is in the maildrop which this opening opens: some servers
    /// take a moment to deliver it. False when it has not come within ten seconds, or nobody may log in.
    bool await_letter(const Side::Opening& opening);

private:
    struct Connection {
        std::string verb;  ///< of the command that waits for its answer
        bool with_argument = false, greeted = false, in_content = false;
    };

    bool play(std::string_view dialogue);
    bool play(const Step& step);
    bool say(const Step& step);
    bool hear(const Step& step);
    bool hear_close(int number);
    void other(int number, const std::string& words);
    Connection& opened(int number);
    void leave();
    WholeReply whole_reply(int number);
    std::string ask(int number, const std::string& command);
    std::optional<std::string> filled_in(const std::string& text, int number, bool starred);
    std::optional<std::size_t> letter(int number);

    Wire& wire_;
    const Account account_;
    Protocol protocol_ = Protocol::smtp;
    std::map<int, Connection> connections_;
    std::vector<Moment> moments_;
    std::chrono::steady_clock::time_point sent_;
};

}  // namespace postlab::labs
