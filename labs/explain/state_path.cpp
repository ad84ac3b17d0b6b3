#include "labs/explain/state_path.h"

#include <algorithm>

#include "labs/catalogue/transitions.h"
#include "labs/record/turns.h"

namespace postlab::labs {

namespace {

/// Whether the server closes behind that reply.
bool says_farewell(Protocol protocol, std::string_view row, std::string_view from) {
    return std::ranges::any_of(transitions(protocol), [&](const Transition& transition) {
        return transition.reply && transition.reply->id == row && transition.to == closed &&
               (transition.from.empty() || transition.from == from);
    });
}

StatePath::Step step_of(const Turn& turn, Protocol protocol, std::size_t number) {
    const std::string from(turn.state);
    StatePath::Step step{number,
                         std::string(turn.verb),
                         std::string(turn.code),
                         turn.kind == Turn::Kind::content,
                         says_no(turn.code),
                         from,
                         from};
    for (const Utterance& utterance : turn.utterances) {
        step.to = utterance.state_after;
        if (says_farewell(protocol, utterance.reply, from)) step.to = closed;
    }
    return step;
}

}  // namespace

StatePath path_of(const Conversation& conversation) {
    StatePath path{conversation.about.id, conversation.about.how, {}, conversation.about.lost};
    const Turns turns(conversation, {.refusals = false});
    // A letter that has no end is no step.
    for (const Turn& turn : turns)
        if (turn.kind == Turn::Kind::command || (turn.kind == Turn::Kind::content && !turn.code.empty()))
            path.steps.push_back(step_of(turn, conversation.protocol(), path.steps.size() + 1));
    return path;
}

}  // namespace postlab::labs
