#pragma once
#include <string>
#include <string_view>
#include <utility>

#include "labs/course/lab/strings.h"

namespace postlab::course {

/// What there is to say about how a check came out, or about a letter: the sentence note.KEY of the strings that all
/// labs share, and the values in it. A value.
struct Note {
    Note() = default;
    Note(std::string key, Values values = {}) : key(std::move(key)), values(std::move(values)) {}

    std::string key;  ///< "octets"; a reason behind a stroke, "letter.no_field/mail.no_field"; empty: nothing to say
    Values values;    ///< of both
    bool empty() const { return key.empty(); }
    bool operator==(const Note&) const = default;
};

/// The note with a reason behind it; without one, the note alone. Where both have a value of one name, the note's is
/// kept.
Note because(Note note, const Note& reason);

/// The sentence, and why; the key itself where there is no such sentence.
std::string said(const Note& note, const Strings& common, std::string_view language);

}  // namespace postlab::course
