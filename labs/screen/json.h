#pragma once
#include <Poco/JSON/Object.h>

#include <cstdint>
#include <sstream>
#include <string>

#include "shared/http/answer.h"
#include "shared/time.h"

/// What a page is told, as its script reads it.
namespace postlab::screen {

/// An object or an array of POCO's.
template <class Value>
std::string json_text(const Value& value) {
    std::ostringstream out;
    value.stringify(out);
    return out.str();
}

/// Since 1970, as scripts count.
inline std::int64_t milliseconds(Time time) { return microseconds_of(time) / 1000; }

inline http::Answer json_answer(const Poco::JSON::Object& object, http::Status status = http::Status::HTTP_OK) {
    return {.status = status, .type = "application/json", .body = json_text(object)};
}

// Of something that it wanted done.
/// {"trouble": "too_many"}: the page has a sentence for it, `trouble_too_many`, in the reader's language.
inline http::Answer trouble(http::Status status, const std::string& what) {
    Poco::JSON::Object object;
    object.set("trouble", what);
    return json_answer(object, status);
}
inline http::Answer done() { return {.status = http::Status::HTTP_NO_CONTENT}; }

}  // namespace postlab::screen
