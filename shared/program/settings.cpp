#include "shared/program/settings.h"

#include <Poco/String.h>

#include <algorithm>
#include <iterator>
#include <limits>
#include <span>
#include <variant>

#include "shared/program/command_line.h"
#include "shared/text/sentences.h"
#include "shared/text/text.h"

namespace postlab {

namespace {

/// A place for names, and which there are.
struct HiddenPlace {
    Hidden* hidden;
    std::span<const std::string_view> known;
};

using Place =
    std::variant<std::uint64_t*, unsigned*, bool*, std::string*, WireProfile*, Teach*, LogLevel*, HiddenPlace>;

const std::vector<std::string> profiles = {"classroom", "strict"},    // in the order of WireProfile
    lessons = {"false", "planted", "true"},                           // ... of Teach
    levels = {"usual", "error", "warning", "notice", "information"};  // ... of LogLevel

struct Field {
    std::string_view name, purpose;
    Place place;
    std::uint64_t least = 0, most = std::numeric_limits<std::uint64_t>::max();
    bool zero_is_none = false;  ///< 0 may stand for "no bound", though it is less than the least
};

/// What clients meet.
std::vector<Field> fields_of_protocols(Settings& s) {
    return {
        {"wire.profile", "how typed commands are taken: classroom (as they are meant, with a remark) or strict",
         &s.wire.profile},
        {"smtp.max_message_bytes", "largest message taken, in octets", &s.smtp.max_message_bytes, 65536},
        {"smtp.max_recipients", "recipients of one message", &s.smtp.max_recipients, 1},
        {"smtp.idle_timeout_s", "seconds an SMTP client may be silent", &s.smtp.idle_timeout_s, 1},
        {"smtp.max_unrecognized", "lines in a row that are no commands, then it closes (0: 20 if strict, else 100)",
         &s.smtp.max_unrecognized},
        {"smtp.max_client_bytes",
         "octets of letters taken from one client address in an hour; beyond them, 452 (0: any)",
         &s.smtp.max_client_bytes},
        {"smtp.hide", "extensions of SMTP taken away, with commas between: not announced, refused as unknown",
         HiddenPlace{&s.smtp.hide, smtp_extensions}},
        {"pop3.idle_timeout_s", "seconds a POP3 client may be silent (autologout)", &s.pop3.idle_timeout_s, 1},
        {"pop3.last", "the LAST command (RFC 1225, RFC 1460)", &s.pop3.last},
        {"pop3.max_unrecognized", "the same for POP3", &s.pop3.max_unrecognized},
        {"pop3.language", "the language that LANG * chooses", &s.pop3.language},
        {"pop3.hide", "capabilities of POP3 taken away likewise, as CAPA names them",
         HiddenPlace{&s.pop3.hide, pop3_extensions}},
        {"smtp.require_auth", "MAIL is taken only from who has logged in with AUTH", &s.smtp.require_auth},
        {"auth.allow_plaintext", "passwords over a connection without TLS", &s.auth.allow_plaintext},
        {"auth.max_failures", "wrong logins in one session, then it closes", &s.auth.max_failures, 1},
        {"tls.offer", "STARTTLS and STLS are announced, and begin TLS", &s.tls.offer},
        {"tls.require", "no letter is taken and nobody logs in before TLS has begun", &s.tls.require},
        {"tls.teach", "the record keeps what TLS hides and what opens it: true, or planted: of labs alone",
         &s.tls.teach},
    };
}

/// What the server keeps, needs and tells.
std::vector<Field> fields_of_process(Settings& s) {
    return {
        {"accounts.auto_create", "the first mail to a name makes its maildrop", &s.accounts.auto_create},
        {"accounts.auto_create_password", "the password of maildrops made that way", &s.accounts.auto_create_password},
        {"store.min_free_bytes", "octets of the disk left free, so that mail can still be deleted",
         &s.store.min_free_bytes},
        {"store.max_mailbox_bytes",
         "octets that a mailbox may hold; a letter that has no room there is told 452 (0: any)",
         &s.store.max_mailbox_bytes, 65536, std::numeric_limits<std::uint64_t>::max(), true},
        {"server.max_connections", "connections at a time; further ones are told 421 / -ERR", &s.server.max_connections,
         1},
        {"server.memory_mb", "MiB of mail on its way in that memory may hold; beyond it, 452", &s.server.memory_mb, 1},
        {"server.longest_command_s", "seconds that one command, one message or the taking of one answer may last",
         &s.server.longest_command_s, 1},
        {"server.reactors", "network threads", &s.server.reactors, 1, 64},
        {"log.to", "where it is said what happens: stderr, syslog, or a file, which SIGHUP opens anew", &s.log.to},
        {"log.level", "the least that is said: error, warning, notice, information; usual: warning on stderr, else all",
         &s.log.level},
        {"log.slow_commit_ms", "milliseconds from which on a commit is said to be slow", &s.log.slow_commit_ms, 1},
        {"transcript.enabled", "keep a record of every conversation", &s.transcript.enabled},
        {"transcript.max_bytes", "size of that record; the oldest conversations go first, unless there is a course",
         &s.transcript.max_bytes, 1048576},
        {"transcript.max_conversation_bytes", "octets kept of each conversation; what is more counts as lost",
         &s.transcript.max_conversation_bytes},
        {"transcript.max_content_bytes", "octets kept of each message that crosses the wire",
         &s.transcript.max_content_bytes},
        {"lab.folder", "folder with the labs of a course (those that came with the program)", &s.lab.folder},
        {"lab.marks", "folder that the marks of a course are written to while it is at work", &s.lab.marks},
        {"lab.inband", "in a course, replies to a login and to QUIT say how far the student is, and carry the receipt",
         &s.lab.in_band},
    };
}

std::vector<Field> fields(Settings& s) {
    std::vector<Field> all = fields_of_protocols(s);
    for (Field& field : fields_of_process(s)) all.push_back(std::move(field));
    return all;
}

Phrase no_number(const Field& field, const std::string& value) {
    const std::string least = std::to_string(field.least), most = std::to_string(field.most);
    if (field.most == std::numeric_limits<std::uint64_t>::max())
        return {"setting.number"_sentence, {field.name, least, value}};
    return {"setting.number_within"_sentence, {field.name, least, most, value}};
}

template <class Number>
std::optional<Phrase> set_number(Number& place, const Field& field, const std::string& value) {
    const auto number = number_in<Number>(value);
    const bool is_none = number && *number == 0 && field.zero_is_none;
    if (!number || (*number < field.least && !is_none) || *number > field.most) return no_number(field, value);
    place = *number;
    return std::nullopt;
}

/// "classroom or strict"
Phrase one_of(const std::vector<std::string>& words) {
    Phrase all(words.front());
    for (auto word = words.begin() + 1; word != words.end(); ++word) all = {"text.or"_sentence, {all, *word}};
    return all;
}

Phrase no_choice(const Field& field, const std::vector<std::string>& words, const std::string& value) {
    return {"setting.choice"_sentence, {field.name, one_of(words), value}};
}

/// With what was probably meant behind it.
Phrase with_meant(Phrase wrong, const std::string& meant) {
    return meant.empty() ? wrong : Phrase("text.meant"_sentence, {std::move(wrong), meant});
}

/// One of the words, which stand in the order of the enumeration.
template <class Choice>
std::optional<Phrase> set_choice(Choice& place, const std::vector<std::string>& words, const Field& field,
                                 const std::string& value) {
    const auto found = std::ranges::find(words, value);
    if (found == words.end()) return with_meant(no_choice(field, words, value), nearest(value, words));
    place = static_cast<Choice>(found - words.begin());
    return std::nullopt;
}

std::optional<Phrase> set_hidden(const HiddenPlace& place, const Field& field, std::string_view value) {
    Hidden hidden;
    while (!value.empty()) {
        const std::size_t end = value.find(',');
        const std::string name = upper_case(value.substr(0, end));
        value.remove_prefix(end == value.npos ? value.size() : end + 1);
        if (std::ranges::find(place.known, name) == place.known.end()) {
            const std::vector<std::string> all(place.known.begin(), place.known.end());
            const std::string meant = nearest(name, all);
            const Phrase wrong("setting.names"_sentence, {field.name, name});
            if (!meant.empty()) return with_meant(wrong, meant);
            return Phrase("setting.there_are"_sentence, {wrong, list_of(place.known)});
        }
        if (!hidden.has(name)) hidden.names.push_back(name);
    }
    *place.hidden = std::move(hidden);
    return std::nullopt;
}

std::optional<Phrase> assign(const Field& field, const std::string& value) {
    if (auto* number = std::get_if<std::uint64_t*>(&field.place)) return set_number(**number, field, value);
    if (auto* number = std::get_if<unsigned*>(&field.place)) return set_number(**number, field, value);
    if (auto* profile = std::get_if<WireProfile*>(&field.place)) return set_choice(**profile, profiles, field, value);
    if (auto* teach = std::get_if<Teach*>(&field.place)) return set_choice(**teach, lessons, field, value);
    if (auto* level = std::get_if<LogLevel*>(&field.place)) return set_choice(**level, levels, field, value);
    if (auto* text = std::get_if<std::string*>(&field.place)) {
        **text = value;
        return std::nullopt;
    }
    if (auto* hidden = std::get_if<HiddenPlace>(&field.place)) return set_hidden(*hidden, field, value);
    if (value != "true" && value != "false") return no_choice(field, {"true", "false"}, value);
    *std::get<bool*>(field.place) = value == "true";
    return std::nullopt;
}

std::string text_of(const Place& place) {
    if (auto* number = std::get_if<std::uint64_t*>(&place)) return std::to_string(**number);
    if (auto* number = std::get_if<unsigned*>(&place)) return std::to_string(**number);
    if (auto* flag = std::get_if<bool*>(&place)) return **flag ? "true" : "false";
    if (auto* profile = std::get_if<WireProfile*>(&place)) return profiles[static_cast<std::size_t>(**profile)];
    if (auto* teach = std::get_if<Teach*>(&place)) return lessons[static_cast<std::size_t>(**teach)];
    if (auto* level = std::get_if<LogLevel*>(&place)) return levels[static_cast<std::size_t>(**level)];
    if (auto* hidden = std::get_if<HiddenPlace>(&place)) return joined(hidden->hidden->names, ",");
    return *std::get<std::string*>(place);
}

}  // namespace

bool Settings::is_own(std::string_view host) const {
    auto is_it = [host](const std::string& own) { return Poco::icompare(own, std::string(host)) == 0; };
    return is_it(domain) || std::ranges::any_of(more_domains, is_it);
}

std::string_view Settings::account_meant(std::string_view name) const {
    const std::size_t at = name.rfind('@');
    return at != name.npos && is_own(name.substr(at + 1)) ? name.substr(0, at) : name;
}

std::string Settings::own_domains() const {
    std::string all = domain;
    for (const std::string& further : more_domains) all += ", " + further;
    return all;
}

std::optional<Phrase> Settings::set(std::string_view key, std::string_view value) {
    for (const Field& field : fields(*this))
        if (field.name == key) return assign(field, std::string(value));
    std::vector<std::string> names;
    for (const Field& field : fields(*this)) names.emplace_back(field.name);
    const std::string meant = nearest(key, names);
    if (meant.empty()) return Phrase("setting.unknown"_sentence, {key});
    return Phrase("setting.unknown_meant"_sentence, {key, meant});
}

std::vector<Settings::Key> Settings::keys() const {
    Settings copy = *this;
    std::vector<Key> keys;
    for (const Field& field : fields(copy))
        keys.push_back({std::string(field.name), text_of(field.place), std::string(field.purpose)});
    return keys;
}

void set_all(Settings& settings, const std::vector<std::string>& assignments) {
    for (const std::string& assignment : assignments) {
        const std::size_t equals = assignment.find('=');
        if (equals == assignment.npos) throw UsageError("setting.no_equals"_sentence, {assignment});
        if (auto wrong = settings.set(assignment.substr(0, equals), assignment.substr(equals + 1)))
            throw UsageError("setting.wrong"_sentence, {*wrong});
    }
}

}  // namespace postlab
