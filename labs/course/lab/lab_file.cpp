#include "labs/course/lab/lab_file.h"

#include <algorithm>
#include <set>

#include "labs/faults/fault_rule.h"
#include "shared/program/command_line.h"
#include "shared/text/text.h"

namespace postlab::course {

namespace {

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
        if (!file_.is_map({"lab", "part", "minutes", "mailboxes", "parameters", "fixture", "faults", "checks", "hints",
                           "mistakes"}))
            return;
        head();
        if (auto place = file_.find("parameters"))
            for (const auto& [name, value] : place->entries()) parameter(name, value);
        if (auto place = file_.find("fixture")) fixture(*place);
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
                place->expected("L and two digits, such as L07");
            else if (!lab_.name().starts_with(lab_.id.substr(1) + "-"))
                place->expected("the number of its folder, " + lab_.name());
        }
        if (auto place = file_.need("part")) {
            lab_.part = place->text();
            static const std::vector<std::string> parts{"contact", "smtp", "pop3", "loop"};
            if (std::ranges::find(parts, lab_.part) == parts.end()) place->expected("one of " + joined(parts, ", "));
        }
        if (auto place = file_.need("minutes")) lab_.minutes = place->number();
        if (auto place = file_.find("mailboxes")) lab_.mailboxes = place->texts();
    }

    void parameter(const std::string& name, const YamlPlace& place) {
        if (!is_name(name, small_letters) && !is_name(name, "_"))
            return place.expected("a name of a-z, 0-9 and _ that begins with a letter, with 40 characters at most");
        if (name == "n" || std::ranges::find(standard_names(), name) != standard_names().end())
            place.complain("the name $" + name + " is taken: every lab has it");
        if (!place.is_map({"number", "pick", "code", "mix", "sum", "not"})) return;
        Parameter read{Parameter::Kind::number, name, {}, {}, place.line()};
        std::optional<YamlPlace> value;
        static constexpr std::pair<const char*, Parameter::Kind> kinds[] = {{"number", Parameter::Kind::number},
                                                                            {"pick", Parameter::Kind::pick},
                                                                            {"code", Parameter::Kind::code},
                                                                            {"mix", Parameter::Kind::mix},
                                                                            {"sum", Parameter::Kind::sum}};
        int found = 0;
        for (auto [key, kind] : kinds)
            if (auto here = place.find(key)) value = here, read.kind = kind, ++found;
        if (found != 1) return place.expected("one of number, pick, code, mix and sum");
        for (const YamlPlace& item : value->one_or_more()) read.items.push_back(item.text());
        if (read.kind == Parameter::Kind::number && read.items.size() != 2) return value->expected("[from, to]");
        if (read.kind == Parameter::Kind::code && read.items.size() != 1) return value->expected("one number");
        if (read.items.empty()) return value->expected("something to choose from");
        if (auto none_of = place.find("not")) read.none_of = none_of->texts();
        lab_.parameters.push_back(std::move(read));
    }

    void fixture(const YamlPlace& place) {
        if (!place.is_map({"letters", "from", "subject", "body", "special"})) return;
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
        lab_.fixture = std::move(read);
    }

    void read_fault(const YamlPlace& place) {
        std::vector<std::string> keys;
        for (const labs::FaultKey& key : labs::fault_keys()) keys.emplace_back(key.name);
        if (!place.is_map(keys)) return;
        labs::FaultWords words;
        for (const auto& [key, value] : place.entries_as_they_are()) {
            if (key == "account") value.complain("the account is the student's and is filled in");
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
            place.complain(error.what());
        } catch (const std::runtime_error&) {  // a parameter that is amiss, and complained about elsewhere
        }
    }

    std::string id_of(const YamlPlace& place, std::set<std::string>& ids) {
        auto found = place.need("id");
        if (!found) return {};
        std::string id = found->text();
        if (!is_name(id, small_letters)) found->expected("a name of a-z, 0-9 and _, with 40 characters at most");
        if (!ids.insert(id).second) found->complain("there is another one with the id " + id);
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
                place.find("section")->expected("an RFC's number and section, such as RFC 1939 7");
            complain_without(check.conditions, place);
            lab_.checks.push_back(std::move(check));
        }
        if (lab_.checks.empty()) list.expected("at least one check");
    }

    static void complain_without(const Conditions& conditions, const YamlPlace& place) {
        const auto& kinds = condition_kinds();
        const bool any = std::ranges::any_of(kinds, [&](const auto& kind) { return place.find(kind).has_value(); });
        if (conditions.empty() && !any) place.expected("something to check: one of " + joined(kinds, ", "));
    }

    void read_hint(const YamlPlace& place) {
        if (!place.is_map({"check", "after", "minutes", "say"})) return;
        Hint hint{place.text_of("check").value_or(""), place.text_of("say").value_or(""), {}, {}};
        place.need("say");
        if (auto check = place.need("check"); check && !check_ids_.contains(hint.check))
            check->expected("the id of a check: " + joined(check_ids_, ", "));
        if (auto after = place.find("after")) hint.after = after->number();
        if (auto minutes = place.find("minutes")) hint.minutes = minutes->number();
        if (!hint.after && !hint.minutes) place.expected("after (ended sessions), minutes, or both");
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
                if (!known(name, place)) place.complain("there is no parameter $" + name + did_you_mean(name));
        }
    }

    bool known(const std::string& name, const YamlPlace& place) const {
        return std::ranges::find(names(), name) != names().end() || (name == "n" && place.is_below("fixture"));
    }

    const std::vector<std::string>& names() const {
        if (names_.empty()) {
            names_ = standard_names();
            for (const Parameter& parameter : lab_.parameters) names_.push_back(parameter.name);
        }
        return names_;
    }

    std::string did_you_mean(const std::string& name) const {
        const std::string near = nearest(name, names());
        return near.empty() ? "" : "; did you mean $" + near + "?";
    }

    const YamlPlace& file_;
    Lab& lab_;
    std::set<std::string> check_ids_, mistake_ids_;
    mutable std::vector<std::string> names_;
};

}  // namespace

void read_lab_file(const YamlPlace& file, Lab& lab) { LabReader(file, lab).read(); }

}  // namespace postlab::course
