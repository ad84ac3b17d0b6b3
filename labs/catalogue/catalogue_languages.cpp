#include "labs/catalogue/catalogue_languages.h"

#include <algorithm>

namespace postlab::labs {

CatalogueLanguages::CatalogueLanguages() {
    for (const std::string& code : labs::Language::all()) {
        const labs::Language& language = labs::Language::of(code);
        if (&language == &labs::Language::english()) continue;
        others_.push_back({code, language.say(language_name)});
        read_.push_back(&language);
    }
}

std::string_view CatalogueLanguages::text(const Reply& reply, std::string_view tag) const {
    const auto found = std::ranges::find(others_, tag, &ReplyLanguages::Language::tag);
    if (found == others_.end()) return reply.text;
    return read_[static_cast<std::size_t>(found - others_.begin())]->text(said_text(reply).id, reply.text);
}

Text said_text(const Reply& reply) {
    const bool words = !reply.text.empty() && reply.takes_notes() && group(reply) != "greeting";
    return {"say.pop3." + std::string(reply.id), words ? reply.text : std::string_view()};
}

}  // namespace postlab::labs
