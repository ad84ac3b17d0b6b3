#include "shared/reply_languages.h"

#include <algorithm>

#include "shared/text/text.h"

namespace postlab {

const ReplyLanguages::Language* matching(std::span<const ReplyLanguages::Language> languages, std::string_view range) {
    while (!range.empty()) {
        const auto found = std::ranges::find_if(languages, [&](const ReplyLanguages::Language& language) {
            return equal_ignoring_case(language.tag, range);
        });
        if (found != languages.end()) return &*found;
        range = range.substr(0, range.rfind('-') == range.npos ? 0 : range.rfind('-'));
    }
    return nullptr;
}

}  // namespace postlab
