#include "labs/course/lab/lab_file.h"

#include <algorithm>
#include <array>
#include <regex>
#include <set>
#include <sstream>

#include "labs/course/lab/fixture.h"
#include "labs/course/lab/handout.h"
#include "labs/course/lab/yaml_place.h"
#include "shared/command_line.h"
#include "shared/file.h"

namespace postlab::course {

namespace {

namespace fs = std::filesystem;

constexpr const char* usual_from = "Ann Lee <ann@$domain>";
constexpr const char* usual_subject = "Letter $n";
constexpr const char* usual_body = "This is letter $n.\n";

bool matches(const std::string& text, const char* form) { return std::regex_match(text, std::regex(form)); }

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
            if (!matches(lab_.id, "L[0-9][0-9]"))
                place->expected("L and two digits, such as L07");
            else if (!lab_.name().starts_with(lab_.id.substr(1) + "-"))
                place->expected("the number of its folder, " + lab_.name());
        }
        if (auto place = file_.need("part")) {
            lab_.part = place->text();
            static const std::vector<std::string> parts{"contact", "smtp", "pop3", "loop"};
            if (std::ranges::find(parts, lab_.part) == parts.end()) place->expected("one of " + comma_list(parts));
        }
        if (auto place = file_.need("minutes")) lab_.minutes = place->number();
        if (auto place = file_.find("mailboxes")) lab_.mailboxes = place->texts();
    }

    void parameter(const std::string& name, const YamlPlace& place) {
        if (!matches(name, "[a-z_][a-z0-9_]*")) place.expected("a name of a-z, 0-9 and _ that begins with a letter");
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

    static std::string text_of(const YamlPlace& place, const char* key, std::string otherwise = {}) {
        auto found = place.find(key);
        return found ? found->text() : otherwise;
    }

    void fixture(const YamlPlace& place) {
        if (!place.is_map({"letters", "from", "subject", "body", "special"})) return;
        place.need("letters");
        Fixture read{text_of(place, "letters"),
                     text_of(place, "from", usual_from),
                     text_of(place, "subject", usual_subject),
                     text_of(place, "body", usual_body),
                     {}};
        if (auto special = place.find("special"))
            for (const YamlPlace& one : special->items()) {
                if (!one.is_map({"at", "octets", "from", "subject", "body"})) continue;
                one.need("at");
                read.special.push_back({text_of(one, "at"), text_of(one, "octets"), text_of(one, "from"),
                                        text_of(one, "subject"), text_of(one, "body")});
            }
        lab_.fixture = std::move(read);
    }

    void read_fault(const YamlPlace& place) {
        std::map<std::string, std::string> words;
        for (const auto& [key, value] : place.entries()) {
            if (key == "account") value.complain("the account is the student's and is filled in");
            words[key] = value.text() == "true" ? "yes" : value.text();
        }
        lab_.faults.push_back(std::move(words));
    }

    std::string id_of(const YamlPlace& place, std::set<std::string>& ids) {
        auto found = place.need("id");
        if (!found) return {};
        std::string id = found->text();
        if (!matches(id, "[a-z][a-z0-9_]*")) found->expected("a name of a-z, 0-9 and _");
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
            Check check{id_of(place, check_ids_), 1, text_of(place, "section"), read_conditions(place)};
            if (auto weight = place.find("weight")) check.weight = static_cast<int>(weight->number());
            if (!check.section.empty() && !matches(check.section, "RFC [0-9]+ [0-9A-Z.]+"))
                place.find("section")->expected("an RFC's number and section, such as RFC 1939 7");
            complain_without(check.conditions, place);
            lab_.checks.push_back(std::move(check));
        }
        if (lab_.checks.empty()) list.expected("at least one check");
    }

    static void complain_without(const Conditions& conditions, const YamlPlace& place) {
        const auto& kinds = condition_kinds();
        const bool any = std::ranges::any_of(kinds, [&](const auto& kind) { return place.find(kind).has_value(); });
        if (conditions.empty() && !any) place.expected("something to check: one of " + comma_list(kinds));
    }

    void read_hint(const YamlPlace& place) {
        if (!place.is_map({"check", "after", "minutes", "say"})) return;
        Hint hint{text_of(place, "check"), text_of(place, "say"), {}, {}};
        place.need("say");
        if (auto check = place.need("check"); check && !check_ids_.contains(hint.check))
            check->expected("the id of a check: " + comma_list({check_ids_.begin(), check_ids_.end()}));
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

/// What only shows with values in place: bounds, sums, the fixture's numbers.
void try_values(const Lab& lab, const std::string& file, std::vector<std::string>& errors) {
    try {
        for (unsigned variant = 0; variant < 20; ++variant) {
            const Values values = values_for(lab.parameters, {"a key to try", "s017", lab.id, variant});
            if (lab.fixture && variant < 5) letters(*lab.fixture, values);
            for (const Check& check : lab.checks) with(check.conditions, values);
            for (const Mistake& mistake : lab.mistakes) with(mistake.when, values);
        }
    } catch (const std::exception& error) {
        errors.push_back(file + ": " + error.what());
    }
}

/// The strings that lab.yaml and the handout ask for must be there, and no others.
class StringCheck {
public:
    StringCheck(const Lab& lab, const std::string& folder, const Strings& common, std::vector<std::string>& errors)
        : lab_(lab), folder_(folder), common_(common), errors_(errors) {}

    void run() {
        want("title");
        for (const Check& check : lab_.checks) want("check." + check.id), want("check." + check.id + ".help");
        for (const Hint& hint : lab_.hints) want("hint." + hint.say);
        for (const Mistake& mistake : lab_.mistakes) want("mistake." + mistake.id);
        const std::string handout = read_file_if_possible(lab_.folder / "handout.md").value_or("");
        if (handout.empty()) errors_.push_back(folder_ + "/handout.md: cannot be read");
        for (const std::string& key : keys_in(handout))
            if (lab_.strings.has(key) || !common_.has(key)) want(key, "handout.md");
        for (const std::string& key : lab_.strings.keys())
            if (!wanted_.contains(key)) errors_.push_back(lab_.strings.place(key) + ": " + key + ": nothing uses it");
        names();
    }

private:
    void want(const std::string& key, const char* file = "lab.yaml") {
        if (wanted_.insert(key).second && !lab_.strings.has(key))
            errors_.push_back(folder_ + "/" + file + ": the string " + key + " is missing in strings.en.yaml");
    }

    /// The other languages have the English texts' names.
    void names() {
        std::set<std::string, std::less<>> known(standard_names().begin(), standard_names().end());
        for (const Parameter& parameter : lab_.parameters) known.insert(parameter.name);
        for (const std::string& key : lab_.strings.keys())
            for (const std::string& name : names_in(lab_.strings.text(key, languages[0])))
                if (!known.contains(name))
                    errors_.push_back(lab_.strings.place(key) + ": " + key + ": there is no parameter $" + name);
    }

    const Lab& lab_;
    const std::string& folder_;
    const Strings& common_;
    std::vector<std::string>& errors_;
    std::set<std::string> wanted_;
};

/// Each mistake has its dialogue, and each dialogue its mistake.
void compare_dialogues(const Lab& lab, const std::string& folder, std::vector<std::string>& errors) {
    if (!fs::exists(lab.folder / "solution.txt")) errors.push_back(folder + "/solution.txt: is missing");
    std::set<std::string> files;
    if (fs::is_directory(lab.folder / "mistakes"))
        for (const auto& entry : fs::directory_iterator(lab.folder / "mistakes"))
            files.insert(entry.path().filename().string());
    for (const Mistake& mistake : lab.mistakes)
        if (files.erase(mistake.id + ".txt") == 0)
            errors.push_back(folder + "/mistakes/" + mistake.id +
                             ".txt: is missing: a dialogue that makes the mistake");
    for (const std::string& file : files)
        errors.push_back(folder + "/mistakes/" + file + ": there is no such mistake in lab.yaml");
}

Lab read_lab(const fs::path& folder, const Strings& common, std::vector<std::string>& errors) {
    Lab lab;
    lab.folder = folder;
    const std::string name = "labs/" + lab.name();
    std::vector<std::string> found;
    const YamlPlace file = YamlPlace::file(folder / "lab.yaml", name + "/lab.yaml", found);
    if (found.empty()) {
        LabReader(file, lab).read();
        if (found.empty()) try_values(lab, name + "/lab.yaml", found);
        lab.strings = Strings::read(folder, name, found);
        StringCheck(lab, name, common, found).run();
        compare_dialogues(lab, name, found);
    }
    errors.insert(errors.end(), found.begin(), found.end());
    return lab;
}

std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text += (text.empty() ? "" : "\n") + line;
    return text;
}

}  // namespace

int Lab::max_score() const {
    int sum = 0;
    for (const Check& check : checks) sum += check.weight;
    return sum;
}

LabErrors::LabErrors(std::vector<std::string> lines) : std::runtime_error(joined(lines)), lines_(std::move(lines)) {}

Lab read_lab(const fs::path& folder) {
    std::vector<std::string> errors;
    const Strings common = common_strings(folder.parent_path(), errors);
    Lab lab = read_lab(folder, common, errors);
    if (!errors.empty()) throw LabErrors(std::move(errors));
    return lab;
}

namespace {

/// The folder itself, or the one that came with the program.
fs::path with_common_strings(const fs::path& folder) {
    for (std::string_view language : languages)
        if (fs::exists(folder / ("strings." + std::string(language) + ".yaml"))) return folder;
    const fs::path usual = labs_folder("");
    std::error_code error;
    return fs::equivalent(usual, folder, error) ? folder : usual;
}

/// By name, so in the order of their numbers.
std::set<std::pair<fs::path, fs::path>> labs_in(const fs::path& folder) {
    std::set<std::pair<fs::path, fs::path>> folders;
    for (const auto& entry : fs::directory_iterator(folder))
        if (fs::exists(entry.path() / "lab.yaml")) folders.emplace(entry.path().filename(), entry.path());
    return folders;
}

}  // namespace

Strings common_strings(const fs::path& folder, std::vector<std::string>& errors) {
    return Strings::read(with_common_strings(folder), "labs", errors);
}

Labs read_labs(const fs::path& folder) {
    std::vector<std::string> errors;
    Labs all;
    all.common = common_strings(folder, errors);
    std::set<std::pair<fs::path, fs::path>> folders = labs_in(folder);
    if (folders.empty()) errors.push_back("there is no lab in " + folder.string() + ": no folder in it has a lab.yaml");
    if (const fs::path common = with_common_strings(folder); common != folder) folders.merge(labs_in(common));
    std::map<std::string, std::string> by_id;
    for (const auto& [name, path] : folders) {
        Lab lab = read_lab(path, all.common, errors);
        auto [other, is_new] = by_id.emplace(lab.id, lab.name());
        if (!is_new) errors.push_back("labs/" + lab.name() + "/lab.yaml: " + lab.id + " is also " + other->second);
        all.labs.push_back(std::move(lab));
    }
    if (!errors.empty()) throw LabErrors(std::move(errors));
    return all;
}

const Lab* Labs::find(std::string_view id) const {
    std::string wanted(id);
    if (!wanted.empty() && (wanted[0] == 'l' || wanted[0] == 'L')) wanted.erase(0, 1);
    if (wanted.size() == 1) wanted = "0" + wanted;
    for (const Lab& lab : labs)
        if (lab.id.substr(1) == wanted) return &lab;
    return nullptr;
}

fs::path labs_folder(const std::string& given) {
    std::error_code error;
    const fs::path program = fs::read_symlink("/proc/self/exe", error);
    const fs::path installed = program.parent_path().parent_path() / "share" / "postlab" / "labs";
    if (!given.empty() && !fs::is_directory(given, error)) throw UsageError("there is no folder with labs, " + given);
    if (given.empty() && !fs::is_directory(installed, error))
        throw UsageError("there are no labs in " + installed.string() +
                         "; --labs DIR says where they are, for a server --set lab.folder=DIR");
    return given.empty() ? installed : fs::path(given);
}

}  // namespace postlab::course
