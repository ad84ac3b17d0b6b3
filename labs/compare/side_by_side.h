#pragma once
#include <vector>

#include "labs/compare/compare_page.h"
#include "labs/compare/play_scenarios.h"

namespace postlab::labs {

/// SMTP on the left, POP3 on the right.
ComparePage::Sheet side_by_side(const Played& played, const Language& language = Language::english());

/// POP3 on the left, POP2 on the right.
ComparePage::Sheet side_by_side(const AncestorPlayed& played, const Language& language = Language::english());

/// One protocol as two servers speak it: ours on the left. Texts are those of the first round, times are medians of all
/// rounds; each side has as many rounds.
ComparePage::Sheet differences(Protocol protocol, const std::vector<Played>& ours, const std::vector<Played>& theirs,
                               const Language& language = Language::english());

}  // namespace postlab::labs
