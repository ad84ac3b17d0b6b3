#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "labs/course/lab/pattern.h"
#include "labs/course/lab/yaml_place.h"

/// What a lab can ask of an attempt: the kinds of its checks, and of what makes it recognise a mistake. Each is a key
/// of lab.yaml; a check may have several, and then all of them must hold. An attempt is what one student did between
/// one `start` or `reset` and the next; a kind looks at all its sessions that have ended.
///
/// Texts that are compared ("a form") are as in the S lines of a dialogue: `...` is anything. $names may stand in
/// every value. Numbers of letters: the fixture's are 1 to n, and letters that came later count on from there in the
/// order of their arrival, removed ones included, so a letter's number stays its own during the attempt.
namespace postlab::course {

using labs::Protocol;

/// `seen: {pop3: "C: TOP $x 0\nS: +OK ..."}`       (or smtp: which protocol the pattern's sessions speak)
/// A pattern (pattern.h) that must be found. Beside it may stand
///     times: 3         that many matches that share no command
///     without: "..."   a pattern that is not found in the session (the pattern then has only one session)
///     lasts: 60        seconds at least from its first line to its last
///     within: 30       seconds at most
///     ahead: yes       every C line but the first came within a quarter of a second behind the reply before it, so
///     that
///                      nobody can have read that: a group in one write, or pasted. `no`: each came later, so that
///                      somebody can. A program that waits for every reply is as fast as a group.
/// Several patterns may be given as a list: all must be found.
struct Seen {
    Pattern pattern;
    std::optional<Pattern> without;
    Number times = 1;
    std::optional<Number> lasts, within;
    std::optional<bool> ahead = {};
};

/// `never: {pop3: "C: RETR $x"}`
/// The pattern must be found nowhere in the attempt. A student who has done it begins again by `reset`.
struct Never {
    Pattern pattern;
};

/// `commands: {smtp: "5..", at_least: 3}`
/// Counts the commands whose reply has such a code ("250", "4..", "+OK", "-ERR", "any"). Beside it may stand
///     verb: [RCPT, NOOP]       only these verbs; `other`: none that the server knows
///     state: AUTHORIZATION     only those given in this state, as the record names it
///     case: mixed              only those whose verb was typed so: upper, lower, mixed
///     line_end: lf             only those whose line ended so: crlf, lf
///     different: yes           the same verb counts only once
///     at_least: 3, at_most: 5  how many there must be; at least one when neither is given
struct Commands {
    Protocol protocol;
    std::string code;
    std::vector<std::string> verbs;
    std::string state, typed, line_end;
    bool different = false;
    Number at_least = 1;
    std::optional<Number> at_most;
};

/// `codes: {smtp: ["503", "501", "4.."]}`: each of them was said at least once.
struct Codes {
    Protocol protocol;
    std::vector<std::string> codes;
};

/// `octets: {pop3: {at_most: 1000000}}`: what the server said in the attempt's sessions of that protocol, all in all;
/// or at_least.
struct Octets {
    Protocol protocol;
    std::optional<Number> at_most, at_least;
};

/// `letter: {subject: "$word ...", to: [$student]}`
/// A message that was accepted in a session of the attempt, not for the desk, and of which all of this holds. Content
/// is judged whole: of a message that the record has only in part (transcript.max_content_bytes), no more than header
/// and envelope is. Of several that fail, the one that comes furthest says why; header fields are compared first.
///     subject, from, to_header   forms of these fields, with encoded-words decoded (RFC 2047)
///     header: {Name: form}       any other field          no_header: [Bcc]   fields that must not be there
///     body: text                 the whole body, exactly, after un-stuffing; LF here is CRLF on the wire
///     body_has: form             a line of it
///     envelope_from: form        the reverse-path, without its brackets
///     to: [names]                the mailboxes that it was stored in: exactly these, in any order
///     mime: "multipart/mixed[text/plain, image/png]"     the tree of its parts; well formed (RFC 2045, 2046),
///                                                         or the reason is the check's note
///     charset: utf-8             of the first text part; and its text really is in it
///     part_text: {1: form}       a line of the decoded text of a leaf, counted from 1
///     attachment: {sha256: hex}  or octets: n, text: form, name: form; of one leaf that is not the first
///     ascii: yes                 no octet above 127
///     fetched: yes               it was also fetched by RETR, whole, in the attempt
///     count: 2                   so many such messages, exactly; otherwise one or more
struct Letter {
    std::vector<std::pair<std::string, std::string>> fields;  ///< "subject" and so on, and header's: name, form
    std::vector<std::string> no_header;
    std::optional<std::string> body, body_has, envelope_from, mime, charset;
    std::optional<std::vector<std::string>> to;
    std::vector<std::pair<Number, std::string>> part_text;
    struct Attachment {
        std::optional<std::string> sha256, text, name;
        std::optional<Number> octets;
    };
    std::optional<Attachment> attachment;
    bool ascii = false, fetched = false;
    std::optional<Number> count;
};

/// `maildrop: {gone: [$x], kept: [1, 2], left: 7, count: 8}`
/// The student's maildrop at the end of the attempt's last ended session, worked out from fixture, deliveries and
/// removals: letters that are no more there, or still are; how many of the fixture's are left; how many there are in
/// all.
struct MaildropAtEnd {
    std::vector<Number> gone, kept;
    std::optional<Number> left, count;
};

/// `sessions: [{fetched: [1, 2], removed: [1, 2]}, {fetched: [3]}]`
/// POP3 sessions with a login, in this order (others may stand between): the numbers of the letters that each has
/// fetched (RETR) and removed (DELE and QUIT), exactly. A key that is left out doesn't matter. `how: drop` how it
/// ended.
struct Sessions {
    struct Plan {
        std::optional<std::vector<Number>> fetched, removed;
        std::string how;
    };
    std::vector<Plan> plans;
};

/// `synchronised: 3`
/// So many POP3 sessions with a login in a row, each of which asked UIDL before its first RETR, and fetched every
/// letter that none before it in the attempt had fetched, once, and no other. At least one letter must be fetched in
/// the last.
struct Synchronised {
    Number sessions;
};

/// `answer: {left: "15"}`
/// What the student wrote to the desk; the last answer of a name counts. Compared without regard to case and spaces
/// around; a form may be given; with commas in it, as a set.
struct Answer {
    std::vector<std::pair<std::string, std::string>> values;
};

/// `predict: [left]`
/// Answers of these names, of whatever value, that came before the first other session of the attempt: before any
/// POP3 session, and before any SMTP session that did more than write to the desk.
struct Predict {
    std::vector<std::string> names;
};

/// `classified: {"2..": done, "3..": go on, "4..": later, "5..": mend, "+OK": done, "-ERR": mend, at_least: 8}`
/// A quiz about the student's own replies: answers whose name is a code that a server has said to them in this attempt
/// ("503: mend"). So many different codes must be answered, each with its word, and none wrongly.
struct Classified {
    std::vector<std::pair<std::string, std::string>> words;
    Number at_least = 0;
};

/// `cites: {choose: 3, of: {a: {pop3: "C: LIST\nS: +OK ..."}, b: {smtp: "..."}}}`
/// Answers ("a: +OK 2 messages") that quote a line of the student's own sessions: the pattern must be found so that its
/// last line is the line quoted. At least so many of them.
struct Cites {
    std::vector<std::pair<std::string, Pattern>> of;
    Number choose = 0;
};

using Condition = std::variant<Seen, Never, Commands, Codes, Octets, Letter, MaildropAtEnd, Sessions, Synchronised,
                               Answer, Predict, Classified, Cites>;

/// All must hold.
using Conditions = std::vector<Condition>;

/// The conditions that a map in lab.yaml spells out by its keys, the kinds above; other keys are not looked at. What is
/// wrong is complained about at its place.
Conditions read_conditions(const YamlPlace& place);
/// The keys that read_conditions() knows.
const std::vector<std::string>& condition_kinds();

/// With the values in place of the $names, so that every number of it is known. Throws std::runtime_error for a $name
/// without a value, or whose value is no number where one must stand.
Conditions with(const Conditions& conditions, const Values& values);

}  // namespace postlab::course
