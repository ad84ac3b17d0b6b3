#pragma once
#include <filesystem>
#include <vector>

#include "shared/text/phrase.h"

namespace postlab::course {

/// What was tampered with among the conversations of DIR/transcripts.db, a line each, "conversation 57: events have
/// been changed ..."; empty: nothing was, or nothing has been recorded. Without the key a line that says so. It reads
/// all of them, some 100,000 in a second. Any thread. Throws std::runtime_error.
std::vector<Phrase> record_flaws(const std::filesystem::path& directory);

}  // namespace postlab::course
