#pragma once
#include <filesystem>
#include <optional>
#include <string>

#include "labs/course/lab/labs.h"
#include "shared/time.h"

namespace postlab::screen {

/// The labs of the course, or those that came with the program where there is no course. Their files are read when
/// somebody asks for them, and again half a minute later at the earliest, so that a class at work costs little however
/// often it is looked at. One thread.
class KnownLabs {
public:
    /// `labs`: the folder of the labs, as the setting lab.folder has it.
    KnownLabs(std::filesystem::path directory, std::string labs)
        : directory_(std::move(directory)), labs_(std::move(labs)) {}
    const std::filesystem::path& directory() const { return directory_; }
    /// Valid until the next call. Throws what is wrong with their files, as read_course_labs does.
    const course::Labs& now(Time at);

private:
    const std::filesystem::path directory_;
    const std::string labs_;
    std::optional<course::Labs> known_;  ///< as they were at ...
    Time known_at_{};
};

}  // namespace postlab::screen
