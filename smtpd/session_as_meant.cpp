// What a person has meant, where a line is not quite SMTP. A strict server remarks none of this.
#include <algorithm>
#include <cctype>

#include "shared/notes.h"
#include "shared/text/homoglyph.h"
#include "shared/text/text.h"
#include "shared/wire/credentials.h"
#include "shared/wire/typing.h"
#include "smtpd/replies.h"
#include "smtpd/session.h"

namespace postlab::smtpd {

namespace {

bool is_beyond_ascii(char c) { return static_cast<unsigned char>(c) > '~'; }

/// The verbs that do something here.
std::span<const std::string_view> verbs_to_mean() {
    static const auto verbs = [] {
        std::vector<std::string_view> verbs;
        for (const Session::Command& command : Session::commands)
            if (command.handler) verbs.push_back(command.verb);
        return verbs;
    }();
    return verbs;
}

}  // namespace

/// People type passwords where none is asked for, too. What follows a login that failed may be its next line.
std::string_view Session::without_secret(std::string_view line) const {
    if (exchange_) return line == "*" ? line : std::string_view();
    if (auto shown = shown_of_login(line)) return *shown;
    const std::string_view word = line.substr(0, line.find_first_of(" \t"));
    return login_tried_ && !find(word) && slip_of(word, verbs_to_mean()).empty() ? std::string_view() : line;
}

std::optional<std::string_view> Session::shown_of_login(std::string_view line) {
    static constexpr std::string_view user[] = {"USER"};
    if (equal_ignoring_case(line.substr(0, 5), "AUTH ")) return sasl::shown_of_auth(line);
    if (auto shown = before_credentials(line)) return shown;
    const std::size_t start = std::min(line.find_first_not_of(" \t"), line.size());
    const std::size_t end = std::min(line.find_first_of(" \t", start), line.size());
    const std::string_view word = line.substr(start, end - start), argument = line.substr(end);
    const std::string meant = without_homoglyphs(word);
    auto is = [&meant](std::string_view known) { return equal_ignoring_case(known, meant); };
    if (is("USER") || std::ranges::any_of(web_verbs, is)) return line.substr(0, end);
    if (!verb_meant(meant, user).empty()) return std::string_view();
    const bool name_and_password = argument.find(':') != argument.npos && !argument.starts_with(" <");
    if ((is("VRFY") || is("EXPN")) && name_and_password) return line.substr(0, end);
    return std::nullopt;
}

void Session::not_recognized(const LineReader::Line& line, std::string_view word, std::string_view shown) {
    static constexpr std::string_view pop3[] = {"USER", "PASS", "APOP", "STAT", "LIST",
                                                "RETR", "DELE", "UIDL", "TOP",  "CAPA"};
    auto is = [word](std::string_view known) { return equal_ignoring_case(known, word); };
    record_.command(moment(), line, {}, shown);
    if (fault_replaces({})) return;
    if (++unrecognized_ >= settings_.most_unrecognized(settings_.smtp.max_unrecognized)) {
        hang_up("refused");
        return say("session.baffled"_reply, {settings_.domain});
    }
    if (line.octets > longest_command) return say("command.too_long"_reply, {std::to_string(longest_command)});
    if (word.empty()) return say("command.no_verb"_reply);
    if (auto verb = std::ranges::find_if(pop3, is); verb != std::end(pop3)) return say("command.pop3"_reply, {*verb});
    if (auto verb = std::ranges::find_if(web_verbs, is); verb != web_verbs.end()) {
        hang_up("refused");
        return say("command.web"_reply, {settings_.domain, *verb});
    }
    const bool word_is_shown = shown.size() >= word.size();
    if (word_is_shown) note_slip(word);
    if (shown.size() < line.text.size()) writer_.note_homoglyph(shown);  // of the other lines it has been said
    say("command.unknown"_reply, {word_is_shown ? word : "****"});
}

void Session::note_slip(std::string_view word) {
    static constexpr std::string_view header[] = {"From:", "To:", "Cc:", "Bcc:", "Subject:", "Date:", "Reply-To:"};
    auto is = [word](std::string_view known) { return equal_ignoring_case(known, word); };
    if (std::ranges::any_of(header, is)) return writer_.note("note.letter"_note);
    if (starts_ignoring_case(word, "FROM:")) return writer_.note("note.no_verb"_note, {"MAIL FROM"});
    if (starts_ignoring_case(word, "TO:")) return writer_.note("note.no_verb"_note, {"RCPT TO"});
    if (is("ETRN") || find(word)) return writer_.note("note.not_offered"_note);
    std::vector<std::string_view> verbs(verbs_to_mean().begin(), verbs_to_mean().end());
    std::erase_if(verbs, [this](std::string_view verb) { return is_hidden(*find(verb)); });
    writer_.note_meant(word, verbs);
}

void Session::note_host(std::string_view name) {
    auto fits = [](unsigned char c) { return c == '-' || c == '.' || std::isalnum(c); };
    if (name.starts_with('[')) return;
    auto odd = std::ranges::find_if_not(name, fits);
    if (odd != name.end() && is_beyond_ascii(*odd))
        writer_.note("note.host_ascii"_note);
    else if (odd != name.end())
        writer_.note("note.host_character"_note, {std::to_string(odd - name.begin() + 1), {&*odd, 1}});
    else if (name.ends_with('.') || name.ends_with('-'))
        writer_.note("note.host_end"_note);
}

bool Session::may_pass_as_host(std::string_view name) const {
    std::string plain(name);
    std::ranges::replace_if(
        plain, [](char c) { return c == '_' || is_beyond_ascii(c); }, 'x');
    return profile_ == WireProfile::classroom && names_a_host(plain);
}

/// MAIL's or RCPT's argument. In the classroom as it was meant, which `mended` then holds; an error is the one that is
/// not forgiven.
std::variant<PathArgument, SyntaxError> Session::read_path(std::string_view argument, std::string_view keyword,
                                                           Mended& mended) {
    auto parse = keyword == "FROM" ? parse_mail : parse_rcpt;
    auto parsed = parse(argument);
    if (std::holds_alternative<PathArgument>(parsed) || profile_ == WireProfile::strict) return parsed;
    if (auto better = mend(argument, keyword)) {
        mended = std::move(*better);
        parsed = parse(mended.argument);
    }
    auto error = std::get_if<SyntaxError>(&parsed);
    if (!error) {
        if (mended.blank) writer_.note("note.path_blank"_note);
        if (mended.brackets()) writer_.note("note.brackets"_note);
        return parsed;
    }
    note_missing(mended.argument.empty() ? argument : mended.argument, keyword, *error);
    if (error->kind != SyntaxError::Kind::too_long) error->number = mended.typed_column(error->number);
    return parsed;
}

/// What the error comes of; `argument` is what it was found in.
void Session::note_missing(std::string_view argument, std::string_view keyword, const SyntaxError& error) {
    const std::string_view other = keyword == "FROM" ? "TO:" : "FROM:";
    if (starts_ignoring_case(argument, other)) return writer_.note("note.path_elsewhere"_note);
    std::string_view rest = argument.substr(std::min(keyword.size(), argument.size()));
    if (starts_ignoring_case(argument, keyword) && (rest.starts_with(' ') || rest.starts_with('<')))
        return writer_.note("note.colon"_note, {keyword});
    std::string_view at_error = argument.substr(std::min(error.number - argument_column, argument.size()));
    if (error.kind == SyntaxError::Kind::path && error.what == "'@'" && (at_error.empty() || at_error[0] == '>'))
        writer_.note("note.no_domain"_note);
}

}  // namespace postlab::smtpd
