#include "labs/course/class/record_lines.h"

#include <algorithm>

#include "labs/dialogue/dialogue.h"

namespace postlab::course {

namespace {

constexpr std::size_t most_quoted = 8, longest_line = 200;

/// As one line of a dialogue, without its line end.
std::string shown(const store::KeptEvent& event) {
    std::string_view bytes = event.bytes;
    while (bytes.ends_with('\n') || bytes.ends_with('\r')) bytes.remove_suffix(1);
    return (event.direction == Direction::client ? "C: " : "S: ") + labs::with_escapes(bytes.substr(0, longest_line)) +
           (bytes.size() > longest_line ? "..." : "");
}

}  // namespace

std::string RecordLines::line(const Citation& place) {
    if (!reader_) {
        if (!store::has_transcripts(directory_)) return "";
        reader_.emplace(directory_);
    }
    if (conversation_ != place.conversation) {
        conversation_ = place.conversation;
        lines_.clear();
        for (const store::KeptEvent& event : reader_->events(conversation_)) lines_.emplace(event.seq, shown(event));
    }
    const auto found = lines_.find(place.seq);
    return found == lines_.end() ? "" : found->second;
}

std::vector<std::string> RecordLines::quotes(const std::vector<Citation>& lines) {
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < std::min(lines.size(), most_quoted); ++i)
        texts.push_back(std::to_string(lines[i].conversation) + ":" + std::to_string(lines[i].seq) + " " +
                        line(lines[i]));
    return texts;
}

std::string RecordLines::quoted(const std::vector<Citation>& lines) {
    std::string text;
    for (const std::string& quote : quotes(lines)) text += (text.empty() ? "" : " | ") + quote;
    return text;
}

}  // namespace postlab::course
