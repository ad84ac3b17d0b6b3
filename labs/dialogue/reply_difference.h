#pragma once
#include <string>
#include <string_view>

#include "labs/dialogue/dialogue.h"
#include "shared/text/sentence.h"

namespace postlab::labs {

/// What a reply says before any text: the three digits of SMTP, the first word of POP3.
std::string_view code_of(std::string_view reply, Protocol protocol);

/// What tells two replies to one command apart.
struct ReplyDifference {
    enum class Kind {
        none,
        of_each_time,  ///< only what is new each time: `what`
        text,          ///< the same code with other words
        code,
    } kind = Kind::none;
    const Sentence* what = nullptr;  ///< of_each_time: "timestamp", "lab's standing"
    std::string first, then;  ///< text and code: the first lines that differ, with "..." for what is new each time;
                              ///< empty when one has no more lines
};

/// Compares a reply, with all its lines and content, with what another server or another day answered to the same.
/// `verb` is the command's, in capitals; empty for the greeting.
ReplyDifference compare_replies(std::string_view first, std::string_view then, Protocol protocol,
                                std::string_view verb);

}  // namespace postlab::labs
