#include "pop3d/top_limit.h"

namespace postlab::pop3d {

std::size_t TopLimit::take(std::string_view block) {
    std::size_t taken = 0;
    while (taken < block.size() && !reached()) {
        std::size_t lf = block.find('\n', taken);
        std::string_view part = block.substr(taken, lf == block.npos ? block.npos : lf + 1 - taken);
        taken += part.size();
        line_octets_ += part.size();
        bool line_ends = part.back() == '\n' && (part.size() > 1 ? part[part.size() - 2] == '\r' : after_cr_);
        after_cr_ = part.back() == '\r';
        if (!line_ends) continue;
        if (in_body_)
            --lines_left_;
        else
            in_body_ = line_octets_ == 2;  // a CRLF and nothing before it
        line_octets_ = 0;
    }
    return taken;
}

}  // namespace postlab::pop3d
