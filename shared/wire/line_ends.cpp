#include "shared/wire/line_ends.h"

namespace postlab {

void LineEnds::look(std::string_view content) {
    while (!content.empty()) {
        if (at_ == At::cr) {
            const bool ended = content[0] == '\n';
            mixed_ = mixed_ || !ended;
            at_ = ended ? At::line_start : At::within;
            if (ended) content.remove_prefix(1);
            continue;
        }
        const std::string_view text = content.substr(0, content.find('\r'));
        if (text.find('\n') != text.npos) mixed_ = true;
        if (!text.empty()) at_ = At::within;
        content.remove_prefix(text.size());
        if (content.empty()) return;
        at_ = At::cr;
        content.remove_prefix(1);
    }
}

}  // namespace postlab
