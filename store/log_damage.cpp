#include "store/log_damage.h"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <utility>

namespace postlab::store {
namespace {

// https://www.sqlite.org/fileformat2.html, section 4: a header, then frames, each a header and a page.
constexpr std::size_t log_header = 32, frame_header = 24, salts = 8;
constexpr std::uint32_t magic = 0x377f0682;  // its last bit: checksums are made of big-endian words

std::uint32_t word(std::string_view octets, std::size_t place, bool big_endian = true) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i)
        value |= std::uint32_t{static_cast<unsigned char>(octets[place + i])} << 8 * (big_endian ? 3 - i : i);
    return value;
}

class Checksum {
public:
    explicit Checksum(bool big_endian) : big_endian_(big_endian) {}
    void add(std::string_view octets) {
        for (std::size_t i = 0; i + 8 <= octets.size(); i += 8) {
            first_ += word(octets, i, big_endian_) + second_;
            second_ += word(octets, i + 4, big_endian_) + first_;
        }
    }
    bool is(std::string_view octets, std::size_t place) const {
        return first_ == word(octets, place) && second_ == word(octets, place + 4);
    }

private:
    bool big_endian_;
    std::uint32_t first_ = 0, second_ = 0;
};

}  // namespace

std::string damage_in_log(const std::filesystem::path& log) {
    std::ifstream file(log, std::ios::binary);
    std::string header(log_header, '\0');
    if (!file.read(header.data(), log_header) || (word(header, 0) & ~1u) != magic) return {};
    Checksum sum(word(header, 0) & 1);
    sum.add(std::string_view(header).substr(0, log_header - 8));
    const std::uint32_t page_octets = word(header, 8);
    if (!sum.is(header, log_header - 8) || page_octets > 65536) return {};

    std::uint64_t place = log_header, damaged = 0, commits_behind = 0;
    std::string frame(frame_header + page_octets, '\0');
    for (; file.read(frame.data(), static_cast<std::streamsize>(frame.size())); place += frame.size()) {
        const bool of_this_log = frame.compare(8, salts, header, 16, salts) == 0;
        sum.add(std::string_view(frame).substr(0, 8));
        sum.add(std::string_view(frame).substr(frame_header));
        if (!damaged && !(of_this_log && sum.is(frame, 16))) damaged = place;
        const bool commits = word(frame, 4) != 0;  // the size of the database after it
        if (damaged && place > damaged && of_this_log && commits) ++commits_behind;
    }
    if (commits_behind == 0) return {};
    return log.string() + " is damaged at octet " + std::to_string(damaged) + ": " + std::to_string(commits_behind) +
           " commits that stand behind it can't be read, and what they brought may be missing; if a backup is newer "
           "than they are, stop and restore it";
}

}  // namespace postlab::store
