#pragma once
#include <vector>

#include "store/database.h"

namespace postlab::store {

/// The schema this program writes; kept in the file as `PRAGMA user_version`.
inline constexpr int schema_version = 4;

/// All statements that make the present tables, in their order.
std::vector<const char*> schema_statements();

/// Makes the tables, or brings older ones up to date, in one transaction. The caller has seen to it that the
/// file is not newer than this program.
void bring_up_to_date(Database& database);

}  // namespace postlab::store
