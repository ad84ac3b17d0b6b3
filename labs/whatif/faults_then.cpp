#include "labs/whatif/faults_then.h"

#include <algorithm>

#include "labs/catalogue/tables.h"
#include "labs/whatif/recorded.h"

namespace postlab::labs {

namespace {

/// In the words of FaultyReply.
bool was_injected(const Turn& turn, std::string_view what) {
    return std::ranges::any_of(turn.utterances,
                               [&](const Utterance& said) { return said.injected.find(what) != said.injected.npos; });
}

}  // namespace

FaultsThen::Due faults_in(const Turn& turn, Protocol protocol) {
    const auto rows = rows_of(turn);
    Injection injection;
    if (was_injected(turn, "said instead of running") && !rows.empty())
        injection.reply = reply_named(tables(protocol), rows.front());
    injection.leaky = was_injected(turn, "it is told whether");
    FaultsThen::Due due;
    if (injection.reply || injection.leaky) due.injection = injection;
    due.lock_held = was_injected(turn, "the lock is held");
    return due;
}

bool was_cut_before(const Turn& turn) { return was_injected(turn, "the command is not run"); }

}  // namespace postlab::labs
