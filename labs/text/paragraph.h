#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace postlab::labs {

/// How wide what is printed is where nobody has a terminal: fits a page of A4.
inline constexpr std::size_t page_width = 80;

/// How many columns UTF-8 text takes on the screen: two for a character of Chinese, none for an accent that stands
/// above the letter before it, one for most (wcwidth).
std::size_t columns(std::string_view text);

/// Text with so many blanks behind it that it is `width` columns wide; a wider one stays as it is.
std::string padded(std::string_view text, std::size_t width);

/// Takes as many characters as fill `width` columns from the front of UTF-8 text, and gives them; at least one.
std::string taken(std::string& text, std::size_t width);

/// Text cut at spaces into lines of at most `width` columns; a longer word stands alone and whole. Chinese, which has
/// no spaces, is cut between any two characters, but no line begins with a full stop or the like.
std::vector<std::string> wrapped(std::string_view text, std::size_t width);

/// The same as one block: `first` before the first line, `others` before each one that follows.
std::string paragraph(std::string_view text, std::string_view first, std::string_view others,
                      std::size_t width = page_width);

/// What is between asterisks in Markdown, *so* or **so**, put between these; `code` stays as it is.
std::string emphasised(std::string_view markdown, std::string_view begin, std::string_view end);

}  // namespace postlab::labs
