#pragma once
#include <map>
#include <string>
#include <string_view>

#include "labs/course/lab/note.h"

namespace postlab::course {

/// A structured header field: `text/plain; charset="utf-8" (a comment)`. It is read by the lexical rules of RFC 5322
/// 3.2 (comments that nest, folding, quoted pairs) and RFC 2045 5.1 (tokens, parameters). Parameters that are cut
/// (`name*0=`, `name*1=`) or encoded (`name*=utf-8''%E6`) are put together and decoded (RFC 2231 3 and 4).
struct StructuredField {
    std::string value;                              ///< "text/plain", "1.0"; lower case, comments and blanks left out
    std::map<std::string, std::string> parameters;  ///< by their names in lower case; of two, the first
    Note wrong;   ///< the first thing that is malformed; empty: nothing. The rest is read
    Note remark;  ///< the first thing that is malformed and harmless

    const std::string& parameter(const std::string& name) const;  ///< empty: it has none
};

/// From an unfolded field without its name. A value without state; any thread, any bytes.
StructuredField structured_field(std::string_view text);

}  // namespace postlab::course
