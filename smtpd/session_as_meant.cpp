// What a person has meant, where a line is not quite SMTP. A strict server asks none of this.
#include <algorithm>
#include <cctype>

#include "shared/notes.h"
#include "shared/text.h"
#include "smtpd/session.h"

namespace postlab::smtpd {

void Session::note_slip(std::string_view word) {
    static constexpr std::string_view header[] = {"From:", "To:", "Cc:", "Bcc:", "Subject:", "Date:", "Reply-To:"};
    auto is = [word](std::string_view known) { return equal_ignoring_case(known, word); };
    if (std::ranges::any_of(header, is)) return note("note.letter"_note);
    std::vector<std::string_view> verbs;
    for (const Command& command : commands)
        if (command.handler) verbs.push_back(command.verb);
    note_meant(word, verbs);
}

void Session::note_host(std::string_view name) {
    auto fits = [](char c) { return c == '-' || c == '.' || static_cast<unsigned char>(c) > '~' || std::isalnum(c); };
    if (name.starts_with('[')) return;
    auto odd = std::ranges::find_if_not(name, fits);
    if (odd != name.end())
        note("note.host_character"_note, {std::to_string(odd - name.begin() + 1), {&*odd, 1}});
    else if (name.ends_with('.') || name.ends_with('-'))
        note("note.host_end"_note);
}

/// MAIL's or RCPT's argument. In the classroom as it was meant, which `mended` then holds.
std::variant<PathArgument, Fault> Session::read_path(std::string_view argument, std::string_view keyword,
                                                     Mended& mended) {
    auto parse = keyword == "FROM" ? parse_mail : parse_rcpt;
    auto parsed = parse(argument);
    if (std::holds_alternative<PathArgument>(parsed) || profile_ == WireProfile::strict) return parsed;
    auto better = mend(argument, keyword);
    if (!better) {
        std::string_view rest = argument.substr(std::min(keyword.size(), argument.size()));
        if (starts_ignoring_case(argument, keyword) && (rest.starts_with(' ') || rest.starts_with('<')))
            note("note.colon"_note, {keyword});
        return parsed;
    }
    mended = std::move(*better);
    auto parsed_again = parse(mended.argument);
    if (std::holds_alternative<Fault>(parsed_again)) return parsed;
    if (mended.blank) note("note.path_blank"_note);
    if (mended.brackets) note("note.brackets"_note);
    return parsed_again;
}

}  // namespace postlab::smtpd
