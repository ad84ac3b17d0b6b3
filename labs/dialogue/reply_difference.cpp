#include "labs/dialogue/reply_difference.h"

#include <algorithm>
#include <vector>

#include "labs/catalogue/tables.h"
#include "labs/dialogue/recognise.h"
#include "labs/language/sentences.h"
#include "shared/feedback.h"
#include "shared/text/text.h"

namespace postlab::labs {

namespace {

using Lines = std::vector<std::string>;

Lines lines_of(std::string_view text) {
    Lines lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(end);
    }
    return lines;
}

/// Whatever stands in <...>.
void mask_timestamp(Lines& lines) {
    for (std::string& line : lines) {
        const std::size_t from = line.find('<'), to = line.rfind('>');
        if (from != line.npos && to != line.npos && from < to) line.replace(from, to - from + 1, "<...>");
    }
}

/// The number at the end.
void mask_message_number(Lines& lines) {
    for (std::string& line : lines) {
        const std::size_t end = line.find_last_not_of("\r\n") + 1;
        const std::size_t from = line.find_last_not_of("0123456789", end - 1) + 1;
        if (end != 0 && from > 3) line.replace(from, end - from, "...");
    }
}

/// The last word of a line that has several.
void mask_unique_id(Lines& lines) {
    for (std::string& line : lines)
        if (const std::size_t space = line.rfind(' '); space != line.npos)
            line.replace(space + 1, line.find_last_not_of("\r\n") - space, "...");
}

void mask_standing(Lines& lines) {
    for (std::string& line : lines) line = without_feedback(line);
}

/// The Received fields of the header, with their continuation lines (RFC 5322 2.2.3).
void mask_received(Lines& lines) {
    const auto header_end = std::find(lines.begin(), lines.end(), "\r\n");
    bool received = false;
    const auto kept_end = std::remove_if(lines.begin(), header_end, [&](const std::string& line) {
        const bool continues = line.starts_with(' ') || line.starts_with('\t');
        if (!continues) received = starts_ignoring_case(line, "Received:");
        return received;
    });
    lines.erase(kept_end, header_end);
}

/// What is new each time in the replies to one verb.
struct EachTime {
    Protocol protocol;
    std::string_view verb;
    const Sentence& what;
    void (*mask)(Lines&);
};
constexpr EachTime each_time[] = {
    {Protocol::pop3, "", "dialogue.timestamp"_sentence, mask_timestamp},
    {Protocol::pop3, "PASS", "dialogue.standing"_sentence, mask_standing},
    {Protocol::pop3, "APOP", "dialogue.standing"_sentence, mask_standing},
    {Protocol::pop3, "QUIT", "dialogue.standing"_sentence, mask_standing},
    {Protocol::smtp, "QUIT", "dialogue.standing"_sentence, mask_standing},
    {Protocol::smtp, "DATA", "dialogue.message_number"_sentence, mask_message_number},
    {Protocol::smtp, "BDAT", "dialogue.message_number"_sentence, mask_message_number},
    {Protocol::pop3, "UIDL", "dialogue.unique_ids"_sentence, mask_unique_id},
    {Protocol::pop3, "RETR", "dialogue.received"_sentence, mask_received},
    {Protocol::pop3, "TOP", "dialogue.received"_sentence, mask_received},
};

}  // namespace

std::string_view code_of(std::string_view reply, Protocol protocol) {
    const std::size_t end = protocol == Protocol::smtp   ? 3
                            : protocol == Protocol::pop2 ? 1
                                                         : reply.find_first_of(" \r\n");
    return reply.substr(0, end);
}

ReplyDifference compare_replies(std::string_view first, std::string_view then, Protocol protocol,
                                std::string_view verb) {
    using Kind = ReplyDifference::Kind;
    if (first == then) return {};
    Lines before = lines_of(first), now = lines_of(then);
    ReplyDifference difference{Kind::text, nullptr, {}, {}};
    if (code_of(first, protocol) != code_of(then, protocol)) {
        difference.kind = Kind::code;
    } else {
        for (const EachTime& known : each_time) {
            if (known.protocol != protocol || known.verb != verb) continue;
            known.mask(before);
            known.mask(now);
            if (before == now) return {Kind::of_each_time, &known.what, {}, {}};
        }
    }
    const auto [a, b] = std::mismatch(before.begin(), before.end(), now.begin(), now.end());
    if (a != before.end()) difference.first = *a;
    if (b != now.end()) difference.then = *b;
    return difference;
}

}  // namespace postlab::labs
