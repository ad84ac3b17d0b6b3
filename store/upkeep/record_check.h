#pragma once
#include <cstdint>
#include <filesystem>

#include "shared/system/how_far.h"
#include "store/upkeep/flaw.h"

/// Whether DIR/transcripts.db is what was recorded: the file itself, the chain of each conversation, what has lost its
/// conversation, and what is counted. The record is evidence, so what was said in it is never changed or removed; only
/// indexes, triggers and counts are made again. One thread; throws SayableError and DatabaseError.
namespace postlab::store {

/// Where there is no record, nothing.
Flaws find_record_flaws(const std::filesystem::path& directory, const HowFar& tell = {});
void mend_record(const std::filesystem::path& directory);

/// The highest id of a message that a conversation brought; 0: none, or no record.
std::int64_t highest_recorded_message(const std::filesystem::path& directory);

}  // namespace postlab::store
