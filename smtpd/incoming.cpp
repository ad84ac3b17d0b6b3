#include "smtpd/incoming.h"

#include "shared/text/text.h"
#include "smtpd/replies.h"

namespace postlab::smtpd {

namespace {

constexpr std::string_view received = "Received:";

}  // namespace

void HopCounter::look(std::string_view content) {
    while (!in_body_ && !content.empty()) {
        std::size_t end = content.find('\n');
        std::string_view line = content.substr(0, end == content.npos ? content.npos : end + 1);
        line_start_ += line.substr(0, received.size() - line_start_.size());
        content.remove_prefix(line.size());
        if (end == line.npos) return;
        in_body_ = line_start_ == "\r\n";
        if (equal_ignoring_case(line_start_, received)) ++hops_;
        line_start_.clear();
    }
}

Incoming::Incoming(std::string trace, std::uint64_t most_octets, bool bare_lf, MemoryBudget::Share memory)
    : decoder_(bare_lf), text_(std::move(trace)), memory_(std::move(memory)), most_octets_(most_octets) {}

bool Incoming::take(std::string_view& input) {
    std::string_view part = input.substr(0, taken_at_once);
    std::size_t given = part.size(), held = text_.size();
    bool ended = decoder_.append(part, text_);
    input.remove_prefix(given - part.size());
    weigh(held, decoder_.mixed_line_ends());
    return ended;
}

void Incoming::take_counted(std::string_view content) {
    const std::size_t held = text_.size();
    text_ += content;
    ends_.look(content);
    weigh(held, ends_.mixed());
}

/// Counts what has been put behind the `held` octets, and sees whether there is a reason to refuse it.
void Incoming::weigh(std::size_t held, bool mixed_line_ends) {
    std::string_view fresh = std::string_view(text_).substr(held);
    octets_ += fresh.size();
    hop_counter_.look(fresh);
    // From the least reason to the worst, so that the same message is refused alike however it was cut.
    if (memory_.is_spent()) refuse("data.full"_reply);
    if (octets_ > most_octets_) refuse("data.too_big"_reply);
    if (hop_counter_.hops() > most_hops) refuse("data.loop"_reply);
    if (mixed_line_ends) refuse("data.mixed_line_ends"_reply);
    if (refusal_) text_ = {};
    memory_.resize(text_.capacity());
}

void Incoming::refuse(const Reply& why) {
    refusal_ = &why;
    draft_.reset();
}

std::string_view Incoming::header() const {
    const std::string_view held = std::string_view(text_).substr(0, taken_at_once);
    const std::size_t end = held.find("\r\n\r\n"), last = held.rfind("\r\n");
    return held.substr(0, end != held.npos ? end + 2 : last != held.npos ? last + 2 : 0);
}

store::Draft& Incoming::draft(store::MailStore& store) {
    if (!draft_) draft_ = store.draft();
    return *draft_;
}

}  // namespace postlab::smtpd
