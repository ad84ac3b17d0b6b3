#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>

namespace postlab {

/// How many octets of letters each client address has brought within its hour, which begins with the first letter after
/// the hour before. What was refused doesn't count, and a letter counts once, however many recipients it has: its
/// content is kept once. `most` is the bound (`smtp.max_client_bytes`), 0: there is none, and nothing is counted. Any
/// thread.
class ClientOctets {
public:
    using Time = std::chrono::system_clock::time_point;
    static constexpr std::chrono::hours hour{1};

    /// Whether so many more would keep to the bound.
    bool may_bring(const std::string& client, std::uint64_t octets, std::uint64_t most, Time now);
    /// The same, and counts them where they do.
    bool bring(const std::string& client, std::uint64_t octets, std::uint64_t most, Time now);
    /// They have not been stored after all.
    void give_back(const std::string& client, std::uint64_t octets);

private:
    struct Count {
        std::uint64_t octets;
        Time since;
    };
    std::uint64_t brought(const std::string& client, Time now);  ///< while it holds the mutex

    static constexpr std::size_t most_counts = 16384;  ///< with more, those whose hour is over are forgotten, else all
    std::mutex mutex_;                                 ///< guards the next line
    std::unordered_map<std::string, Count> counts_;
};

}  // namespace postlab
