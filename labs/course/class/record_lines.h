#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "labs/course/grading/attempts.h"
#include "store/transcript/transcript_reader.h"

namespace postlab::course {

/// Quotes lines of the record. It holds the conversation that it has read last. One thread.
class RecordLines {
public:
    explicit RecordLines(std::filesystem::path directory) : directory_(std::move(directory)) {}
    /// "57:12 C: RETR 3", "57:13 S: +OK 120 octets": conversation and line, and what was said; the first few of them,
    /// each once. A reply of several lines goes on as "S: 1 120".
    std::vector<std::string> quotes(const std::vector<Citation>& lines);
    /// The same in one line, with bars between.
    std::string quoted(const std::vector<Citation>& lines);
    /// "C: RETR 3", and the other lines of what was said there; empty: it is no more there
    std::vector<std::string> lines(const Citation& place);

private:
    std::filesystem::path directory_;
    std::optional<store::TranscriptReader> reader_;
    std::int64_t conversation_ = 0;
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::string> lines_;  ///< by event and row
};

}  // namespace postlab::course
