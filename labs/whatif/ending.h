#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "labs/whatif/alteration.h"
#include "labs/whatif/recorded.h"
#include "labs/whatif/rerun.h"
#include "shared/text/sentence.h"

namespace postlab::labs {

/// What a conversation leaves behind, and why. A value.
struct Ending {
    enum class Fate { there, unmarked, removed };  ///< unmarked: there, and the mark that it had is forgotten
    struct Letter {
        std::size_t number;  ///< that the session calls it by
        std::uint64_t id;
        Fate fate;
        bool operator==(const Letter&) const = default;
    };
    struct Delivery {
        std::uint64_t id;  ///< 0: it was not delivered then, so nobody knows its number
        std::string mailboxes;
        std::uint64_t octets;
        bool operator==(const Delivery&) const = default;
    };
    std::string mailbox;              ///< POP3: whose maildrop this is about; empty: no login has opened one
    std::vector<Letter> letters;      ///< that the login found, or would have
    std::vector<Delivery> delivered;  ///< SMTP
    const Sentence* why;

    bool leaves_the_same_as(const Ending& other) const {
        return letters == other.letters && delivered == other.delivered;
    }
};

/// `letters`: what the maildrop had at the beginning.
Ending ending_of(const Recorded& recorded, const std::vector<LetterThen>& letters, const Rerun& rerun,
                 const Alteration& alteration);

}  // namespace postlab::labs
