#pragma once
#include <string>
#include <string_view>

/// How the course compares what people type. Functions without state: any thread.
namespace postlab::course {

/// Whether the words of a text, divided by spaces, have this one among them.
bool is_among(std::string_view word, std::string_view words);

/// Whether a text is of a form as in the S lines of a dialogue, without names: `...` is anything. It takes linear time.
bool has_form(std::string_view text, std::string_view form);

/// UTF-8 text as a keyboard without an input method would have typed it, so far as answers need NFKC: the full-width
/// forms of ASCII (U+FF01 to U+FF5E) as ASCII, every space of Unicode as a blank; and the Chinese full stop as a full
/// stop. (A table, since POCO has no normalization.) Text that is no UTF-8 stays as it is.
std::string folded(std::string_view text);

/// One word without the brackets, quotes and full stops around it: "b)" and "(b)" are b. Other text only trimmed.
std::string_view bare_word(std::string_view text);

/// Whether a reply's code is of such a form: "503", "5..", "+OK", "any".
bool code_matches(std::string_view form, std::string_view code);

}  // namespace postlab::course
