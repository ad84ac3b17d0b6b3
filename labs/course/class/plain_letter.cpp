#include "labs/course/class/plain_letter.h"

#include <algorithm>

#include "shared/sasl/base64.h"
#include "smtpd/trace.h"

namespace postlab::course {

namespace {

constexpr std::size_t octets_in_word = 45;  // in base64 60 characters, with "=?UTF-8?B?" and "?=" around them 72

bool is_plain_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 128; });
}

/// The front of UTF-8 text: at most so many octets, and no half of a character.
std::string_view whole_characters(std::string_view text, std::size_t octets) {
    if (text.size() <= octets) return text;
    std::size_t end = octets;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    return text.substr(0, end == 0 ? octets : end);
}

std::string as_crlf_lines(std::string_view body) {
    std::string text;
    while (!body.empty()) {
        std::string_view line = body.substr(0, body.find('\n'));
        body.remove_prefix(std::min(line.size() + 1, body.size()));
        while (line.size() > longest_letter_line) {
            const std::string_view front = whole_characters(line, longest_letter_line);
            text.append(front).append("\r\n");
            line.remove_prefix(front.size());
        }
        text.append(line).append("\r\n");
    }
    return text;
}

}  // namespace

std::string encoded_words(std::string_view text) {
    if (is_plain_ascii(text)) return std::string(text);
    std::string words;
    while (!text.empty()) {
        const std::string_view front = whole_characters(text, octets_in_word);
        words += (words.empty() ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?") + sasl::to_base64(front) + "?=";
        text.remove_prefix(front.size());
    }
    return words;
}

std::string as_message(const PlainLetter& letter) {
    const std::string body = as_crlf_lines(letter.body);
    return "From: " + encoded_words(letter.from_name) + " <" + letter.from + ">\r\nTo: <" + letter.to +
           ">\r\nSubject: " + encoded_words(letter.subject) + "\r\nDate: " + smtpd::mail_date(letter.date) +
           "\r\nMessage-ID: <" + letter.id + "@" + letter.domain +
           ">\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: " +
           (is_plain_ascii(body) ? "7bit" : "8bit") + "\r\n\r\n" + body;
}

}  // namespace postlab::course
