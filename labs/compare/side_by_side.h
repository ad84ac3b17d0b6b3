#pragma once
#include <string>
#include <vector>

#include "labs/compare/compare_page.h"
#include "labs/compare/scenario_player.h"

namespace postlab::labs {

/// What happened in each of the twelve scenarios; empty for a protocol that was not played.
struct Played {
    std::vector<std::vector<Moment>> smtp, pop3;

    const std::vector<std::vector<Moment>>& in(Protocol protocol) const {
        return protocol == Protocol::smtp ? smtp : pop3;
    }
};

/// Plays them all once with the protocols that are asked for. With both it sends one letter and removes it again, and
/// sends none when the account can't log in; with SMTP alone the letter stays.
Played play_scenarios(Wire& wire, const Account& account, bool smtp, bool pop3);

/// Whether the account could log in.
bool logged_in(const Played& played);

/// SMTP on the left, POP3 on the right.
ComparePage::Sheet side_by_side(const Played& played);

/// One protocol as two servers speak it: ours on the left. Texts are those of the first round, times are medians of all
/// rounds; each side has as many rounds.
ComparePage::Sheet differences(Protocol protocol, const std::vector<Played>& ours, const std::vector<Played>& theirs);

}  // namespace postlab::labs
