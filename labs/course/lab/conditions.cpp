#include "labs/course/lab/conditions.h"

#include <algorithm>

#include "labs/language/sentences.h"
#include "shared/text/text.h"

namespace postlab::course {

namespace {

using labs::operator""_sentence;

/// Calls `on` with every text, number and pattern of a condition: where $names may stand.
template <class On>
struct Texts {
    On on;

    void operator()(std::string& text) { on(text); }
    void operator()(Number& number) { on(number); }
    void operator()(Pattern& pattern) { on(pattern); }
    template <class T>
    void operator()(std::optional<T>& value) {
        if (value) (*this)(*value);
    }
    template <class T>
    void operator()(std::vector<T>& all) {
        for (T& one : all) (*this)(one);
    }
    template <class Name, class T>
    void operator()(std::pair<Name, T>& named) {
        (*this)(named.first), (*this)(named.second);
    }

    void operator()(Seen& c) { each(c.pattern, c.without, c.times, c.lasts, c.within); }
    void operator()(Never& c) { each(c.pattern); }
    void operator()(Commands& c) { each(c.code, c.verbs, c.at_least, c.at_most); }
    void operator()(Codes& c) { each(c.codes); }
    void operator()(Octets& c) { each(c.at_most, c.at_least); }
    void operator()(Letter& c) {
        each(c.fields, c.no_header, c.body, c.body_has, c.envelope_from, c.mime, c.charset, c.to, c.part_text,
             c.attachment, c.count);
    }
    void operator()(Letter::Attachment& a) { each(a.sha256, a.text, a.name, a.octets); }
    void operator()(MaildropAtEnd& c) { each(c.gone, c.kept, c.left, c.count); }
    void operator()(Sessions::Plan& p) { each(p.fetched, p.removed); }
    void operator()(Sessions& c) { each(c.plans); }
    void operator()(Synchronised& c) { each(c.sessions); }
    void operator()(Answer& c) { each(c.values); }
    void operator()(Predict& c) { each(c.names); }
    void operator()(Classified& c) { each(c.words, c.at_least); }
    void operator()(Cites& c) { each(c.of, c.choose); }

private:
    template <class... T>
    void each(T&... texts) {
        ((*this)(texts), ...);
    }
};

struct PutIn {
    const Values& values;
    void operator()(std::string& text) const {
        if (text.find('$') != text.npos) text = substituted(text, values);
    }
    void operator()(Number& number) const { number.resolve(values); }
    void operator()(Pattern& pattern) const { pattern = pattern.with(values); }
};

std::optional<Protocol> protocol_of(std::string_view key) {
    return labs::names_protocol(key) ? std::optional(labs::protocol_named(key)) : std::nullopt;
}

/// The pattern under the name of a protocol, of which there is one.
struct ProtocolKey {
    Protocol protocol;
    YamlPlace place;
};
std::optional<ProtocolKey> protocol_key(const YamlPlace& place, std::vector<std::string> other_keys = {}) {
    other_keys.insert(other_keys.begin(), labs::protocol_names.begin(), labs::protocol_names.end());
    if (!place.is_map(other_keys)) return std::nullopt;
    std::vector<ProtocolKey> found;
    for (const Protocol protocol : labs::all_protocols)
        if (const auto pattern = place.find(std::string(name_of(protocol)))) found.push_back({protocol, *pattern});
    if (found.size() == 1) return found.front();
    place.expected({"lab.one_key"_sentence, {list_of(labs::protocol_names)}});
    return std::nullopt;
}

std::optional<Pattern> pattern(const YamlPlace& place, Protocol protocol) {
    const std::string text = place.text();
    if (text.empty()) return std::nullopt;
    try {
        return Pattern(text, "", protocol);
    } catch (const labs::DialogueError& error) {
        place.complain({"lab.pattern_line"_sentence, {std::to_string(error.line()), error.expected()}});
        return std::nullopt;
    }
}

/// A key that takes one of a few words.
std::string word_of(const YamlPlace& place, const std::string& key, const std::vector<std::string>& words) {
    auto found = place.find(key);
    if (!found) return {};
    std::string word = found->text();
    if (std::ranges::find(words, word) == words.end()) found->expected({"lab.one_of"_sentence, {list_of(words)}});
    return word;
}

std::vector<Number> numbers_at(const YamlPlace& list) {
    std::vector<Number> numbers;
    for (const YamlPlace& item : list.items()) numbers.push_back(item.number_or_parameter());
    return numbers;
}

std::vector<Number> numbers_of(const YamlPlace& place, const std::string& key) {
    auto found = place.find(key);
    return found ? numbers_at(*found) : std::vector<Number>();
}

std::vector<std::string> texts_of(const YamlPlace& place, const std::string& key) {
    auto found = place.find(key);
    return found ? found->texts() : std::vector<std::string>();
}

std::vector<std::pair<std::string, std::string>> pairs_of(const YamlPlace& place) {
    std::vector<std::pair<std::string, std::string>> pairs;
    for (const auto& [key, value] : place.entries()) pairs.emplace_back(key, value.text());
    return pairs;
}

void read_seen(const YamlPlace& list, Conditions& conditions) {
    for (const YamlPlace& place : list.one_or_more()) {
        auto key = protocol_key(place, {"times", "without", "lasts", "within", "ahead"});
        if (!key) continue;
        auto read = pattern(key->place, key->protocol);
        if (!read) continue;
        Seen seen{std::move(*read),
                  {},
                  place.number_of("times").value_or(1),
                  place.number_of("lasts"),
                  place.number_of("within")};
        if (place.find("ahead")) seen.ahead = place.flag_of("ahead");
        if (auto without = place.find("without")) {
            seen.without = pattern(*without, key->protocol);
            if (seen.pattern.connections() > 1) without->expected("lab.one_session"_sentence);
        }
        conditions.emplace_back(std::move(seen));
    }
}

void read_never(const YamlPlace& list, Conditions& conditions) {
    for (const YamlPlace& place : list.one_or_more())
        if (auto key = protocol_key(place))
            if (auto read = pattern(key->place, key->protocol)) conditions.emplace_back(Never{std::move(*read)});
}

void read_commands(const YamlPlace& list, Conditions& conditions) {
    for (const YamlPlace& place : list.one_or_more()) {
        auto key = protocol_key(place, {"verb", "state", "case", "line_end", "different", "at_least", "at_most"});
        if (!key) continue;
        Commands commands{key->protocol, key->place.text(), {}, {}, {}, {}, false, 1, {}};
        if (auto verbs = place.find("verb"))
            for (const YamlPlace& verb : verbs->one_or_more()) commands.verbs.push_back(verb.text());
        commands.state = place.text_of("state").value_or("");
        commands.typed = word_of(place, "case", {"upper", "lower", "mixed"});
        commands.line_end = word_of(place, "line_end", {"crlf", "lf"});
        commands.different = place.flag_of("different");
        commands.at_most = place.number_of("at_most");
        commands.at_least = place.number_of("at_least").value_or(commands.at_most ? 0 : 1);
        conditions.emplace_back(std::move(commands));
    }
}

void read_codes(const YamlPlace& place, Conditions& conditions) {
    if (!place.is_map({"smtp", "pop3", "pop2"})) return;
    for (const auto& [key, codes] : place.entries())
        if (auto protocol = protocol_of(key)) conditions.emplace_back(Codes{*protocol, codes.texts()});
}

void read_octets(const YamlPlace& place, Conditions& conditions) {
    if (!place.is_map({"smtp", "pop3", "pop2"})) return;
    for (const auto& [key, bounds] : place.entries()) {
        auto protocol = protocol_of(key);
        if (!protocol || !bounds.is_map({"at_most", "at_least"})) continue;
        conditions.emplace_back(Octets{*protocol, bounds.number_of("at_most"), bounds.number_of("at_least")});
    }
}

/// A leaf's number, and a form of its text.
std::vector<std::pair<Number, std::string>> part_texts_at(const YamlPlace& place) {
    std::vector<std::pair<Number, std::string>> texts;
    for (const auto& [leaf, form] : place.entries()) {
        const auto number = Number::read(leaf);
        if (!number) form.complain("lab.leaf"_sentence);
        texts.emplace_back(number.value_or(1), form.text());
    }
    return texts;
}

void read_letter(const YamlPlace& list, Conditions& conditions) {
    static const std::vector<std::string> keys{
        "subject", "from", "to_header", "header",    "no_header",  "body",  "body_has", "envelope_from",
        "to",      "mime", "charset",   "part_text", "attachment", "ascii", "fetched",  "count"};
    for (const YamlPlace& place : list.one_or_more()) {
        if (!place.is_map(keys)) continue;
        Letter letter;
        for (const auto& [key, field] : {std::pair("subject", "Subject"), {"from", "From"}, {"to_header", "To"}})
            if (auto form = place.text_of(key)) letter.fields.emplace_back(field, *form);
        if (auto header = place.find("header"))
            for (auto& named : pairs_of(*header)) letter.fields.push_back(std::move(named));
        letter.no_header = texts_of(place, "no_header");
        letter.body = place.text_of("body");
        letter.body_has = place.text_of("body_has");
        letter.envelope_from = place.text_of("envelope_from");
        letter.mime = place.text_of("mime");
        letter.charset = place.text_of("charset");
        if (auto to = place.find("to")) letter.to = to->texts();
        if (auto parts = place.find("part_text")) letter.part_text = part_texts_at(*parts);
        if (auto leaf = place.find("attachment"); leaf && leaf->is_map({"sha256", "octets", "text", "name"}))
            letter.attachment = {leaf->text_of("sha256"), leaf->text_of("text"), leaf->text_of("name"),
                                 leaf->number_of("octets")};
        letter.ascii = place.flag_of("ascii");
        letter.fetched = place.flag_of("fetched");
        letter.count = place.number_of("count");
        conditions.emplace_back(std::move(letter));
    }
}

void read_maildrop(const YamlPlace& place, Conditions& conditions) {
    if (!place.is_map({"gone", "kept", "left", "count"})) return;
    conditions.emplace_back(MaildropAtEnd{numbers_of(place, "gone"), numbers_of(place, "kept"), place.number_of("left"),
                                          place.number_of("count")});
}

void read_sessions(const YamlPlace& list, Conditions& conditions) {
    Sessions sessions;
    for (const YamlPlace& place : list.items()) {
        if (!place.is_map({"fetched", "removed", "how"})) continue;
        Sessions::Plan plan;
        if (auto fetched = place.find("fetched")) plan.fetched = numbers_at(*fetched);
        if (auto removed = place.find("removed")) plan.removed = numbers_at(*removed);
        plan.how = word_of(place, "how", {"quit", "drop", "timeout", "shutdown"});
        sessions.plans.push_back(std::move(plan));
    }
    conditions.emplace_back(std::move(sessions));
}

void read_synchronised(const YamlPlace& place, Conditions& conditions) {
    conditions.emplace_back(Synchronised{place.number_or_parameter()});
}

void read_answer(const YamlPlace& place, Conditions& conditions) { conditions.emplace_back(Answer{pairs_of(place)}); }

void read_predict(const YamlPlace& place, Conditions& conditions) { conditions.emplace_back(Predict{place.texts()}); }

void read_classified(const YamlPlace& place, Conditions& conditions) {
    Classified classified;
    for (const auto& [code, word] : place.entries())
        if (code != "at_least") classified.words.emplace_back(code, word.text());
    if (auto at_least = place.need("at_least")) classified.at_least = at_least->number_or_parameter();
    conditions.emplace_back(std::move(classified));
}

void read_cites(const YamlPlace& place, Conditions& conditions) {
    if (!place.is_map({"choose", "of"})) return;
    Cites cites;
    if (auto choose = place.need("choose")) cites.choose = choose->number_or_parameter();
    if (auto of = place.need("of"))
        for (const auto& [name, one] : of->entries())
            if (auto key = protocol_key(one))
                if (auto read = pattern(key->place, key->protocol)) cites.of.emplace_back(name, std::move(*read));
    conditions.emplace_back(std::move(cites));
}

struct Kind {
    const char* key;
    void (*read)(const YamlPlace& place, Conditions& conditions);
};
constexpr Kind kinds[] = {{"seen", read_seen},         {"never", read_never},       {"commands", read_commands},
                          {"codes", read_codes},       {"octets", read_octets},     {"letter", read_letter},
                          {"maildrop", read_maildrop}, {"sessions", read_sessions}, {"synchronised", read_synchronised},
                          {"answer", read_answer},     {"predict", read_predict},   {"classified", read_classified},
                          {"cites", read_cites}};

}  // namespace

Conditions read_conditions(const YamlPlace& place) {
    Conditions conditions;
    for (const Kind& kind : kinds)
        if (auto found = place.find(kind.key)) kind.read(*found, conditions);
    return conditions;
}

const std::vector<std::string>& condition_kinds() {
    static const std::vector<std::string> keys = [] {
        std::vector<std::string> all;
        for (const Kind& kind : kinds) all.emplace_back(kind.key);
        return all;
    }();
    return keys;
}

Conditions with(const Conditions& conditions, const Values& values) {
    Conditions ready = conditions;
    for (Condition& condition : ready) std::visit(Texts<PutIn>{{values}}, condition);
    return ready;
}

}  // namespace postlab::course
