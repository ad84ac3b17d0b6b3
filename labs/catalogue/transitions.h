#pragma once
#include <span>
#include <string_view>
#include <vector>

#include "labs/catalogue/tables.h"
#include "shared/transition.h"

namespace postlab::labs {

/// The protocol's own tables (shared/transition.h). Constant; any thread.
std::span<const Transition> transitions(Protocol protocol);
std::span<const PassingState> passing_states(Protocol protocol);

/// Where the verb leads from this state when the server agrees; empty: nowhere else.
std::string_view leads_to(const Tables& tables, const Verb& verb, std::string_view state);

/// The verbs that may be said in a state, in the table's order; none in a passing state.
std::vector<std::string_view> legal_in(const Tables& tables, std::string_view state);

}  // namespace postlab::labs
