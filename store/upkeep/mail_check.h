#pragma once
#include <cstdint>

#include "store/database.h"
#include "store/upkeep/flaw.h"

/// Whether maildrop.db holds what store/README.md says always holds: no content without a delivery and no delivery
/// without content, pieces of the right size with none missing, octets that are their sum, mailboxes for all
/// deliveries, and ids that are never given again. One thread; throws DatabaseError.
namespace postlab::store {

/// Reads, in one transaction. `highest_recorded`: the highest id of a message that the record knows, which no new one
/// may get.
Flaws find_mail_flaws(Database& mail, std::int64_t highest_recorded);

/// Mends what can be, in one transaction. It deletes no octet of a letter: what nobody has goes to postmaster, and
/// where a part is lost, as many octets that say so stand in its place. What it deletes are entries of which nothing is
/// left. Where SQLite finds pages damaged, it leaves everything as it is.
void mend_mail(Database& mail, std::int64_t highest_recorded);

}  // namespace postlab::store
