// UTF8 and LANG (RFC 6856): letters with other than ASCII in their header, and replies in the client's language.
#include <algorithm>

#include "pop3d/replies.h"
#include "pop3d/session.h"
#include "shared/sasl/saslprep.h"
#include "shared/text/text.h"
#include "shared/text/text_encoding.h"

namespace postlab::pop3d {

namespace {

const ReplyLanguages::Language own_language{"en", "English"};

bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

}  // namespace

void Session::utf8(std::string_view) {
    utf8_ = true;
    say("utf8.ok"_reply);
}

void Session::lang(std::string_view range) {
    if (range.empty()) return list_languages();
    const std::string_view wanted = range == "*" ? std::string_view(settings_.pop3.language) : range;
    const auto others = languages_ ? languages_->others() : std::span<const ReplyLanguages::Language>();
    const ReplyLanguages::Language* language = matching(others, wanted);
    if (!language && (range == "*" || matching({&own_language, 1}, range))) language = &own_language;
    if (!language) return say("lang.unknown"_reply, {range});
    writer_.speak(language == &own_language ? nullptr : languages_, language->tag);
    say("lang.ok"_reply, {language->tag});
}

void Session::list_languages() {
    std::string lines = writer_.line("lang.list"_reply, {}) + "\r\n" + own_language.tag + " " + own_language.name;
    if (languages_)
        for (const ReplyLanguages::Language& language : languages_->others())
            lines += "\r\n" + language.tag + " " + language.name;
    say_raw(lines + "\r\n.\r\n", "lang.list"_reply);
}

/// Names and passwords as UTF8 USER promises to take them (RFC 6856 2.2). Who doesn't promise takes octets, too, and an
/// empty one is merely wrong.
std::optional<std::string> Session::prepared(std::string_view name_or_password) const {
    auto text = sasl::prepared(name_or_password);
    const bool as_it_is = name_or_password.empty() || settings_.pop3.hide.has("UTF8");
    return text || !as_it_is ? text : std::string(name_or_password);
}

/// A header with octets above 127 is an internationalized one where they are UTF-8 (RFC 6532 3.1); in any other charset
/// it is merely broken, and goes as it came. The header is looked for in the first block.
bool Session::needs_utf8(std::string_view content) const {
    if (utf8_ || settings_.pop3.hide.has("UTF8")) return false;
    const std::size_t end = content.starts_with("\r\n") ? 0 : content.find("\r\n\r\n");
    const std::string_view header =
        end == content.npos ? beginning(content, content.size() - 1) : content.substr(0, end);
    return !std::ranges::all_of(header, is_ascii) && to_utf8(header, "UTF-8");
}

}  // namespace postlab::pop3d
