#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "labs/whatif/what_if.h"
#include "shared/text/phrase.h"

namespace postlab::course {

/// A session of a student's, and how it can end otherwise.
struct StudentSession {
    std::unique_ptr<labs::WhatIf> what_if;
    /// POP3: the next session that opened the same maildrop; its id, and the messages that it found. None: there was no
    /// other yet.
    struct Next {
        std::int64_t conversation;
        std::vector<std::uint64_t> found;
        std::vector<std::string> unique_ids;  ///< in the same order; empty: not known any more
    };
    std::optional<Next> next = {};

    const labs::Recorded& recorded() const { return what_if->recorded(); }
};

/// A question for an oral examination about what a student has done, and what proves its answer. A value.
struct Question {
    Phrase asked, answer;
    std::int64_t conversation;                        ///< that it is about
    std::optional<labs::Alteration> alteration = {};  ///< that the answer comes of, when it is played
    std::int64_t shown_by = 0;                        ///< the conversation whose record shows it; 0: none
};

/// Makes a question of one kind about a session; nothing: the session gives none.
using AskAbout = std::optional<Question> (*)(const StudentSession& session);

/// All kinds, in the order in which they are worth asking.
const std::vector<AskAbout>& kinds_of_questions();

}  // namespace postlab::course
