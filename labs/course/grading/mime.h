#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// A message taken apart, strictly: what a careful reader of RFC 5322 and RFC 2045 to 2047 would not accept is said,
/// not mended, since it is what the MIME lab is about. Values without state; any thread, any bytes, bounded depth.
namespace postlab::course {

/// A body part, or the message itself.
struct Part {
    std::vector<std::pair<std::string, std::string>> headers;  ///< in their order, unfolded, not decoded
    std::string body;                                          ///< as it was sent
    std::string type;                                          ///< "text/plain", lower case
    std::string charset, name;                                 ///< lower case; a file's name, decoded
    std::string decoded;                                       ///< the body without its transfer encoding; of a leaf
    std::vector<Part> parts;                                   ///< of a multipart
    std::string wrong;  ///< why it is not well formed, one sentence; empty: it is

    const std::string* header(std::string_view name) const;  ///< the first of that name, in any case; null: none
    std::string tree() const;                                ///< "multipart/mixed[text/plain, image/png]"
    std::vector<const Part*> leaves() const;
    std::string first_wrong() const;  ///< of it and its parts
};

/// Un-stuffs dots and makes every line end CRLF: what was stored of what was sent.
std::string unstuffed(std::string_view sent);

Part parse_message(std::string_view message);

/// A header field's text with its encoded-words (RFC 2047) decoded to UTF-8; what is none stays as it is.
std::string decoded_header(std::string_view text);

}  // namespace postlab::course
