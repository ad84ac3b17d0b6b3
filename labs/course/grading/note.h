#pragma once
#include <string>
#include <string_view>
#include <utility>

#include "labs/course/lab/strings.h"

namespace postlab::course {

/// What there is to say about how a check came out: the sentence note.KEY of the strings that all labs share, and the
/// values in it. A value.
struct Note {
    Note() = default;
    Note(std::string key, Values values = {}) : key(std::move(key)), values(std::move(values)) {}

    std::string key;  ///< "octets"; empty: there is nothing to say
    Values values;
    bool empty() const { return key.empty(); }
    bool operator==(const Note&) const = default;
};

/// The sentence; the key itself where there is none.
std::string said(const Note& note, const Strings& common, std::string_view language);

}  // namespace postlab::course
