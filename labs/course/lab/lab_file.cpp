#include "labs/course/lab/lab_file.h"

#include <algorithm>
#include <set>

#include "labs/faults/fault_rule.h"
#include "labs/language/sentences.h"
#include "shared/program/command_line.h"
#include "shared/text/text.h"

namespace postlab::course {

namespace {

using labs::operator""_sentence;

constexpr const char* usual_from = "Ann Lee <ann@$domain>";
constexpr const char* usual_subject = "Letter $n";
constexpr const char* usual_body = "This is letter $n.\n";

constexpr std::size_t longest_name = 40;
constexpr std::string_view small_letters = "abcdefghijklmnopqrstuvwxyz",
                           in_names = "abcdefghijklmnopqrstuvwxyz0123456789_";

/// Whether it is a name whose first character is one of these.
bool is_name(const std::string& text, std::string_view first) {
    return !text.empty() && text.size() <= longest_name && first.find(text[0]) != first.npos &&
           text.find_first_not_of(in_names) == text.npos;
}

bool is_lab_id(const std::string& text) {
    return text.size() == 3 && text[0] == 'L' && all_digits(std::string_view(text).substr(1));
}

/// "RFC 1939 7"
bool is_section(std::string_view text) {
    const std::size_t space = text.find(' ', 4);
    return text.starts_with("RFC ") && space != text.npos && all_digits(text.substr(4, space - 4)) &&
           space + 1 < text.size() &&
           text.find_first_not_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ.", space + 1) == text.npos;
}

/// Reads lab.yaml into a lab, complaining as it goes.
class LabReader {
public:
    LabReader(const YamlPlace& file, Lab& lab) : file_(file), lab_(lab) {}

    void read() {
        if (!file_.is_map({"lab", "part", "minutes", "mailboxes", "parameters", "fixture", "planted", "faults",
                           "checks", "hints", "mistakes"}))
            return;
        head();
        if (auto place = file_.find("parameters"))
            for (const auto& [name, value] : place->entries()) parameter(name, value);
        if (auto place = file_.find("fixture")) lab_.fixture = fixture(*place, {});
        if (auto place = file_.find("planted")) planted(*place);
        if (auto place = file_.find("faults"))
            for (const YamlPlace& fault : place->items()) read_fault(fault);
        if (auto place = file_.need("checks")) checks(*place);
        if (auto place = file_.find("hints"))
            for (const YamlPlace& hint : place->items()) read_hint(hint);
        if (auto place = file_.find("mistakes"))
            for (const YamlPlace& mistake : place->items()) read_mistake(mistake);
        check_names(file_);
    }

private:
    void head() {
        if (auto place = file_.need("lab")) {
            lab_.id = place->text();
            if (!is_lab_id(lab_.id))
                place->expected("lab.id"_sentence);
            else if (!lab_.name().starts_with(lab_.id.substr(1) + "-"))
                place->expected({"lab.folder_number"_sentence, {lab_.name()}});
        }
        if (auto place = file_.need("part")) {
            lab_.part = place->text();
            static const std::vector<std::string> parts{"contact", "smtp", "pop3", "loop"};
            if (std::ranges::find(parts, lab_.part) == parts.end())
                place->expected({"lab.one_of"_sentence, {list_of(parts)}});
        }
        if (auto place = file_.need("minutes")) lab_.minutes = place->number();
        if (auto place = file_.find("mailboxes")) lab_.mailboxes = place->texts();
    }

    void parameter(const std::string& name, const YamlPlace& place) {
        if (!is_name(name, small_letters) && !is_name(name, "_")) return place.expected("lab.parameter_name"_sentence);
        if (name == "n" || std::ranges::find(standard_names(), name) != standard_names().end())
            place.complain({"lab.name_taken"_sentence, {"$" + name}});
        if (!place.is_map({"number", "pick", "code", "mix", "sum", "base64", "not"})) return;
        Parameter read{Parameter::Kind::number, name, {}, {}, place.line()};
        std::optional<YamlPlace> value;
        static constexpr std::pair<const char*, Parameter::Kind> kinds[] = {
            {"number", Parameter::Kind::number}, {"pick", Parameter::Kind::pick}, {"code", Parameter::Kind::code},
            {"mix", Parameter::Kind::mix},       {"sum", Parameter::Kind::sum},   {"base64", Parameter::Kind::base64}};
        int found = 0;
        for (auto [key, kind] : kinds)
            if (auto here = place.find(key)) value = here, read.kind = kind, ++found;
        const Phrase names = list_of(kinds, &std::pair<const char*, Parameter::Kind>::first);
        if (found != 1) return place.expected({"lab.one_of"_sentence, {names}});
        for (const YamlPlace& item : value->one_or_more()) read.items.push_back(item.text());
        if (read.kind == Parameter::Kind::number && read.items.size() != 2)
            return value->expected("lab.from_to"_sentence);
        if (read.kind == Parameter::Kind::code && read.items.size() != 1)
            return value->expected("lab.one_number"_sentence);
        if (read.items.empty()) return value->expected("lab.choices"_sentence);
        if (auto none_of = place.find("not")) read.none_of = none_of->texts();
        lab_.parameters.push_back(std::move(read));
    }

    void planted(const YamlPlace& place) {
        auto letters = fixture(place, {"secret"});
        place.need("secret");
        if (letters) lab_.planted = {place.text_of("secret").value_or(""), std::move(*letters)};
    }

    /// `more`: other keys that may stand there.
    static std::optional<Fixture> fixture(const YamlPlace& place, std::vector<std::string> more) {
        more.insert(more.end(), {"letters", "from", "subject", "body", "special"});
        if (!place.is_map(more)) return std::nullopt;
        place.need("letters");
        Fixture read{place.number_of("letters").value_or(0),
                     place.text_of("from").value_or(usual_from),
                     place.text_of("subject").value_or(usual_subject),
                     place.text_of("body").value_or(usual_body),
                     {}};
        if (auto special = place.find("special"))
            for (const YamlPlace& one : special->items()) {
                if (!one.is_map({"at", "octets", "from", "subject", "body"})) continue;
                one.need("at");
                read.special.push_back({one.number_of("at").value_or(1), one.number_of("octets"),
                                        one.text_of("from").value_or(""), one.text_of("subject").value_or(""),
                                        one.text_of("body").value_or("")});
            }
        return read;
    }

    void read_fault(const YamlPlace& place) {
        std::vector<std::string> keys;
        for (const labs::FaultKey& key : labs::fault_keys()) keys.emplace_back(key.name);
        if (!place.is_map(keys)) return;
        labs::FaultWords words;
        for (const auto& [key, value] : place.entries_as_they_are()) {
            if (key == "account") value.complain("lab.account"_sentence);
            words[key] = value.text() == "true" ? "yes" : value.text();
        }
        lab_.faults.push_back(words);
        if (!std::ranges::all_of(words,
                                 [&](const auto& word) { return std::ranges::find(keys, word.first) != keys.end(); }))
            return;
        try {
            const Values values = values_for(lab_.parameters, {"a key to try", "s017", lab_.id});
            for (auto& [key, value] : words) value = substituted(value, values);
            labs::read_fault(words);
        } catch (const labs::BadFault& error) {
            place.complain(error.phrase());
        } catch (const std::runtime_error&) {  // a parameter that is amiss, and complained about elsewhere
        }
    }

    std::string id_of(const YamlPlace& place, std::set<std::string>& ids) {
        auto found = place.need("id");
        if (!found) return {};
        std::string id = found->text();
        if (!is_name(id, small_letters)) found->expected("lab.name"_sentence);
        if (!ids.insert(id).second) found->complain({"lab.id_twice"_sentence, {id}});
        return id;
    }

    static bool is_map_with_conditions(const YamlPlace& place, std::vector<std::string> keys) {
        keys.insert(keys.end(), condition_kinds().begin(), condition_kinds().end());
        return place.is_map(keys);
    }

    void checks(const YamlPlace& list) {
        for (const YamlPlace& place : list.items()) {
            if (!is_map_with_conditions(place, {"id", "weight", "section"})) continue;
            Check check{id_of(place, check_ids_), 1, place.text_of("section").value_or(""), read_conditions(place)};
            if (auto weight = place.find("weight")) check.weight = static_cast<int>(weight->number());
            if (!check.section.empty() && !is_section(check.section))
                place.find("section")->expected("lab.section"_sentence);
            complain_without(check.conditions, place);
            lab_.checks.push_back(std::move(check));
        }
        if (lab_.checks.empty()) list.expected("lab.one_check"_sentence);
    }

    static void complain_without(const Conditions& conditions, const YamlPlace& place) {
        const auto& kinds = condition_kinds();
        const bool any = std::ranges::any_of(kinds, [&](const auto& kind) { return place.find(kind).has_value(); });
        if (conditions.empty() && !any) place.expected({"lab.condition"_sentence, {list_of(kinds)}});
    }

    void read_hint(const YamlPlace& place) {
        if (!place.is_map({"check", "after", "minutes", "say"})) return;
        Hint hint{place.text_of("check").value_or(""), place.text_of("say").value_or(""), {}, {}};
        place.need("say");
        if (auto check = place.need("check"); check && !check_ids_.contains(hint.check))
            check->expected({"lab.check_id"_sentence, {list_of(check_ids_)}});
        if (auto after = place.find("after")) hint.after = after->number();
        if (auto minutes = place.find("minutes")) hint.minutes = minutes->number();
        if (!hint.after && !hint.minutes) place.expected("lab.after"_sentence);
        lab_.hints.push_back(std::move(hint));
    }

    void read_mistake(const YamlPlace& place) {
        if (!place.is_map({"id", "when"})) return;
        Mistake mistake{id_of(place, mistake_ids_), {}};
        if (auto when = place.need("when"); when && is_map_with_conditions(*when, {})) {
            mistake.when = read_conditions(*when);
            complain_without(mistake.when, *when);
        }
        lab_.mistakes.push_back(std::move(mistake));
    }

    /// Every $name in the file must be one.
    void check_names(const YamlPlace& place) const {
        if (place.is_list()) {
            for (const YamlPlace& item : place.items()) check_names(item);
        } else if (place.has_entries()) {
            for (const auto& [key, value] : place.entries_as_they_are()) check_names(value);
        } else if (place.is_text()) {
            for (const std::string& name : names_in(place.text()))
                if (!known(name, place)) place.complain(no_parameter(name));
        }
    }

    bool known(const std::string& name, const YamlPlace& place) const {
        return std::ranges::find(names(), name) != names().end() ||
               (name == "n" && (place.is_below("fixture") || place.is_below("planted")));
    }

    const std::vector<std::string>& names() const {
        if (names_.empty()) {
            names_ = standard_names();
            for (const Parameter& parameter : lab_.parameters) names_.push_back(parameter.name);
        }
        return names_;
    }

    Phrase no_parameter(const std::string& name) const {
        const Phrase none("lab.no_parameter"_sentence, {"$" + name});
        const std::string near = nearest(name, names());
        return near.empty() ? none : Phrase("text.meant"_sentence, {none, "$" + near});
    }

    const YamlPlace& file_;
    Lab& lab_;
    std::set<std::string> check_ids_, mistake_ids_;
    mutable std::vector<std::string> names_;
};

}  // namespace

void read_lab_file(const YamlPlace& file, Lab& lab) { LabReader(file, lab).read(); }

}  // namespace postlab::course
