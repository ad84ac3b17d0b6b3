#include "labs/faults/fault_command.h"

#include <algorithm>
#include <ostream>

#include "labs/faults/fault_file.h"

namespace postlab::labs {

namespace {

/// A key as an option: cut_after is --cut-after.
std::string option_name(const FaultKey& key) {
    std::string name(key.name);
    std::ranges::replace(name, '_', '-');
    return name;
}

void print(const KeptFault& kept, std::ostream& out) {
    out << kept.id << "\t" << (kept.tag.empty() ? "-" : kept.tag) << "\t" << as_text(kept.rule.words) << "\n";
}

void add(FaultFile& file, const CommandLine& line, std::ostream& out) {
    FaultWords words;
    for (const FaultKey& key : fault_keys())
        if (std::string option = option_name(key); line.has(option))
            words[std::string(key.name)] = key.argument.empty() ? "yes" : line.value(option, "");
    for (const KeptFault& kept : file.add({read_fault(words)}, line.value("tag", ""))) print(kept, out);
}

void remove(FaultFile& file, const std::vector<std::string>& ids) {
    for (const std::string& id : ids) {
        if (id.size() > 18 || id.find_first_not_of("0123456789") != id.npos)
            throw UsageError("a fault is known by its number, not \"" + id + "\"; postlab fault list shows it");
        if (!file.remove(std::stoull(id))) throw std::runtime_error("there is no fault " + id);
    }
}

/// Rules with a tag belong to a lab that has begun: it could not be solved any more without them.
void clear(FaultFile& file, const CommandLine& line, std::ostream& out) {
    const std::string tag = line.value("tag", "");
    const std::vector<KeptFault> rules = file.rules();
    const auto removed = std::ranges::count(rules, tag, &KeptFault::tag);
    file.replace(tag, {});
    out << removed << " removed\n";
    const std::size_t stay = rules.size() - static_cast<std::size_t>(removed);
    if (tag.empty() && stay > 0) out << stay << " of labs stay; --tag TAG removes them, fault list shows the tags\n";
}

void check(const std::string& action, const CommandLine& line) {
    static const std::vector<std::string> actions{"add", "list", "remove", "clear"};
    if (action.empty()) throw UsageError(std::string("postlab ") + fault_synopsis);
    if (std::ranges::find(actions, action) == actions.end()) {
        std::string meant = nearest(action, actions);
        throw UsageError(
            "there is no command fault " + action + "; " +
            (meant.empty() ? std::string("postlab ") + fault_synopsis : "did you mean fault " + meant + "?"));
    }
    const bool more = line.words().size() > 1;
    if (more != (action == "remove")) throw UsageError(std::string("postlab ") + fault_synopsis);
    for (const FaultKey& key : fault_keys())
        if (action != "add" && line.has(option_name(key)))
            throw UsageError("--" + option_name(key) + " belongs to fault add");
}

}  // namespace

std::vector<Option> fault_options() {
    std::vector<Option> options;
    for (const FaultKey& key : fault_keys())
        options.push_back({option_name(key), std::string(key.argument), std::string(key.purpose)});
    options.push_back({"tag", "TAG", "a name for several rules, by which clear removes them: s017/L12"});
    options.push_back({"data", "DIR", "where the server keeps its data (./postlab-data)"});
    return options;
}

int fault_command(const std::vector<std::string>& arguments, std::ostream& out) {
    CommandLine line(fault_options(), arguments);
    const std::string action = line.words().empty() ? "" : line.words()[0];
    check(action, line);
    FaultFile file(line.value("data", "postlab-data"));
    try {
        if (action == "add") add(file, line, out);
        if (action == "remove") remove(file, {line.words().begin() + 1, line.words().end()});
        if (action == "clear") clear(file, line, out);
        if (action == "list")
            for (const KeptFault& kept : file.rules()) print(kept, out);
    } catch (const BadFault& error) {
        throw UsageError(error.what());
    }
    return 0;
}

}  // namespace postlab::labs
