#include "test/simulation/client.h"

namespace postlab::simulation {

std::string Client::speak() {
    std::string said;
    while (greeted_ && !plan_.empty() && (!plan_.front().waits || awaited_.empty())) {
        Command command = std::move(plan_.front());
        plan_.pop_front();
        said += command.octets;
        if (command.said) command.said();
        awaited_.push_back(std::move(command));
    }
    return said;
}

void Client::hear(std::string_view octets) {
    std::size_t from = heard_.size();
    heard_ += octets;
    std::string_view rest = heard_;
    for (;; from = 0) {
        const std::size_t end = reply_at(rest, !awaited_.empty() && awaited_.front().many_lines, from);
        if (end == 0) break;
        const std::string_view reply = rest.substr(0, end);
        rest.remove_prefix(end);
        if (!greeted_) {
            greeted_ = true;
            greeted(reply);
        } else if (!awaited_.empty()) {  // else a farewell, which answers nothing
            const Command command = std::move(awaited_.front());
            awaited_.pop_front();
            if (command.heard) command.heard(reply);
        }
    }
    heard_.erase(0, heard_.size() - rest.size());
}

}  // namespace postlab::simulation
