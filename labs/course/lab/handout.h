#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "labs/course/lab/lab.h"

namespace postlab::course {

/// A lab's sheet as Markdown: handout.md with its {{keys}} replaced by the strings of that language (the lab's own, or
/// those that all labs share), and its $names by the values; a $password that nobody has said by "the pass phrase on
/// your card", and $quoted likewise. A class has the ports, and who works at home has the server's commands, too: where
/// $host is the reader's own machine, a string KEY.home stands behind KEY, if there is one. A blank alone between two
/// strings goes where the first ends in a full stop of Chinese. The dialogues in it stay as they are, but for the
/// values.
std::string handout(const Lab& lab, const Strings& common, std::string_view language, const Values& values);

inline constexpr std::string_view home_suffix = ".home";

/// The {{keys}} in a text, in their order.
std::vector<std::string> keys_in(std::string_view text);

/// The values of a sheet that is nobody's: student s017 of a course that isn't one.
Values sample_values(const Lab& lab);

}  // namespace postlab::course
