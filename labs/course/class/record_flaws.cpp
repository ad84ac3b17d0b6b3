#include "labs/course/class/record_flaws.h"

#include <limits>

#include "store/transcript/transcript_reader.h"

namespace postlab::course {

std::vector<std::string> record_flaws(const std::filesystem::path& directory) {
    if (!store::has_transcripts(directory)) return {};
    store::TranscriptReader reader(directory);
    if (!reader.has_key()) return {reader.flaw(0)};  // which is the same for all
    std::vector<std::string> flaws;
    for (const auto& about : reader.conversations(std::numeric_limits<std::uint32_t>::max())) {
        const std::string flaw = reader.flaw(about.id);
        const bool is_there = flaw.empty() || reader.conversation(about.id);  // a server may have made room meanwhile
        if (!flaw.empty() && is_there) flaws.push_back("conversation " + std::to_string(about.id) + ": " + flaw);
    }
    return flaws;
}

}  // namespace postlab::course
