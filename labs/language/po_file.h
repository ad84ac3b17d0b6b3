#pragma once
#include <string>
#include <string_view>
#include <vector>

/// The form that translations are kept in: gettext's PO, which translators' programs read and write (Poedit, Weblate).
///
///     msgctxt "why.pop3.dele.ok"
///     msgid "In truth it is only marked. ..."
///     msgstr "其实只是做了标记。……"
///
/// The English text stands beside its translation, so whoever reads a row sees both, and a sentence that has been
/// changed since can be told: until somebody has looked at it again and taken the marks away, "#, fuzzy" and "#| msgid"
/// with what it was made from, it counts as made from that. Functions without state: any thread.
namespace postlab::labs {

struct PoEntry {
    std::string id;           ///< msgctxt
    std::string english;      ///< msgid, as it was when it was translated
    std::string translation;  ///< msgstr; empty: not yet
    int line = 0;             ///< where it begins
};

/// Without the file's head, which has no id. Throws std::runtime_error with file and line for what is no PO.
std::vector<PoEntry> parse_po(std::string_view text, const std::string& file);

/// One entry, with an empty line behind it. Where `was` isn't empty it was made from that text, and gets the marks.
std::string po_entry(const PoEntry& entry, const std::string& was = "");
/// What a file begins with.
std::string po_head(const std::string& language);

}  // namespace postlab::labs
