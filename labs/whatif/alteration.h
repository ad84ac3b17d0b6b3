#pragma once
#include <cstddef>
#include <optional>
#include <string>

namespace postlab::labs {

/// How a recorded conversation goes on otherwise from some line on. Lines are counted from 1, as `transcript show`
/// counts them. A value.
struct Alteration {
    std::optional<std::size_t> drop_after = {};  ///< behind this line nothing is said any more, nor heard
    std::optional<std::size_t> say_at = {};  ///< `text` stands for this line of the client's, or follows this one of
                                             ///< the server's
    std::string text = {};                   ///< without its line end
    std::string without = {};                ///< commands of this verb are left out, with what belongs to them
};

}  // namespace postlab::labs
