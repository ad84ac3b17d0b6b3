#include "shared/system/digest.h"

#include <Poco/DigestEngine.h>
#include <Poco/MD5Engine.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <stdexcept>

#include "shared/system/crypto.h"
#include "shared/system/thread.h"
#include "shared/text/text.h"

namespace postlab {
namespace {

constexpr std::string_view scheme = "scrypt";
constexpr std::size_t salt_octets = 16, hash_octets = 32;

/// What is kept: the cost beside the hash, so that later versions may ask for more.
struct Kept {
    ScryptCost cost;
    std::string salt, hash;
};

std::string in_text(const Kept& kept) {
    return std::string(scheme) + '$' + std::to_string(kept.cost.n) + '$' + std::to_string(kept.cost.r) + '$' +
           std::to_string(kept.cost.p) + '$' + hex(kept.salt) + '$' + hex(kept.hash);
}

std::optional<Kept> from_text(std::string_view text) {
    std::array<std::string_view, 6> fields;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const std::size_t end = i + 1 < fields.size() ? text.find('$') : text.size();
        if (end == text.npos) return std::nullopt;
        fields[i] = text.substr(0, end);
        text.remove_prefix(std::min(text.size(), end + 1));
    }
    const auto n = number_in<std::uint64_t>(fields[1]), r = number_in<std::uint64_t>(fields[2]),
               p = number_in<std::uint64_t>(fields[3]);
    const auto salt = from_hex(fields[4]), hash = from_hex(fields[5]);
    const bool well_formed = fields[0] == scheme && n && r && p && salt && salt->size() == salt_octets && hash &&
                             hash->size() == hash_octets;
    return well_formed ? std::optional(Kept{{*n, *r, *p}, *salt, *hash}) : std::nullopt;
}

/// The pass phrase of a card that somebody has typed, as it stands there; empty: it is none.
std::string pass_phrase_meant(std::string_view typed) {
    std::string letters;
    char before = ' ';
    for (const char c : typed) {
        const bool between_words = letters.size() % 5 == 4 && letters.size() < 24 && before != ' ';
        before = c;
        if (c == ' ' && between_words) continue;
        if (!is_ascii_letter(c) || letters.size() == 24) return {};
        if (letters.size() % 5 == 4) letters += ' ';
        letters += ascii_lower(c);
    }
    return letters.size() == 24 ? letters : "";
}

}  // namespace

std::string apop_digest(std::string_view timestamp, std::string_view secret) {
    Poco::MD5Engine md5;
    md5.update(timestamp.data(), timestamp.size());
    md5.update(secret.data(), secret.size());
    return Poco::DigestEngine::digestToHex(md5.digest());
}

std::string cram_digest(std::string_view challenge, std::string_view secret) {
    return hex(hmac_md5(secret, challenge));
}

std::optional<std::string> pin_in(std::string_view typed) {
    constexpr std::size_t digits = 8;
    std::string pin(typed);
    std::erase_if(pin, [](char c) { return c == ' ' || c == '-'; });
    return pin.size() == digits && all_digits(pin) ? std::optional(pin) : std::nullopt;
}

std::string hash_password(std::string_view password) {
    Kept kept{{}, random_octets(salt_octets), {}};
    auto hash = scrypt(password, kept.salt, kept.cost, hash_octets);
    if (!hash) throw std::runtime_error("scrypt failed: not enough memory?");
    kept.hash = std::move(*hash);
    return in_text(kept);
}

std::vector<std::string> hash_passwords(const std::vector<std::string>& passwords, const HowFar& tell) {
    std::vector<std::string> kept(passwords.size());
    on_every_core(
        passwords.size(), [&](std::size_t i) { kept[i] = hash_password(passwords[i]); }, tell);
    return kept;
}

bool verify_password(std::string_view password, std::string_view text) {
    return right_password(password, text).has_value();
}

std::optional<std::string> right_password(std::string_view password, std::string_view text) {
    const auto kept = from_text(text);
    if (!kept) return std::nullopt;
    auto is = [&](std::string_view tried) {
        const auto hash = scrypt(tried, kept->salt, kept->cost, hash_octets);
        return hash && equal_in_constant_time(*hash, kept->hash);
    };
    if (is(password)) return std::string(password);
    std::string meant = pass_phrase_meant(password);
    if (meant.empty() || meant == password || !is(meant)) return std::nullopt;
    return meant;
}

std::string_view unmatched_password() {
    static const std::string text = in_text({{}, std::string(salt_octets, '\0'), std::string(hash_octets, '\0')});
    return text;
}

}  // namespace postlab
