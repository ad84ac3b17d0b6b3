#pragma once
#include <cstddef>
#include <string_view>

#include "shared/reply.h"

namespace postlab {

/// A remark that a classroom server adds in parentheses to the text of a reply, where the RFCs leave the words to the
/// server: `250 2.1.0 Sender <a@b.example> OK (write it without the space behind FROM:)`. It never changes a reply's
/// code, order or shape. All remarks are rows of shared/notes.h, and `postlab explain` shows them. Constants.
struct Note {
    /// Which replies it may stand behind, and how often.
    enum class When {
        each_time,   ///< any
        once,        ///< any, but once in a session
        if_refused,  ///< one that refuses the command: it says what may be wrong
    };

    std::string_view id;  ///< "note.bare_lf"
    When when;
    std::string_view text;     ///< without the parentheses; each "{}" stands for one detail, in order
    std::string_view section;  ///< where to read more
    std::string_view why;      ///< one or two sentences to the student
};

/// The note named `id`; a name that is in no row does not compile.
template <std::size_t N>
consteval const Note& row(const Note (&rows)[N], std::string_view id) {
    for (const Note& note : rows)
        if (note.id == id) return note;
    throw "no such row among the notes";
}

/// Whether every row is named once, cited, explained and fit for the wire.
template <std::size_t N>
consteval bool well_formed(const Note (&rows)[N]) {
    for (std::size_t i = 0; i < N; ++i) {
        const Note& note = rows[i];
        if (!note.id.starts_with("note.") || note.text.empty() || note.section.empty() || note.why.empty())
            return false;
        if (!printable_ascii(note.text) || note.text.size() > 90) return false;
        for (std::size_t j = 0; j < i; ++j)
            if (rows[j].id == note.id) return false;
    }
    return true;
}

}  // namespace postlab
