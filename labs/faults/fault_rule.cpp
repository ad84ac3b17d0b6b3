#include "labs/faults/fault_rule.h"

#include <algorithm>
#include <cmath>
#include <sstream>

#include "labs/catalogue/tables.h"
#include "labs/language/sentences.h"
#include "shared/faulty_reply.h"
#include "shared/program/command_line.h"
#include "shared/text/text.h"

namespace postlab::labs {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds longest_time = std::chrono::hours(1);
constexpr unsigned fastest_clock = 3600;

[[noreturn]] void bad(const std::string& key, const std::string& value, const Phrase& wanted) {
    throw BadFault("fault.is"_sentence, {key, wanted, value});
}

[[noreturn]] void no_number(const std::string& key, const std::string& value, std::uint64_t least, std::uint64_t most) {
    bad(key, value, {"fault.number"_sentence, {std::to_string(least), std::to_string(most)}});
}

/// The words of a rule, each looked up by the name of its key.
class Reader {
public:
    explicit Reader(const FaultWords& words) : words_(words) {}

    bool has(const std::string& key) const { return words_.contains(key); }

    std::string text(const std::string& key) const {
        auto found = words_.find(key);
        return found == words_.end() ? std::string() : found->second;
    }

    template <class Number>
    Number number(const std::string& key, Number least, Number most, Number otherwise) const {
        if (!has(key)) return otherwise;
        const auto number = number_in<Number>(text(key));
        if (!number || *number < least || *number > most) no_number(key, text(key), least, most);
        return *number;
    }

    double chance() const {
        if (!has("chance")) return 1;
        const auto chance = number_in<double>(text("chance"));
        if (!chance || !(*chance >= 0 && *chance <= 1)) bad("chance", text("chance"), "fault.probability"_sentence);
        return *chance;
    }

    FaultRange range(const std::string& key) const {
        if (!has(key)) return {};
        const std::string value = text(key);
        const std::size_t hyphen = std::min(value.find('-'), value.size());
        const auto from = number_in<unsigned>(value.substr(0, hyphen));
        const auto to = hyphen == value.size()       ? from
                        : hyphen + 1 == value.size() ? FaultRange().to
                                                     : number_in<unsigned>(value.substr(hyphen + 1));
        if (!from || !to || *from == 0 || *from > *to) bad(key, value, "fault.range"_sentence);
        return {*from, *to};
    }

    milliseconds time(const std::string& key) const {
        if (!has(key)) return {};
        static const std::pair<std::string_view, double> units[] = {{"ms", 1}, {"s", 1000}, {"m", 60000}};
        std::string value = text(key);
        for (auto [unit, factor] : units) {
            if (!value.ends_with(unit)) continue;
            const auto number = number_in<double>(value.substr(0, value.size() - unit.size()));
            if (number && *number >= 0 && *number * factor <= static_cast<double>(longest_time.count()))
                return milliseconds(std::llround(*number * factor));
        }
        bad(key, value, "fault.time"_sentence);
    }

    bool yes(const std::string& key) const {
        if (!has(key)) return false;
        if (text(key) != "yes" && text(key) != "true") bad(key, text(key), "fault.yes"_sentence);
        return true;
    }

private:
    const FaultWords& words_;
};

void check_keys(const FaultWords& words) {
    std::vector<std::string> names;
    for (const FaultKey& key : fault_keys()) names.emplace_back(key.name);
    for (const auto& [name, value] : words) {
        if (std::ranges::find(names, name) == names.end()) {
            std::string meant = nearest(name, names);
            if (meant.empty()) throw BadFault("fault.no_key"_sentence, {name});
            throw BadFault("fault.key_meant"_sentence, {name, meant});
        }
        if (value.empty()) throw BadFault("fault.no_value"_sentence, {name});
    }
}

// ---------------------------------------------------------------------------------------- verbs and rows

bool knows_verb(const Tables& all, std::string_view verb) {
    if (verb.empty() || verb == Faults::greeting) return true;
    if (verb == Faults::end_of_data) return all.protocol == Protocol::smtp;
    return std::ranges::find(all.verbs, verb, &Verb::name) != all.verbs.end();
}

/// Refusals that make sense as an answer to the verb.
std::vector<const Reply*> refusals_of(const Tables& all, std::string_view verb) {
    std::vector<const Reply*> rows;
    const auto known = std::ranges::find(all.verbs, verb, &Verb::name);
    if (known != all.verbs.end()) {
        rows = replies_of(all, *known);
        rows.insert(rows.end(), known->gate.begin(), known->gate.end());
    }
    for (const Reply& reply : all.replies) {
        bool any_time = reply.id == "session.shutdown" || (known != all.verbs.end() && group(reply) == "command");
        bool first = verb == Faults::greeting && (reply.id == "session.busy" || reply.id == "greeting.busy");
        bool after_data = verb == Faults::end_of_data && group(reply) == "data" && reply.id != "data.no_recipients";
        if (any_time || first || after_data) rows.push_back(&reply);
    }
    std::erase_if(rows, [](const Reply* reply) { return !reply || reply->positive(); });
    std::ranges::sort(rows, {}, &Reply::id);
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    return rows;
}

/// The protocol that has the verb; when both have it and it matters which, it has to be said.
std::string protocol_of(const Reader& reader, const std::string& verb) {
    std::string said = reader.text("protocol");
    if (!said.empty() && said != "smtp" && said != "pop3") bad("protocol", said, "fault.smtp_or_pop3"_sentence);
    bool smtp = said != "pop3" && knows_verb(tables(Protocol::smtp), verb);
    bool pop3 = said != "smtp" && knows_verb(tables(Protocol::pop3), verb);
    if (!smtp && !pop3) {
        std::vector<std::string> verbs{"GREETING", "."};
        for (Protocol protocol : {Protocol::smtp, Protocol::pop3})
            for (const Verb& known : tables(protocol).verbs) verbs.emplace_back(known.name);
        std::string meant = nearest(verb, verbs);
        const Phrase none =
            said.empty() ? Phrase("fault.no_verb"_sentence, {verb}) : Phrase("fault.no_verb_in"_sentence, {verb, said});
        if (meant.empty() || meant == verb) throw BadFault(none);
        throw BadFault("text.meant"_sentence, {none, meant});
    }
    return smtp && pop3 ? std::string() : smtp ? "smtp" : "pop3";
}

void read_details(const Reader& reader, const Reply& row, Injection& injection) {
    std::istringstream in(reader.text("detail"));
    std::size_t given = injection.details[0].empty() ? 0 : 1, holes = 0;
    for (std::size_t at = row.text.find("{}"); at != row.text.npos; at = row.text.find("{}", at + 2)) ++holes;
    for (std::string detail;
         given < holes && given < injection.details.size() && std::getline(in >> std::ws, detail, ',');)
        injection.details[given++] = detail;
    if (given < holes) throw BadFault("fault.details"_sentence, {row.id, row.text, "{}"});
}

void read_reply(const Reader& reader, FaultRule& rule) {
    std::string id = reader.text("reply");
    if (id.empty()) {
        if (reader.has("detail")) throw BadFault("fault.detail"_sentence, {});
        return;
    }
    if (rule.verb.empty()) throw BadFault("fault.reply"_sentence, {});
    if (rule.protocol.empty()) throw BadFault("fault.which_protocol"_sentence, {rule.verb});
    auto rows = refusals_of(tables(protocol_named(rule.protocol)), rule.verb);
    auto found = std::ranges::find(rows, id, &Reply::id);
    if (found == rows.end()) throw BadFault("fault.no_row"_sentence, {rule.verb, id, list_of(rows, &Reply::id)});
    rule.injection.reply = *found;
    bool names_server = (*found)->code == "421" && (*found)->text.starts_with("{}");
    if (names_server) rule.injection.details[0] = "{domain}";
    read_details(reader, **found, rule.injection);
}

void read_effects(const Reader& reader, FaultRule& rule) {
    Injection& injection = rule.injection;
    constexpr std::uint64_t most_octets = std::uint64_t{1} << 40;
    std::string cut = reader.text("cut");
    if (!cut.empty() && cut != "before" && cut != "after") bad("cut", cut, "fault.before_or_after"_sentence);
    if (!cut.empty() && reader.has("cut_after")) throw BadFault("fault.two_cuts"_sentence, {});
    injection.cut_before = cut == "before";
    injection.cut_after = cut == "after";
    if (reader.has("cut_after")) injection.cut_at = reader.number<std::uint64_t>("cut_after", 0, most_octets, 0);

    const auto at_octet = reader.number<std::uint64_t>("at_octet", 0, most_octets, 0);
    if (reader.has("at_octet") && !reader.has("delay") && !reader.has("silence"))
        throw BadFault("fault.at_octet"_sentence, {});
    if (reader.yes("silence")) injection.silent_from = at_octet;
    injection.delay = reader.time("delay");
    injection.delay_at = at_octet;
    if (reader.has("split")) injection.split = reader.time("split");
    injection.clock = reader.number<unsigned>("clock", 1, fastest_clock, 0);
    injection.leaky = reader.yes("leaky");
    if (injection.leaky && rule.protocol == "smtp") throw BadFault("fault.leaky"_sentence, {});
    injection.own = reader.yes("own");
    if (injection.own && rule.account.empty()) throw BadFault("fault.own"_sentence, {});
    injection.last = reader.yes("last");
    if (injection.last && rule.protocol == "smtp") throw BadFault("fault.last"_sentence, {});
    read_reply(reader, rule);

    rule.hold_lock = reader.time("hold_lock");
    if (rule.hold_lock.count() > 0 && rule.protocol == "smtp") throw BadFault("fault.hold_lock"_sentence, {});
}

std::uint64_t mixed(std::uint64_t number) {
    number += 0x9E3779B97F4A7C15u;  // splitmix64
    number = (number ^ (number >> 30)) * 0xBF58476D1CE4E5B9u;
    number = (number ^ (number >> 27)) * 0x94D049BB133111EBu;
    return number ^ (number >> 31);
}

}  // namespace

const std::vector<FaultKey>& fault_keys() {
    static const std::vector<FaultKey> keys{
        {"protocol", "smtp|pop3", "where (both)"},
        {"account", "NAME",
         "whose sessions: of a POP3 login, or with a recipient NAME, NAME+..., ...+NAME-..., or a+b-... for a+b (all)"},
        {"session", "N|N-M|N-", "which of these sessions, counted since the rule was added (all)"},
        {"verb", "VERB",
         "which commands; GREETING is what the server says first, a dot the end of the mail data (all)"},
        {"nth", "N|N-M|N-", "which of these commands in a session (all)"},
        {"chance", "0..1", "how likely it is each time (1)"},
        {"seed", "N", "what the chance is drawn from; the same seed makes the same run (0)"},
        {"cut", "before|after", "cuts the line instead of running the command, or after its reply"},
        {"cut_after", "OCTETS", "cuts the line when that much of the reply has been said; the command is run"},
        {"delay", "TIME", "delays the reply: 500ms, 1.5s, 2m"},
        {"silence", "", "runs the command, but sends nothing of the reply"},
        {"at_octet", "OCTETS", "delay and silence begin behind that much of the reply (0)"},
        {"split", "TIME", "sends the reply octet by octet, that far apart; 0ms: without waiting"},
        {"reply", "ROW", "refuses the command with this row of the catalogue: rcpt.too_many"},
        {"detail", "TEXT", "what stands in the row's place for details"},
        {"hold_lock", "TIME",
         "for that long from the first right login on, logins are told that the maildrop is in use"},
        {"clock", "N", "from this command on the session's idle time runs N times as fast"},
        {"leaky", "", "from this command on USER tells whether there is such a mailbox"},
        {"own", "", "only where the session is the account's beyond doubt, by password or badge, and never in an exam"},
        {"last", "", "from this command on LAST is answered, as RFC 1225 had it (pop3.last does it for everybody)"},
    };
    return keys;
}

FaultRule read_fault(const FaultWords& words) {
    check_keys(words);
    Reader reader(words);
    FaultRule rule;
    rule.words = words;
    rule.account = lower_case(reader.text("account"));
    if (rule.account.find_first_of("@ ") != rule.account.npos) bad("account", rule.account, "fault.name"_sentence);
    rule.verb = reader.text("verb");
    std::ranges::transform(rule.verb, rule.verb.begin(), ascii_upper);
    rule.protocol = protocol_of(reader, rule.verb);
    if (rule.verb == Faults::greeting && !rule.account.empty()) throw BadFault("fault.greeting"_sentence, {});
    rule.sessions = reader.range("session");
    rule.nth = reader.range("nth");
    rule.counts = reader.has("nth");
    rule.chance = reader.chance();
    rule.seed = reader.number<std::uint64_t>("seed", 0, std::numeric_limits<std::uint64_t>::max(), 0);
    read_effects(reader, rule);
    static const char* effects[] = {"cut",   "cut_after", "delay", "silence", "split",
                                    "reply", "hold_lock", "clock", "leaky",   "last"};
    if (std::ranges::none_of(effects, [&](const char* effect) { return reader.has(effect); }))
        throw BadFault("fault.no_effect"_sentence, {});
    return rule;
}

bool FaultRule::meets(std::string_view said, unsigned session, unsigned ordinal, unsigned step) const {
    if (!sessions.contains(session)) return false;
    if (!verb.empty() && said != verb) return false;
    if (counts && !nth.contains(ordinal)) return false;  // the greeting is no command: its number is 0
    return chance >= 1 || falls_on(session, step);
}

/// The id is no part of it: a rule that is added again draws the same numbers.
bool FaultRule::falls_on(unsigned session, unsigned step) const {
    std::uint64_t drawn = mixed(seed);
    for (char c : as_text(words)) drawn = mixed(drawn ^ static_cast<unsigned char>(c));
    drawn = mixed(mixed(drawn ^ session) ^ step);
    return static_cast<double>(drawn >> 11) * 0x1.0p-53 < chance;
}

FaultWords fault_words(std::string_view text) {
    FaultWords words;
    for (const std::string& word : split(text)) {
        std::size_t equals = word.find('=');
        if (equals == word.npos || equals == 0) throw BadFault("fault.written"_sentence, {word});
        if (!words.emplace(word.substr(0, equals), word.substr(equals + 1)).second)
            throw BadFault("program.twice"_sentence, {word.substr(0, equals)});
    }
    return words;
}

std::string as_text(const FaultWords& words) {
    std::string text;
    for (const FaultKey& key : fault_keys())
        if (auto found = words.find(std::string(key.name)); found != words.end())
            text.append(text.empty() ? "" : " ").append(key.name).append("=").append(found->second);
    return text;
}

}  // namespace postlab::labs
