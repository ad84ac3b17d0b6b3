#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "labs/whatif/recorded.h"
#include "store/transcript/transcript_reader.h"

namespace postlab::labs {

/// A letter that a POP3 login found. What is gone from the maildrop is made up of what the record still says of it: its
/// content where it was fetched whole or the conversation that brought it is there, else as many octets as a listing
/// says.
struct LetterThen {
    std::uint64_t id;
    std::uint64_t octets;
    std::string unique_id, content;
    bool made_up;  ///< the content is
};

/// Whose maildrop a login in that conversation opened; empty: none was.
std::string opened_in(const Recorded& recorded);

/// What the login in that conversation found, in the order of its numbers; nothing: nobody logged in. Letters beyond
/// `most_octets` are of x's. Throws std::runtime_error when maildrop or record can't be read.
std::vector<LetterThen> letters_then(const Recorded& recorded, store::TranscriptReader& reader,
                                     const std::filesystem::path& directory,
                                     std::uint64_t most_octets = std::uint64_t{1} << 20);

}  // namespace postlab::labs
