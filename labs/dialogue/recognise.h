#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "labs/catalogue/tables.h"

/// From a line on the wire back to the rows that it was made from.
namespace postlab::labs {

/// The row that a reply's first line was made from, or null. Where several fit, one of the verb's own is
/// preferred (an empty verb: none is known), then the one with the most fixed text. Remarks behind it and a
/// student's standing are ignored.
const Reply* recognise(const Tables& tables, std::string_view line, std::string_view verb);

/// Takes the classroom's remarks off the end of a reply's line; answers their rows, in the order they stood in.
std::vector<const Note*> take_notes(std::string& line);

/// A line without what a classroom says of a student's work behind a reply (`lab.inband`): " [L12 2/5]",
/// ", receipt L12-7Q4K-93XD".
std::string without_standing(const std::string& line);

}  // namespace postlab::labs
