#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "labs/language/language.h"
#include "labs/text/markup.h"

namespace postlab::labs {

/// A protocol's states as they are drawn: boxes below each other, arrows between them, and where there is one, the way
/// that a conversation took. A value; `language` outlives it.
struct StatePicture {
    using Names = std::vector<std::string_view>;

    struct BoxLine {
        enum class About { stays, refuses, way } about;
        std::string said;
    };
    struct Box {
        std::string_view state;
        bool passing;  ///< no verb is read there
        std::vector<BoxLine> lines;
        int top = 0;

        int bottom() const;
        int middle() const { return (top + bottom()) / 2; }
    };
    /// All moves from one state to another.
    struct Arrow {
        std::size_t from, to;  ///< boxes
        Names verbs, codes;
        bool taken = false;
        std::vector<std::size_t> steps = {};  ///< of the way, that went along here
    };

    const Language& language;
    std::vector<Box> boxes;
    std::vector<Arrow> arrows;
    std::vector<std::string> any_time;  ///< replies that end the conversation in every state
    bool has_way = false;
};

/// How many characters a line in a box has.
inline constexpr std::size_t state_box_width = 64;

/// Gives each box its place.
void place(StatePicture& picture);
/// Boxes and arrows.
Markup drawn(const StatePicture& picture);
/// Where the picture ends.
int bottom_of(const StatePicture& picture);
/// For labs/text/svg.h.
Literal style_of_states();

}  // namespace postlab::labs
