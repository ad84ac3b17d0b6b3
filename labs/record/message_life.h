#pragma once
#include <filesystem>
#include <iosfwd>
#include <string>

namespace postlab::labs {

/// `postlab transcript message ID`: one letter's whole life, from DIR/transcripts.db and DIR/maildrop.db: the
/// conversation that brought it with its envelope and the reply that accepted it, where it is now, and for each
/// maildrop it went to what every session did with it, or that a lab's start threw it away, in the order of time.
/// Beside a conversation whose seal is broken it says so. `id` is the number in the reply that accepted the message,
/// its unique-id, or what stands behind `id` in its Received line. Answers the exit status. Throws UsageError when it
/// is neither, and std::runtime_error when nothing is known about it.
int message_life(const std::filesystem::path& directory, const std::string& id, std::ostream& out);

}  // namespace postlab::labs
