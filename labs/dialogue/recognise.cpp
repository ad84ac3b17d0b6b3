#include "labs/dialogue/recognise.h"

#include <algorithm>

#include "labs/dialogue/dialogue.h"
#include "shared/feedback.h"
#include "shared/notes.h"

namespace postlab::labs {

namespace {

/// A text with holes as a line that a dialogue could expect.
Step pattern(std::string line) {
    Step step{Step::Kind::server, 0, 1, {}, {}};
    for (std::size_t hole; (hole = line.find("{}")) != line.npos; line.erase(0, hole + 2)) {
        step.pieces.push_back({Piece::Kind::literal, line.substr(0, hole)});
        step.pieces.push_back({Piece::Kind::any, {}});
    }
    step.pieces.push_back({Piece::Kind::literal, line});
    return step;
}

}  // namespace

std::vector<const Note*> take_notes(std::string& line) {
    while (line.ends_with('\r') || line.ends_with('\n')) line.pop_back();
    std::vector<const Note*> taken;
    for (std::size_t at = line.rfind(" ("); at != line.npos && at != 0; at = line.rfind(" (", at - 1)) {
        std::string tail = line.substr(at);
        const auto found = std::ranges::find_if(notes, [&](const Note& note) {
            Captures none;
            return matches(pattern(" (" + std::string(note.text) + ")"), tail, none);
        });
        if (found == std::end(notes)) continue;
        taken.insert(taken.begin(), &*found);
        line.resize(at);
    }
    return taken;
}

const Reply* recognise(const Tables& tables, std::string_view line, std::string_view verb) {
    std::string text = without_feedback(std::string(line));
    take_notes(text);
    if (tables.protocol == Protocol::smtp && text.size() > 3 && text[3] == '-') text[3] = ' ';
    const Reply* best = nullptr;
    std::pair<bool, std::size_t> best_rank;
    for (const Reply& reply : tables.replies) {
        Captures none;
        if (!matches(pattern(with_holes(reply)), text, none)) continue;
        std::pair rank{can_bring(tables, reply, verb), reply.text.size()};
        if (best && rank <= best_rank) continue;
        best = &reply;
        best_rank = rank;
    }
    return best;
}

}  // namespace postlab::labs
