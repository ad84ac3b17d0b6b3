#pragma once
#include <vector>

#include "labs/catalogue/in_language.h"
#include "shared/reply_languages.h"

namespace postlab::labs {

/// What POP3's LANG offers: the languages of labs/texts.LANGUAGE.po, which have the text of each reply, too. (SMTP has
/// no LANG, and POP2 none either.)
class CatalogueLanguages : public ReplyLanguages {
public:
    CatalogueLanguages();
    std::span<const ReplyLanguages::Language> others() const override { return others_; }
    std::string_view text(const Reply& reply, std::string_view tag) const override;

private:
    std::vector<ReplyLanguages::Language> others_;
    std::vector<const labs::Language*> read_;  ///< in the same order
};

/// What is said by a POP3 reply that may be said behind LANG, to be translated; empty english: data alone, or never
/// said there.
Text said_text(const Reply& reply);
/// The languages' own names.
inline constexpr Sentence language_name{"language.name", "English"};

}  // namespace postlab::labs
