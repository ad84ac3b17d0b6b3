#include "labs/record/transcript_verify.h"

#include <limits>
#include <ostream>
#include <stdexcept>

#include "labs/language/sentences.h"
#include "shared/program/command_line.h"
#include "shared/system/crypto.h"
#include "shared/text/text.h"
#include "store/transcript/transcript_reader.h"

namespace postlab::labs {

using store::KeptConversation;

namespace {

struct Range {
    std::int64_t first = 0, last = std::numeric_limits<std::int64_t>::max();
};

Range range_of(const std::string& text) {
    if (text.empty()) return {};
    const std::size_t dash = text.find('-');
    const auto first = number_in<std::int64_t>(text.substr(0, dash));
    const auto last = dash == text.npos ? first : number_in<std::int64_t>(text.substr(dash + 1));
    if (!first || !last || *first > *last) throw UsageError("verify.no_range"_sentence, {text});
    return {*first, *last};
}

std::string named(std::int64_t first, std::int64_t last, const Language& language) {
    return first == last ? language.say("verify.conversation"_sentence, {std::to_string(first)})
                         : language.say("verify.conversations"_sentence, {std::to_string(first), std::to_string(last)});
}

}  // namespace

int verify_transcripts(const std::filesystem::path& directory, const std::string& range, std::ostream& out,
                       const Language& language) {
    const auto [first, last] = range_of(range);
    store::TranscriptReader reader(directory);
    if (!reader.has_key())
        throw SayableError("verify.no_key"_sentence, {store::transcript_key_path(directory).string()});
    auto missing = [&](std::int64_t from, std::int64_t to) {
        return language.say("verify.missing"_sentence, {named(from, to, language)});
    };
    std::string seals;  // of all that have ended: an anchor is their SHA-256
    std::uint64_t checked = 0, ended = 0, wrong = 0;
    std::int64_t from = 0, to = 0;
    for (const KeptConversation& conversation : reader.conversations(std::numeric_limits<std::uint32_t>::max())) {
        if (conversation.id < first || conversation.id > last) continue;
        const std::int64_t expected = to != 0 ? to + 1 : range.empty() ? conversation.id : first;
        if (conversation.id != expected) {
            out << missing(expected, conversation.id - 1) << "\n";
            ++wrong;
        }
        if (from == 0) from = conversation.id;
        to = conversation.id;
        ++checked;
        if (const Phrase flaw = reader.flaw(conversation.id); !flaw.empty()) {
            out << named(to, to, language) << ": " << language.say(flaw) << "\n";
            ++wrong;
        }
        if (!conversation.ended) continue;
        const std::string seal = reader.seal(to);
        seals += std::to_string(to) + ":" + std::to_string(seal.size()) + ":" + seal;
        ++ended;
    }
    if (checked == 0)
        throw SayableError(range.empty() ? Phrase("verify.nothing"_sentence)
                                         : Phrase("verify.nothing_in"_sentence, {range}));
    if (!range.empty() && to < last) {
        out << missing(to + 1, last) << "\n";
        ++wrong;
    }
    const std::string all = named(from, to, language), count = std::to_string(checked);
    out << (wrong == 0 ? language.say("verify.sound"_sentence, {all, count})
                       : language.say("verify.wrong"_sentence, {all, count, std::to_string(wrong)}))
        << "\n"
        << "anchor " << from << "-" << to << " (" << ended << " ended): " << hex(sha256(seals)) << "\n";
    return wrong == 0 ? 0 : 1;
}

}  // namespace postlab::labs
