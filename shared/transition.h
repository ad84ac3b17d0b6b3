#pragma once
#include <string_view>

#include "shared/reply.h"

namespace postlab {

/// What follows a reply: the state that the session is in then. Replies without a transition leave the state as it is.
/// Each protocol has its table beside its gate (smtpd/transitions.h, pop3d/transitions.h); `postlab explain` and the
/// diagrams print it, and the tests hold it against what the dialogues' record shows. Constants: any thread.
struct Transition {
    const Reply* reply;          ///< null: it happens by itself, or behind content that no reply announces
    std::string_view from;       ///< empty: from every state
    std::string_view to;         ///< a state, or `closed`
    std::string_view verb = {};  ///< whose content that is; of a reply: to no other verb
};

/// Where a conversation ends: the server closes the connection.
inline constexpr std::string_view closed = "closed";

/// A state in which no verb is read, and therefore no column of the gate table.
struct PassingState {
    std::string_view name, purpose;
};

}  // namespace postlab
