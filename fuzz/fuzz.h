#pragma once
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

/// What all fuzz targets share: a target is a main program by libFuzzer, and what it demands of every input.
namespace postlab::fuzz {

/// libFuzzer keeps the input that made this end the program.
inline void demand(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "demanded: %s\n", what);
    std::abort();
}

inline void demand_equal(const std::string& one, const std::string& other, const char* what) {
    if (one != other) std::fprintf(stderr, "one:\n%s\nother:\n%s\n", one.c_str(), other.c_str());
    demand(one == other, what);
}

inline std::string_view as_text(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

/// Takes the first byte off the input: how the rest of it is to be cut.
inline unsigned char take_byte(std::string_view& input) {
    if (input.empty()) return 0;
    auto byte = static_cast<unsigned char>(input.front());
    input.remove_prefix(1);
    return byte;
}

/// The bytes in pieces: 0 in one, below 128 in pieces of that many octets, else in pieces of changing size.
inline std::vector<std::string_view> cut(std::string_view bytes, unsigned char how) {
    std::vector<std::string_view> pieces;
    unsigned dice = how;
    while (!bytes.empty()) {
        dice = dice * 1103515245 + 12345;
        std::size_t size = how == 0 ? bytes.size() : how < 128 ? how : 1 + (dice >> 16) % 9;
        pieces.push_back(bytes.substr(0, size));
        bytes.remove_prefix(pieces.back().size());
    }
    return pieces;
}

}  // namespace postlab::fuzz
