#pragma once
#include <filesystem>
#include <iosfwd>
#include <string>

#include "labs/language/language.h"
#include "shared/system/how_far.h"

namespace postlab::labs {

/// `postlab transcript verify [ID | FIRST-LAST]`: checks the chains of the conversations in DIR/transcripts.db, all of
/// them without a range, and says which is broken and where, and which are missing in between. The oldest ones go when
/// the record is full, so nothing is missed before the first. At the end it prints an anchor: one SHA-256 over the
/// seals of all conversations in the range that have ended. Who has kept an anchor and finds another one for the same
/// range later knows that something was exchanged or cut off, even by somebody who has the key. Exit status 1:
/// something is wrong. Throws UsageError for a range that is none, std::runtime_error when there is nothing to check or
/// no key.
/// How far it is, it tells `tell`.
int verify_transcripts(const std::filesystem::path& directory, const std::string& range, std::ostream& out,
                       const Language& language = Language::english(), const HowFar& tell = {});

}  // namespace postlab::labs
