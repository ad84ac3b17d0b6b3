#pragma once
#include "store/database.h"
#include "store/transcript/transcript_seal.h"

namespace postlab::store {

/// The oldest version of the tables that can be brought up to date; before it there were two that nobody has.
inline constexpr int oldest_upgradable = 3;

/// Brings tables of version 3 up to date, within a transaction of the caller's: there a conversation's events stood in
/// blocks, some hundred one behind the other, a form that only the program could read. Each conversation keeps its
/// number and is sealed anew, if its old seals hold; if they don't, its new seal doesn't either, so that nothing is
/// made sound by this. It takes some 10 s for a million events. Throws DatabaseError.
void upgrade_transcripts(Database& database, TranscriptSeal& seal);

}  // namespace postlab::store
