#pragma once
#include <gtest/gtest.h>

#include "shared/system/temporary_directory_for_tests.h"
#include "store/transcript/transcript_reader.h"
#include "store/transcript/transcript_recorder.h"

/// What the tests of the record have in common.
namespace postlab::store {

inline const Time start = Time(std::chrono::seconds(1'700'000'000));

class Transcripts : public testing::Test {
protected:
    std::vector<KeptConversation> all() { return TranscriptReader(directory).conversations(1000000); }
    std::vector<KeptEvent> events(std::int64_t id) { return TranscriptReader(directory).events(id); }

    const TemporaryDirectory temporary;
    const std::filesystem::path directory = temporary.path();
    Settings settings;
};

inline Event command(std::string_view bytes, Time at = start) {
    return {Direction::client, at, bytes, "TRANSACTION", "TRANSACTION", "RETR", {}};
}
inline Event content(std::string_view bytes) {
    return {Direction::server, start, bytes, "TRANSACTION", "TRANSACTION", "RETR", {}, true};
}

}  // namespace postlab::store
