#include "labs/course/roster/pass_phrase.h"

#include <algorithm>
#include <iterator>
#include <string_view>

#include "shared/system/crypto.h"

namespace postlab::course {

namespace {

constexpr int words_in_a_phrase = 5;
constexpr std::string_view consonants =
    "bdfghjkmnprstvz";  // no l, which looks like 1; no c, q, w, x, y: read differently
constexpr std::string_view vowels = "aeiou";

/// What nobody wants to hand to a student, in one language or another.
constexpr std::string_view unwanted[] = {"fuku", "hujo", "huja", "huje", "jopa", "kaka", "muda",
                                         "mude", "nazi", "pute", "puta", "suka", "suki", "zopa"};

/// One of so many, each as likely as the others.
std::size_t draw(std::size_t many) {
    unsigned char octet;
    do octet = static_cast<unsigned char>(random_octets(1).front());
    while (octet >= 256 / many * many);
    return octet % many;
}

std::string word() {
    std::string made;
    for (int syllable = 0; syllable < 2; ++syllable) {
        made += consonants[draw(consonants.size())];
        made += vowels[draw(vowels.size())];
    }
    const bool fit = std::find(std::begin(unwanted), std::end(unwanted), made) == std::end(unwanted);
    return fit ? made : word();
}

}  // namespace

std::string new_pass_phrase() {
    std::string phrase = word();
    for (int i = 1; i < words_in_a_phrase; ++i) phrase += " " + word();
    return phrase;
}

std::string new_pin() {
    std::string pin;
    for (int digit = 0; digit < 8; ++digit) pin += (digit == 4 ? " " : "") + std::to_string(draw(10));
    return pin;
}

}  // namespace postlab::course
