#pragma once
#include <array>
#include <string_view>

namespace postlab::store {

using Poly1305Key = std::array<unsigned char, 32>;

/// Poly1305 (RFC 8439 2.5), here as a keyed hash that is several times as fast as HMAC-SHA-256: without the key, and
/// without having seen what comes out, nobody can make two texts with the same 16 octets. So they are never shown; they
/// stay in memory, or go into a MAC. Any thread.
std::array<char, 16> poly1305(const Poly1305Key& key, std::string_view text);

}  // namespace postlab::store
