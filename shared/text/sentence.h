#pragma once
#include <cstddef>
#include <span>
#include <string_view>

namespace postlab {

/// A sentence that the program says to people: its name, by which it is translated, and its English. "{}" stands for
/// the next detail. Constants.
struct Sentence {
    std::string_view id;    ///< "explain.stays": the room or command that says it, and what about
    std::string_view text;  ///< one sentence or a few; no line ends
};

/// Whether every sentence is named once, under `front`.
template <std::size_t N>
consteval bool well_formed(const Sentence (&rows)[N], std::string_view front) {
    for (std::size_t i = 0; i < N; ++i) {
        if (!rows[i].id.starts_with(front) || rows[i].text.empty()) return false;
        for (std::size_t j = 0; j < i; ++j)
            if (rows[j].id == rows[i].id) return false;
    }
    return true;
}

/// A row by its name; one that is in no row does not compile.
consteval const Sentence& sentence_named(std::span<const std::span<const Sentence>> all, std::string_view id) {
    for (const std::span<const Sentence> rows : all)
        for (const Sentence& sentence : rows)
            if (sentence.id == id) return sentence;
    throw "no such sentence";
}

}  // namespace postlab
