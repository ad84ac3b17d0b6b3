#pragma once
#include <string>
#include <string_view>

/// How the course compares what people type. Functions without state: any thread.
namespace postlab::course {

/// Whether the words of a text, divided by spaces, have this one among them.
bool is_among(std::string_view word, std::string_view words);

/// Whether a text is of a form as in the S lines of a dialogue, without names: `...` is anything. It takes linear time.
bool has_form(std::string_view text, std::string_view form);

/// Whether a reply's code is of such a form: "503", "5..", "+OK", "any".
bool code_matches(std::string_view form, std::string_view code);

}  // namespace postlab::course
