#pragma once
#include <string>
#include <vector>

#include "labs/compare/scenarios.h"
#include "labs/dialogue/player.h"

namespace postlab::labs {

/// Whose maildrop the scenarios are played with, the subject by which their letter is known, and the language in which
/// moments tell what happened.
struct Account {
    std::string user, password, domain, subject;
    const Language* language = &Language::english();
};

/// What happened in each of the twelve scenarios; empty for a protocol that was not played.
struct Played {
    std::vector<std::vector<Moment>> smtp, pop3;

    const std::vector<std::vector<Moment>>& in(Protocol protocol) const {
        return protocol == Protocol::smtp ? smtp : pop3;
    }
};

/// Plays one side of a scenario, and QUIT where it did not come to that. Takes each reply as it is, since servers
/// differ; where one leaves no way to go on the rest is left out, and a moment says so. Answers what happened behind
/// the opening, which is but named; when it failed, what happened in it. The password is starred. Throws nothing for a
/// lost or refused connection: a moment tells of it.
std::vector<Moment> play_side(const Side& side, Protocol protocol, Wire& wire, const Account& account);

/// Plays them all once with the protocols that are asked for. With both it sends one letter and removes it again, and
/// sends none when the account can't log in; with SMTP alone the letter stays. Some servers take a moment to deliver
/// the letter: it is awaited for up to ten seconds.
Played play_scenarios(Wire& wire, const Account& account, bool smtp, bool pop3);

/// What happened in each of the ancestor's scenarios.
struct AncestorPlayed {
    struct Scene {
        const AncestorScenario& scenario;
        std::vector<Moment> pop3, pop2;
    };
    std::vector<Scene> scenes;
};
/// Plays them, those that show mail only where that is wanted.
AncestorPlayed play_ancestor(Wire& wire, const Account& account, bool shows_mail);

/// Whether the account could log in.
bool logged_in(const Played& played);

}  // namespace postlab::labs
