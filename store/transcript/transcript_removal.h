#pragma once
#include <cstdint>
#include <filesystem>
#include <vector>

namespace postlab::store {

/// Takes conversations out of DIR/transcripts.db, for a person who wants to be forgotten; also while a server writes
/// it. Content that a later conversation has in common with one of them is missing there, too, and said to be. Throws
/// std::runtime_error.
void remove_conversations(const std::filesystem::path& directory, const std::vector<std::int64_t>& ids);

}  // namespace postlab::store
