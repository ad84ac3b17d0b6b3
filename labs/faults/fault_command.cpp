#include "labs/faults/fault_command.h"

#include <algorithm>
#include <ostream>

#include "labs/faults/fault_file.h"
#include "labs/language/language.h"
#include "labs/language/sentences.h"
#include "shared/text/text.h"

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

int add_fault(const CommandLine& line, std::ostream& out, std::ostream&) {
    FaultWords words;
    for (const FaultKey& key : fault_keys())
        if (std::string option = option_name(key); line.has(option))
            words[std::string(key.name)] = key.argument.empty() ? "yes" : line.value(option, "");
    FaultFile file(data_directory(line));
    for (const KeptFault& kept : file.add({read_fault(words)}, line.value("tag", ""))) print(kept, out);
    return 0;
}

int list_faults(const CommandLine& line, std::ostream& out, std::ostream& errors) {
    const Language& language = language_in(line);
    const FaultFile file(data_directory(line));
    for (const KeptFault& kept : file.rules()) print(kept, out);
    for (const Phrase& flaw : file.flaws()) errors << "postlab fault list: " << language.say(flaw) << "\n";
    return 0;
}

int remove_faults(const CommandLine& line, std::ostream&, std::ostream&) {
    FaultFile file(data_directory(line));
    for (const std::string& id : line.words()) {
        if (id.size() > 18 || !all_digits(id)) throw UsageError("fault.no_id"_sentence, {id});
        if (!file.remove(std::stoull(id))) throw SayableError("fault.none"_sentence, {id});
    }
    return 0;
}

/// Rules with a tag belong to a lab that has begun: it could not be solved any more without them.
int clear_faults(const CommandLine& line, std::ostream& out, std::ostream&) {
    FaultFile file(data_directory(line));
    const std::string tag = line.value("tag", "");
    const std::vector<KeptFault> rules = file.rules();
    const auto removed = std::ranges::count(rules, tag, &KeptFault::tag);
    file.replace(tag, {});
    const Language& language = language_in(line);
    out << language.say("fault.removed"_sentence, {std::to_string(removed)}) << "\n";
    const std::size_t stay = rules.size() - static_cast<std::size_t>(removed);
    if (tag.empty() && stay > 0) out << language.say("fault.of_labs"_sentence, {std::to_string(stay)}) << "\n";
    return 0;
}

std::vector<Option> rule_options() {
    std::vector<Option> options;
    for (const FaultKey& key : fault_keys())
        options.push_back({option_name(key), std::string(key.argument), std::string(key.purpose)});
    options.push_back({"tag", "TAG", "a name for several rules, by which clear removes them: s017/L12"});
    options.push_back(language_option);
    options.push_back(data_option);
    return options;
}

}  // namespace

std::vector<ProgramCommand> fault_commands() {
    return {
        {"fault add", "", "arranges what goes wrong in which sessions", rule_options(),
         "postlab fault add --account alice --verb RETR --nth 2 --cut after", add_fault,
         "Replies are cut, late, silent, split or refused, a lock is held, or the idle clock runs fast. A running "
         "server "
         "heeds it from the next session or login on. Nothing can be arranged by network."},
        {"fault list",
         "",
         "what is arranged: number, tag and rule",
         {language_option, data_option},
         "postlab fault list",
         list_faults},
        {"fault remove",
         "ID...",
         "removes rules by their numbers",
         {language_option, data_option},
         "postlab fault remove 2",
         remove_faults},
        {"fault clear",
         "",
         "removes all rules but those of labs, or all with one tag",
         {{"tag", "TAG", "the rules with this tag: s017/L12"}, language_option, data_option},
         "postlab fault clear",
         clear_faults},
    };
}

}  // namespace postlab::labs
