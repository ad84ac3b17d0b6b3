// What a person has meant, where a line is not quite SMTP. A strict server remarks none of this.
#include <algorithm>
#include <cctype>

#include "shared/notes.h"
#include "shared/text/text.h"
#include "shared/wire/typing.h"
#include "smtpd/replies.h"
#include "smtpd/session.h"

namespace postlab::smtpd {

namespace {

constexpr unsigned most_unrecognized = 100;

}  // namespace

void Session::not_recognized(const LineReader::Line& line, std::string_view word) {
    static constexpr std::string_view pop3[] = {"USER", "PASS", "APOP", "STAT", "LIST",
                                                "RETR", "DELE", "UIDL", "TOP",  "CAPA"};
    static constexpr std::string_view web[] = {"GET", "HEAD", "POST", "PUT", "OPTIONS", "CONNECT"};
    auto is = [word](std::string_view known) { return equal_ignoring_case(known, word); };
    std::string_view credential = credential_verb(line.text).value_or(std::string_view());
    record_.command(moment(), line, {}, may_be_secret(line.text), credential);
    if (fault_replaces({})) return;
    std::string_view shown = may_be_secret(line.text) && credential.empty() ? "****" : word;
    auth_tried_ = auth_tried_ || equal_ignoring_case(word, "AUTH");
    if (++unrecognized_ >= most_unrecognized) {
        hang_up("refused");
        return say("session.baffled"_reply, {settings_.domain});
    }
    if (line.octets > longest_command) return say("command.too_long"_reply, {std::to_string(longest_command)});
    if (word.empty()) return say("command.no_verb"_reply);
    if (auto verb = std::ranges::find_if(pop3, is); verb != std::end(pop3)) return say("command.pop3"_reply, {*verb});
    if (auto verb = std::ranges::find_if(web, is); verb != std::end(web)) {
        hang_up("refused");
        return say("command.web"_reply, {settings_.domain, *verb});
    }
    if (shown == word) note_slip(word);
    writer_.note_homoglyph(credential);  // of the other lines it has been said
    say("command.unknown"_reply, {shown});
}

void Session::note_slip(std::string_view word) {
    static constexpr std::string_view header[] = {"From:", "To:", "Cc:", "Bcc:", "Subject:", "Date:", "Reply-To:"};
    auto is = [word](std::string_view known) { return equal_ignoring_case(known, word); };
    if (std::ranges::any_of(header, is)) return writer_.note("note.letter"_note);
    std::vector<std::string_view> verbs;
    for (const Command& command : commands)
        if (command.handler) verbs.push_back(command.verb);
    writer_.note_meant(word, verbs);
}

void Session::note_host(std::string_view name) {
    auto fits = [](char c) { return c == '-' || c == '.' || static_cast<unsigned char>(c) > '~' || std::isalnum(c); };
    if (name.starts_with('[')) return;
    auto odd = std::ranges::find_if_not(name, fits);
    if (odd != name.end())
        writer_.note("note.host_character"_note, {std::to_string(odd - name.begin() + 1), {&*odd, 1}});
    else if (name.ends_with('.') || name.ends_with('-'))
        writer_.note("note.host_end"_note);
}

/// MAIL's or RCPT's argument. In the classroom as it was meant, which `mended` then holds.
std::variant<PathArgument, SyntaxError> Session::read_path(std::string_view argument, std::string_view keyword,
                                                           Mended& mended) {
    auto parse = keyword == "FROM" ? parse_mail : parse_rcpt;
    auto parsed = parse(argument);
    if (std::holds_alternative<PathArgument>(parsed) || profile_ == WireProfile::strict) return parsed;
    auto better = mend(argument, keyword);
    if (!better) {
        std::string_view rest = argument.substr(std::min(keyword.size(), argument.size()));
        if (starts_ignoring_case(argument, keyword) && (rest.starts_with(' ') || rest.starts_with('<')))
            writer_.note("note.colon"_note, {keyword});
        return parsed;
    }
    mended = std::move(*better);
    auto parsed_again = parse(mended.argument);
    if (std::holds_alternative<SyntaxError>(parsed_again)) return parsed;
    if (mended.blank) writer_.note("note.path_blank"_note);
    if (mended.brackets) writer_.note("note.brackets"_note);
    return parsed_again;
}

}  // namespace postlab::smtpd
