#pragma once
#include <span>
#include <string_view>
#include <vector>

#include "labs/catalogue/in_language.h"

namespace postlab::labs {

/// One side of a scenario: dialogues in the format of labs/dialogue/dialogue.h, but that each S line stands for a
/// whole reply, whatever its lines are, and describes the first of them. Where another one comes, the rest is not
/// played.
/// `%user`, `%password` and `%domain` stand for the account's; `%letter` for the number that the letter of this
/// comparison has in the maildrop, and `%subject` for its subject.
struct Side {
    struct Opening {
        std::string_view id, words, dialogue;
    };
    const Opening& opening;  ///< played, but not shown
    std::string_view dialogue;
};

/// A scenario that every student of the two protocols meets, played in both.
struct Scenario {
    std::string_view id, title;
    Side smtp, pop3;
    std::string_view remark;  ///< what there is to see
};

/// The twelve of them, in an order in which they can be played: the letter that the ninth sends is removed by the
/// eleventh. Constant; any thread.
std::span<const Scenario> scenarios();

/// What POP3 has made of its ancestor, which is asked for the same: POP3's side and POP2's. In them `%quoted` stands
/// for the password as POP2 wants it, with a backslash in front of its blanks. Only the one that `shows_mail` fetches a
/// letter of the account's, the first; none removes any. Constant; any thread.
struct AncestorScenario {
    std::string_view id, title;
    Side pop3, pop2;
    std::string_view remark;
    bool shows_mail = false;
};
std::span<const AncestorScenario> ancestor_scenarios();

// What they say, in a language.
std::string_view title_in(const Scenario& scenario, const Language& language);
std::string_view title_in(const AncestorScenario& scenario, const Language& language);
std::string_view remark_in(const Scenario& scenario, const Language& language);
std::string_view remark_in(const AncestorScenario& scenario, const Language& language);
std::string_view opening_in(const Side::Opening& opening, const Language& language);
/// All of it, to be translated.
std::vector<Text> texts_of_scenarios();

}  // namespace postlab::labs
