#pragma once
#include <algorithm>
#include <string_view>

#include "labs/course/viva/question.h"
#include "labs/language/sentences.h"
#include "labs/whatif/server_then.h"

/// What the questions about both protocols are made with. Functions without state: any thread.
namespace postlab::course {

/// The first turn of that verb with that reply, from a place on; or their number.
inline std::size_t find_turn(const labs::Turns& turns, std::string_view verb, std::string_view row,
                             std::size_t from = 0) {
    for (std::size_t turn = from; turn < turns.size(); ++turn)
        if (turns[turn].verb == verb && (row.empty() || labs::has_row(turns[turn], row))) return turn;
    return turns.size();
}

/// The line in which the client begins, or ends, to speak in that turn.
inline std::size_t first_line(const labs::Recorded& recorded, std::size_t turn) {
    const auto found = std::ranges::find(recorded.said(), turn, &labs::Recorded::ClientLine::turn);
    return found == recorded.said().end() ? 0 : found->number;
}
inline std::size_t last_line(const labs::Recorded& recorded, std::size_t turn) {
    std::size_t last = 0;
    for (const labs::Recorded::ClientLine& line : recorded.said())
        if (line.turn == turn) last = line.number;
    return last;
}

/// What the client said there first, without its line end: "DELE 1".
inline std::string said_in(const labs::Recorded& recorded, std::size_t turn) {
    return recorded.turns[turn].said.empty() ? "" : std::string(recorded.turns[turn].said[0].text);
}

inline Phrase number(std::size_t count) { return std::to_string(count); }

/// "1, 3", or that there are none.
inline Phrase listed(const std::vector<std::size_t>& numbers) {
    using labs::operator""_sentence;
    if (numbers.empty()) return "viva.none"_sentence;
    return list_of(numbers, [](std::size_t one) { return std::to_string(one); });
}

/// The answer, and why it is so.
inline Phrase answered(Phrase answer, const labs::Ending& ending) {
    using labs::operator""_sentence;
    return Phrase("viva.answer"_sentence, {std::move(answer), *ending.why});
}

}  // namespace postlab::course
