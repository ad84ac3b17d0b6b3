#include "labs/dialogue/recognise.h"

#include <algorithm>

#include "labs/catalogue/catalogue_languages.h"
#include "labs/dialogue/dialogue.h"
#include "shared/feedback.h"
#include "shared/notes.h"

namespace postlab::labs {

namespace {

/// Where the next hole begins, "{}" or "{2}", and how long it is.
std::pair<std::size_t, std::size_t> hole_in(std::string_view text) {
    for (std::size_t at = text.find('{'); at != text.npos; at = text.find('{', at + 1))
        if (const std::size_t end = text.find('}', at); end == at + 1 || end == at + 2) return {at, end + 1 - at};
    return {text.npos, 0};
}

/// A text with holes as a line that a dialogue could expect.
Step pattern(std::string line) {
    Step step{Step::Kind::server, 0, 1, {}, {}};
    for (auto hole = hole_in(line); hole.second != 0; hole = hole_in(line)) {
        step.pieces.push_back({Piece::Kind::literal, line.substr(0, hole.first)});
        step.pieces.push_back({Piece::Kind::any, {}});
        line.erase(0, hole.first + hole.second);
    }
    step.pieces.push_back({Piece::Kind::literal, line});
    return step;
}

/// The row's line in English, and for a line with other characters in the languages that POP3's LANG chooses, too.
bool fits(const Tables& tables, const Reply& reply, const std::string& line) {
    Captures none;
    if (matches(pattern(with_holes(reply)), line, none)) return true;
    const bool foreign = std::ranges::any_of(line, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
    if (!foreign || tables.protocol != Protocol::pop3) return false;
    static const CatalogueLanguages languages;
    return std::ranges::any_of(languages.others(), [&](const ReplyLanguages::Language& language) {
        Reply translated = reply;
        translated.text = languages.text(reply, language.tag);
        return matches(pattern(with_holes(translated)), line, none);
    });
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
        if (!fits(tables, reply, text)) continue;
        std::pair rank{can_bring(tables, reply, verb), reply.text.size()};
        if (best && rank <= best_rank) continue;
        best = &reply;
        best_rank = rank;
    }
    return best;
}

}  // namespace postlab::labs
