#pragma once
#include <span>
#include <string>
#include <string_view>

#include "shared/reply.h"

namespace postlab {

/// The languages that a client may have replies worded in, POP3's LANG (RFC 6856 3). What a row says in English stands
/// in the row; who knows the other languages implements this (labs::CatalogueLanguages), so a protocol needs no file
/// and no catalogue. A session that has none speaks English alone.
///
/// Constant: one for all sessions, any thread. It outlives them.
class ReplyLanguages {
public:
    struct Language {
        std::string tag;   ///< RFC 5646: "zh"
        std::string name;  ///< in the language itself, UTF-8: "中文"
    };

    virtual ~ReplyLanguages() = default;
    /// Those there are beside English.
    virtual std::span<const Language> others() const = 0;
    /// The row's text in one of them, in UTF-8; "{2}" stands for its second detail. Where there is none, its own.
    virtual std::string_view text(const Reply& reply, std::string_view tag) const = 0;
};

/// The language, with its tag in the case it is written in, that a basic language range means: its own, or that of the
/// longest beginning of it between hyphens, so that "zh-Hans-CN" means "zh" (RFC 4647 3.4). In whatever case; null:
/// there is none.
const ReplyLanguages::Language* matching(std::span<const ReplyLanguages::Language> languages, std::string_view range);

}  // namespace postlab
