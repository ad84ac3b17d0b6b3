#include "labs/course/class/record_lines.h"

#include <algorithm>
#include <utility>

#include "labs/record/turns.h"
#include "labs/text/paragraph.h"
#include "labs/text/visible.h"

namespace postlab::course {

namespace {

constexpr std::size_t most_quoted = 8, longest_line = 200;

/// As one line of a dialogue, in visible characters.
std::string shown(const labs::Utterance& utterance, const labs::Line& line) {
    std::string_view bytes = line.bytes;
    while (bytes.ends_with('\n') || bytes.ends_with('\r')) bytes.remove_suffix(1);
    std::string rest = labs::visible(bytes, true);
    const std::string front = labs::taken(rest, longest_line);
    return (utterance.direction == Direction::client ? "C: " : "S: ") + front + (rest.empty() ? "" : "...");
}

}  // namespace

std::vector<std::string> RecordLines::lines(const Citation& place) {
    if (!reader_) {
        if (!store::has_transcripts(directory_)) return {};
        reader_.emplace(directory_);
    }
    if (conversation_ != place.conversation) {
        conversation_ = place.conversation;
        lines_.clear();
        store::KeptConversation conversation{};
        conversation.id = conversation_;
        const labs::Turns turns({std::move(conversation), reader_->events(conversation_)});
        for (const labs::Utterance& utterance : turns.utterances())
            for (const labs::Line& line : utterance.lines)
                lines_.emplace(std::pair(line.seq, line.row), shown(utterance, line));
    }
    std::vector<std::string> said;
    auto found = lines_.find({place.seq, place.row});
    if (found != lines_.end()) said.push_back(found->second);
    if (said.empty() || place.row > 0 || !said[0].starts_with("S: ")) return said;
    for (++found; found != lines_.end() && found->first.first == place.seq; ++found) {
        if (said.size() == most_quoted) {
            said.back() = "S: ...";
            break;
        }
        said.push_back(found->second);
    }
    return said;
}

std::vector<std::string> RecordLines::quotes(const std::vector<Citation>& lines) {
    std::vector<Citation> once;
    for (const Citation& line : lines)
        if (once.size() < most_quoted && std::ranges::find(once, line) == once.end()) once.push_back(line);
    std::vector<std::string> texts;
    for (const Citation& place : once) {
        texts.push_back(std::to_string(place.conversation) + ":" + std::to_string(place.seq) + " ");
        const std::vector<std::string> said = this->lines(place);
        if (said.empty()) continue;
        texts.back() += said.front();
        texts.insert(texts.end(), said.begin() + 1, said.end());
    }
    return texts;
}

std::string RecordLines::quoted(const std::vector<Citation>& lines) {
    std::string text;
    for (const std::string& quote : quotes(lines)) text += (text.empty() ? "" : " | ") + quote;
    return text;
}

}  // namespace postlab::course
