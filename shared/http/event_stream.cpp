#include "shared/http/event_stream.h"

namespace postlab::http {

std::string event(std::string_view name, std::string_view number, std::string_view data) {
    std::string text;
    if (!number.empty()) text.append("id: ").append(number).append("\n");
    text.append("event: ").append(name).append("\n");
    for (;;) {
        const std::size_t end = data.find('\n');
        text.append("data: ").append(data.substr(0, end)).append("\n");
        if (end == data.npos) break;
        data.remove_prefix(end + 1);
    }
    return text + "\n";
}

}  // namespace postlab::http
