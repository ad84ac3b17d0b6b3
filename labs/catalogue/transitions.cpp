#include "labs/catalogue/transitions.h"

#include <algorithm>

#include "labs/museum/transitions.h"
#include "pop3d/transitions.h"
#include "smtpd/transitions.h"

namespace postlab::labs {

std::span<const Transition> transitions(Protocol protocol) {
    if (protocol == Protocol::smtp) return smtpd::transitions;
    if (protocol == Protocol::pop3) return pop3d::transitions;
    return museum::transitions;
}

std::span<const PassingState> passing_states(Protocol protocol) {
    if (protocol == Protocol::smtp) return smtpd::passing_states;
    if (protocol == Protocol::pop3) return pop3d::passing_states;
    return museum::passing_states;
}

std::string_view leads_to(const Tables& tables, const Verb& verb, std::string_view state) {
    const std::vector<const Reply*> replies = replies_of(tables, verb);
    for (const Transition& transition : transitions(tables.protocol)) {
        const bool from_here = transition.from == state || transition.from.empty();
        if (from_here && !transition.reply && transition.verb == verb.name) return transition.to;
        if (from_here && transition.reply && transition.reply->positive() &&
            std::ranges::find(replies, transition.reply) != replies.end())
            return transition.to;
    }
    return {};
}

std::vector<std::string_view> legal_in(const Tables& tables, std::string_view state) {
    std::vector<std::string_view> verbs;
    const auto column = std::ranges::find(tables.states, state);
    if (column == tables.states.end()) return verbs;
    for (const Verb& verb : tables.verbs)
        if (!verb.gate[static_cast<std::size_t>(column - tables.states.begin())]) verbs.push_back(verb.name);
    return verbs;
}

}  // namespace postlab::labs
