#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "labs/course/lab/note.h"

/// A message taken apart, strictly: what a careful reader of RFC 5322 and RFC 2045 to 2047 would not accept is said,
/// not mended, since it is what the MIME lab is about. Values without state; any thread, any bytes, bounded depth.
namespace postlab::course {

/// What is to be said of a message, and where in it; an empty note: nothing.
struct Flaw {
    Note note;
    std::size_t at = 0;  ///< octets in front of that place
};

/// A body part, or the message itself.
struct Part {
    struct Header {
        std::string name, text;  ///< unfolded, not decoded
        std::size_t at;          ///< where it begins in the message
    };

    std::vector<Header> headers;  ///< in their order
    bool divided = false;         ///< an empty line stands between header and body
    std::string body;             ///< as it was sent
    std::size_t body_at = 0;
    std::string type;           ///< "text/plain", lower case
    std::string charset, name;  ///< lower case; a file's name, decoded
    std::string decoded;        ///< the body without its transfer encoding; of a leaf
    std::vector<Part> parts;    ///< of a multipart
    Flaw wrong, remark;         ///< why it is not well formed; what a reader has to forgive. The first of each

    const Header* header(std::string_view name) const;   ///< the first of that name, in any case; null: none
    std::size_t header_at(std::string_view name) const;  ///< where it begins; none: where the body does
    std::string tree() const;                            ///< "multipart/mixed[text/plain, image/png]"
    std::vector<const Part*> leaves() const;
    const Flaw& first_wrong() const { return first(&Part::wrong); }  ///< of it and its parts
    const Flaw& first_remark() const { return first(&Part::remark); }

private:
    const Flaw& first(Flaw Part::*kind) const;
};

/// Un-stuffs dots and makes every line end CRLF: what was stored of what was sent.
std::string unstuffed(std::string_view sent);

Part parse_message(std::string_view message);

}  // namespace postlab::course
