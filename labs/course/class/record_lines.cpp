#include "labs/course/class/record_lines.h"

#include <algorithm>

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

std::string RecordLines::line(const Citation& place) {
    if (!reader_) {
        if (!store::has_transcripts(directory_)) return "";
        reader_.emplace(directory_);
    }
    if (conversation_ != place.conversation) {
        conversation_ = place.conversation;
        lines_.clear();
        const labs::Turns turns({{.id = conversation_}, reader_->events(conversation_)});
        for (const labs::Utterance& utterance : turns.utterances())
            for (const labs::Line& line : utterance.lines)
                lines_.emplace(std::pair(line.seq, line.row), shown(utterance, line));
    }
    const auto found = lines_.find({place.seq, place.row});
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
