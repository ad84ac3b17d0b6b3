#pragma once
#include <string>
#include <string_view>

#include "shared/time.h"

namespace postlab::course {

/// A letter that a program writes: one text in UTF-8, in any script. Each line of it ends in LF.
struct PlainLetter {
    std::string from_name, from, to;  ///< addresses without brackets
    std::string subject;
    Time date;
    std::string id;  ///< what Message-ID has in front of the domain
    std::string domain;
    std::string body;
};

/// The letter as MIME (RFC 2045): text/plain in UTF-8 that telnet shows as it is, so 8bit where there are letters
/// beyond ASCII. Names and subject are encoded-words then (RFC 2047). Lines end in CRLF; one that is longer than
/// `longest_letter_line` is cut in two, never within a character.
std::string as_message(const PlainLetter& letter);

inline constexpr std::size_t longest_letter_line = 400;  ///< octets; RFC 5322 2.1.1 allows 998, a POP3 line shows 512

/// Text as it may stand in a header field: as it is, or as encoded-words of at most 75 characters with a fold between.
std::string encoded_words(std::string_view text);

}  // namespace postlab::course
