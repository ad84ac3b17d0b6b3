#include "labs/screen/refusal.h"

#include <algorithm>
#include <string>
#include <vector>

#include "labs/language/sentences.h"
#include "labs/screen/assets.h"
#include "shared/text/text.h"

namespace postlab::screen {

using labs::operator""_sentence;

namespace {

const labs::Language* known(const std::string& code) {
    static const std::vector<std::string> all = labs::Language::all();
    return std::ranges::find(all, code) == all.end() ? nullptr : &labs::Language::of(code);
}

}  // namespace

/// Of "zh-CN,zh;q=0.9,en;q=0.8" browsers send the one that is liked most first.
const labs::Language& language_of(const http::Request& request) {
    if (const auto* named = known(request.query.get("lang", ""))) return *named;
    std::string accepted = lower_case(request.field("Accept-Language"));
    std::ranges::replace(accepted, ',', ' ');
    for (const std::string& one : split(accepted))
        if (const auto* spoken = known(one.substr(0, one.find_first_of("-;")))) return *spoken;
    return labs::Language::english();
}

http::Answer refusal(const http::Request& request, http::Status status, const Sentence& why) {
    if (request.field("Accept").find("text/html") == std::string::npos)
        return http::plain(status, language_of(request).say(why));
    const http::Asset& page = *std::ranges::find(assets(), "/index.html", &http::Asset::path);
    return {.status = status, .type = std::string(page.type), .body = std::string(page.content)};
}

http::Answer no_such_page(const http::Request& request) {
    return refusal(request, http::Status::HTTP_NOT_FOUND, "screen.no_page"_sentence);
}

}  // namespace postlab::screen
