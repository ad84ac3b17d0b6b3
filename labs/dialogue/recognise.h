#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "labs/catalogue/tables.h"

/// From a line on the wire back to the rows that it was made from.
namespace postlab::labs {

/// The row that a reply's first line was made from, or null. Where several fit, one of the verb's own is
/// preferred (an empty verb: none is known), then the one with the most fixed text. Remarks and feedback
/// behind it are ignored.
const Reply* recognise(const Tables& tables, std::string_view line, std::string_view verb);

/// Takes the classroom's remarks off the end of a reply's line; answers their rows, in the order they stood in.
std::vector<const Note*> take_notes(std::string& line);

}  // namespace postlab::labs
