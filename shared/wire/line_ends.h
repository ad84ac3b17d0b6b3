#pragma once
#include <string_view>

namespace postlab {

/// Watches whether every line of content ends in CR and LF together, where octets are counted and nothing is taken out
/// of them (BDAT, RFC 3030 2). One for one message; content may be cut anywhere.
class LineEnds {
public:
    void look(std::string_view content);

    bool mixed() const { return mixed_; }  ///< a CR or an LF has stood alone
    /// Nothing has come of a line that hasn't ended: true at the start, too.
    bool at_line_start() const { return at_ == At::line_start; }

private:
    enum class At { line_start, within, cr } at_ = At::line_start;
    bool mixed_ = false;
};

}  // namespace postlab
