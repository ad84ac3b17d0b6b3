#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace postlab::course {

/// Reads a letter line by line, as a mail program would, and says what stands there once its encoding is taken away:
/// encoded-words in header fields (RFC 2047), quoted-printable, base64 and charsets of parts that are text (RFC 2045 6,
/// RFC 2046 4.1). What can't be decoded is said as it stands. Any octets; one thread.
class LineDecoder {
public:
    /// The next line is a letter's first.
    void begin() { *this = {}; }
    /// UTF-8; empty: the line says what can be seen. Without its line end, and without stuffing.
    std::string meaning(std::string_view line);

private:
    std::string of_header(std::string_view line);
    std::string of_body(std::string_view line);
    void end_field();
    bool begins_part(std::string_view line);
    std::string in_charset(const std::string& octets);

    bool header_ = true, text_ = true;
    std::string field_;  ///< of the header, unfolded as far as it has come
    std::string encoding_, charset_;
    std::vector<std::string> boundaries_;  ///< of the multiparts that we are in, the outermost first
    std::string rest_;                     ///< octets of a character that goes on in the next line
};

}  // namespace postlab::course
