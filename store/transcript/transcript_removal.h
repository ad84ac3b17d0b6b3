#pragma once
#include <cstdint>
#include <filesystem>
#include <vector>

namespace postlab::store {

/// Takes conversations out of DIR/transcripts.db, for a person who wants to be forgotten; also while a server writes
/// it. What they have in common with others stays where the others are. Throws std::runtime_error; then nothing is
/// gone.
void remove_conversations(const std::filesystem::path& directory, const std::vector<std::int64_t>& ids);

}  // namespace postlab::store
