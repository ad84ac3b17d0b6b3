#include "labs/course/lab/tokens.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "labs/course/lab/words.h"

namespace postlab::course {

namespace {

bool of_name(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '_' || c == '-'; }
bool digit(char c) { return c >= '0' && c <= '9'; }

std::string hex4(std::string_view octets) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (unsigned char octet : octets.substr(0, 2)) text += {digits[octet / 16], digits[octet % 16]};
    return text;
}

std::string token_hash(std::string_view key, std::string_view student, std::string_view lab) {
    return hex4(keyed_hash(key, "token|" + std::string(student) + "|" + std::string(lab)));
}

/// What stands around the hyphen of a hash: "s017+l05" or "course+s017-l05" in front of it, four digits behind it.
bool looks_like_token(std::string_view line, std::size_t hyphen, TokenOwner& owner) {
    if (hyphen < 5 || hyphen + 5 > line.size() || !digit(line[hyphen - 1]) || !digit(line[hyphen - 2])) return false;
    if (line[hyphen - 3] != 'l' || (hyphen + 5 < line.size() && of_name(line[hyphen + 5]))) return false;
    const char joint = line[hyphen - 4];
    std::size_t begin = hyphen - 4;
    while (begin > 0 && of_name(line[begin - 1])) --begin;
    owner.student = line.substr(begin, hyphen - 4 - begin);
    owner.lab = "L" + std::string(line.substr(hyphen - 2, 2));
    owner.desk = joint == '-' && line.substr(0, begin).ends_with("course+");
    return !owner.student.empty() && (joint == '+' || owner.desk);
}

}  // namespace

std::string keyed_hash(std::string_view key, std::string_view text) {
    std::array<unsigned char, 32> hash;
    unsigned length = hash.size();
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(text.data()),
         text.size(), hash.data(), &length);
    return std::string(hash.begin(), hash.end());
}

std::string crockford(std::string_view octets, std::size_t characters) {
    static constexpr char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    std::string text;
    for (std::size_t bit = 0; text.size() < characters; bit += 5) {
        unsigned value = 0;
        for (std::size_t i = bit; i < bit + 5; ++i)
            value = value * 2 + (static_cast<unsigned char>(octets[i / 8 % octets.size()]) >> (7 - i % 8) & 1);
        text += alphabet[value];
    }
    return text;
}

std::string badge(std::string_view key, std::string_view student, std::string_view lab) {
    return lower(lab) + "-" + token_hash(key, student, lab);
}

std::string token(std::string_view key, std::string_view student, std::string_view lab) {
    return std::string(student) + "+" + badge(key, student, lab);
}

std::string desk_address(std::string_view key, std::string_view student, std::string_view lab) {
    return "course+" + std::string(student) + "-" + badge(key, student, lab);
}

std::string receipt(std::string_view key, std::string_view student, std::string_view lab, unsigned attempt) {
    const std::string bound_to =
        "receipt|" + std::string(student) + "|" + std::string(lab) + "|" + std::to_string(attempt);
    const std::string code = crockford(keyed_hash(key, bound_to), 8);
    return std::string(lab) + "-" + code.substr(0, 4) + "-" + code.substr(4);
}

bool TokenReader::find(std::string_view line, TokenOwner& owner, unsigned& wrong) const {
    const std::string typed = lower(line);
    for (std::size_t at = typed.find('-'); at != typed.npos && wrong < most_wrong; at = typed.find('-', at + 1)) {
        if (!looks_like_token(typed, at, owner)) continue;
        if (typed.compare(at + 1, 4, token_hash(key_, owner.student, owner.lab)) == 0) return true;
        ++wrong;
    }
    return false;
}

bool names_desk(std::string_view line, TokenOwner& owner) {
    constexpr std::string_view desk = "course+";
    const std::string typed = lower(line);
    const std::size_t begin = typed.find(desk);
    if (begin == typed.npos) return false;
    const auto end = std::find_if_not(typed.begin() + static_cast<std::ptrdiff_t>(begin), typed.end(),
                                      [](char c) { return of_name(c) || c == '+'; });
    const std::string name(typed.begin() + static_cast<std::ptrdiff_t>(begin + desk.size()), end);
    const std::size_t lab = name.rfind("-l");
    if (lab == name.npos || lab == 0 || lab + 4 > name.size() || !digit(name[lab + 2]) || !digit(name[lab + 3]))
        return false;
    owner = {name.substr(0, lab), "L" + name.substr(lab + 2, 2), true};
    return true;
}

}  // namespace postlab::course
