#pragma once
#include <span>
#include <string>

#include "store/database.h"
#include "store/upkeep/flaw.h"

/// What can be wrong with any SQLite file. One thread; throws DatabaseError.
namespace postlab::store {

/// What `PRAGMA integrity_check` finds. Indexes can be made again, from the tables; damaged pages can't.
Flaws find_damage(Database& database);
/// Makes indexes again, where that is what is wrong.
void mend_damage(Database& database);

/// The indexes and triggers of a schema that a file lacks; a person with an SQLite shell may have dropped them.
Flaws find_missing_rules(Database& database, std::span<const char* const> schema);
void mend_missing_rules(Database& database, std::span<const char* const> schema);

/// The first column of the first row.
std::int64_t one_number(Database& database, const char* sql);

/// The highest id that a table has given, as AUTOINCREMENT remembers it.
std::int64_t last_given(Database& database, std::string_view table);
/// From now on it gives higher ones than this.
void give_above(Database& database, std::string_view table, std::int64_t id);

}  // namespace postlab::store
