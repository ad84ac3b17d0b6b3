#pragma once
#include <span>
#include <string_view>
#include <vector>

#include "labs/catalogue/tables.h"

namespace postlab::labs {

/// What follows a reply: the state that the session is in then. Replies without a move leave the state as it is. The
/// tests hold the moves against what the dialogues' record shows.
struct Move {
    const Reply* reply;     ///< null: it happens by itself
    std::string_view from;  ///< empty: from every state
    std::string_view to;    ///< a state, or `closed`
};

/// Where a conversation ends: the server closes the connection.
inline constexpr std::string_view closed = "closed";

/// Constant; any thread.
const std::vector<Move>& moves(Protocol protocol);

/// A state in which no verb is read, and therefore no column of the gate table.
struct PassingState {
    std::string_view name, purpose;
};
std::span<const PassingState> passing_states(Protocol protocol);

/// Where the verb leads from this state when the server agrees; empty: nowhere else.
std::string_view leads_to(const Tables& tables, const Verb& verb, std::string_view state);

/// The verbs that may be said in a state, in the table's order; none in a passing state.
std::vector<std::string_view> legal_in(const Tables& tables, std::string_view state);

}  // namespace postlab::labs
