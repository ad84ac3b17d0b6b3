#include <algorithm>
#include <map>

#include "labs/manual/manual.h"
#include "shared/text/text.h"

namespace postlab::labs {

namespace {

/// Both shells read the two tables; what differs is how they are asked. Behind `cur` stands the word that is being
/// typed, in `what` what may stand there: words to choose from, or what a synopsis calls it.
constexpr const char* for_bash = R"(
_postlab() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} name=postlab what= option
    if ((COMP_CWORD > 1)); then name=${COMP_WORDS[1]}; fi
    if ((COMP_CWORD > 2)) && [[ -n ${_postlab_words[${name}_${COMP_WORDS[2]}]+known} ]]; then name+=_${COMP_WORDS[2]}; fi
    what=${_postlab_words[$name]-}
    if [[ $cur == -* ]]; then what=$(printf '%s\n' ${_postlab_options[$name]-} | sed 's/=.*//'); fi
    for option in ${_postlab_options[$name]-}; do
        if [[ $option == "$prev="* ]]; then what=${option#*=}; fi
    done
    case $what in
    *COMMAND*) what=${_postlab_words[postlab]} ;;
    *LAB*) what=$(postlab lab list 2>/dev/null | cut -d ' ' -f 1) ;;
    *FILE*) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    *DIR*) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    *[A-Z]*) what= ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "${what//[|\[\]]/ }" -- "$cur")
}
complete -F _postlab postlab
)";

constexpr const char* for_zsh = R"(
_postlab() {
    local cur=$words[CURRENT] prev=$words[CURRENT-1] name=postlab what= option
    if (( CURRENT > 2 )); then name=$words[2]; fi
    if (( CURRENT > 3 && ${+_postlab_words[${name}_$words[3]]} )); then name+=_$words[3]; fi
    what=${_postlab_words[$name]-}
    if [[ $cur == -* ]]; then what=$(printf '%s\n' ${=_postlab_options[$name]-} | sed 's/=.*//'); fi
    for option in ${=_postlab_options[$name]-}; do
        if [[ $option == "$prev="* ]]; then what=${option#*=}; fi
    done
    case $what in
    *COMMAND*) what=${_postlab_words[postlab]} ;;
    *LAB*) what=$(postlab lab list 2>/dev/null | cut -d ' ' -f 1) ;;
    *FILE*) _files && return ;;
    *DIR*) _files -/ && return ;;
    *[A-Z]*) what= ;;
    esac
    compadd -- ${=${what//[|\[\]]/ }}
}
_postlab "$@"
)";

using Table = std::map<std::string, std::string>;

std::string key_of(std::string name) {
    std::ranges::replace(name, ' ', '_');
    return name;
}

std::string shell_table(const std::string& name, const Table& table) {
    std::string text = "typeset -gA " + name + "=(\n";
    for (const auto& [key, value] : table) text += "    [" + key + "]='" + value + "'\n";
    return text + ")\n";
}

}  // namespace

std::string completion(const CommandGroups& groups, const std::string& shell) {
    Table words, options;
    for (const CommandGroup& group : groups)
        for (const ProgramCommand& command : group.commands) {
            const std::vector<std::string> name = split(command.name);
            if (!words.contains(name[0])) words["postlab"] += " " + name[0];
            if (name.size() == 2) words[name[0]] += " " + name[1];
            words[key_of(command.name)] += command.words;
            for (const Option& option : command.options)
                options[key_of(command.name)] +=
                    " --" + option.name + (option.argument.empty() ? "" : "=" + option.argument);
        }
    return (shell == "zsh" ? "#compdef postlab\n" : "# bash completion for postlab\n") +
           shell_table("_postlab_words", words) + shell_table("_postlab_options", options) +
           (shell == "zsh" ? for_zsh : for_bash);
}

}  // namespace postlab::labs
