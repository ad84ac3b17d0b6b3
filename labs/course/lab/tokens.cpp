#include "labs/course/lab/tokens.h"

#include <algorithm>

#include "shared/system/crypto.h"
#include "shared/text/text.h"

namespace postlab::course {

namespace {

bool in_a_token(char c) { return is_ascii_letter(c) || is_digit(c) || c == '.' || c == '_' || c == '-'; }

std::string token_hash(std::string_view key, std::string_view student, std::string_view lab) {
    return hex(hmac_sha256(key, "token|" + std::string(student) + "|" + std::string(lab)).substr(0, 2));
}

/// What stands around the hyphen of a hash: "s017+l05" or "course+s017-l05" in front of it, four digits behind it.
bool looks_like_token(std::string_view line, std::size_t hyphen, TokenOwner& owner) {
    if (hyphen < 5 || hyphen + 5 > line.size() || !is_digit(line[hyphen - 1]) || !is_digit(line[hyphen - 2]))
        return false;
    if (line[hyphen - 3] != 'l' || (hyphen + 5 < line.size() && in_a_token(line[hyphen + 5]))) return false;
    const char joint = line[hyphen - 4];
    std::size_t begin = hyphen - 4;
    while (begin > 0 && in_a_token(line[begin - 1])) --begin;
    owner.student = line.substr(begin, hyphen - 4 - begin);
    owner.lab = "L" + std::string(line.substr(hyphen - 2, 2));
    owner.desk = joint == '-' && line.substr(0, begin).ends_with("course+");
    return !owner.student.empty() && (joint == '+' || owner.desk);
}

}  // namespace

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
    return upper_case(lab) + "-" + token_hash(key, student, lab);
}

std::string token(std::string_view key, std::string_view student, std::string_view lab) {
    return std::string(student) + "+" + badge(key, student, lab);
}

std::string desk_address(std::string_view key, std::string_view student, std::string_view lab) {
    return "course+" + std::string(student) + "-" + badge(key, student, lab);
}

std::string planted_account(std::string_view student, std::string_view lab) {
    return std::string(student) + "-" + upper_case(lab);
}

std::string receipt(std::string_view key, std::string_view student, std::string_view lab, unsigned attempt) {
    const std::string bound_to =
        "receipt|" + std::string(student) + "|" + std::string(lab) + "|" + std::to_string(attempt);
    const std::string code = crockford(hmac_sha256(key, bound_to), 8);
    return std::string(lab) + "-" + code.substr(0, 4) + "-" + code.substr(4);
}

bool TokenReader::find_of(std::string_view student, std::string_view line, TokenOwner& owner, unsigned& wrong) const {
    const std::string typed = lower_case(line);
    for (std::size_t at = typed.find('-'); at != typed.npos && wrong < most_wrong; at = typed.find('-', at + 1)) {
        if (!looks_like_token(typed, at, owner)) continue;
        const bool right = typed.compare(at + 1, 4, token_hash(key_, owner.student, owner.lab)) == 0;
        if (right && (student.empty() || owner.student == student)) return true;
        wrong += !right;
    }
    return false;
}

namespace {

/// Whether it is a name and "-l05"; in lower case.
bool reads_owner(std::string_view name, TokenOwner& owner) {
    const std::size_t lab = name.rfind("-l");
    if (lab == name.npos || lab == 0 || lab + 4 > name.size() || !is_digit(name[lab + 2]) || !is_digit(name[lab + 3]))
        return false;
    owner = {std::string(name.substr(0, lab)), "L" + std::string(name.substr(lab + 2, 2)), false};
    return true;
}

}  // namespace

bool names_planted(std::string_view account, TokenOwner& owner) {
    const std::string name = lower_case(account);
    return reads_owner(name, owner) && name.size() == owner.student.size() + 1 + owner.lab.size();
}

bool names_desk(std::string_view line, TokenOwner& owner) {
    constexpr std::string_view desk = "course+";
    const std::string typed = lower_case(line);
    const std::size_t begin = typed.find(desk);
    if (begin == typed.npos) return false;
    const auto end = std::find_if_not(typed.begin() + static_cast<std::ptrdiff_t>(begin), typed.end(),
                                      [](char c) { return in_a_token(c) || c == '+'; });
    const std::string name(typed.begin() + static_cast<std::ptrdiff_t>(begin + desk.size()), end);
    if (!reads_owner(name, owner)) return false;
    owner.desk = true;
    return true;
}

}  // namespace postlab::course
