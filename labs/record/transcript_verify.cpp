#include "labs/record/transcript_verify.h"

#include <limits>
#include <ostream>
#include <stdexcept>

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
    if (!first || !last || *first > *last)
        throw UsageError("\"" + text +
                         "\" names no conversations: verify takes a number, such as 12, or a range, such as 1-40");
    return {*first, *last};
}

std::string named(std::int64_t first, std::int64_t last) {
    return first == last ? "conversation " + std::to_string(first)
                         : "conversations " + std::to_string(first) + "-" + std::to_string(last);
}

}  // namespace

int verify_transcripts(const std::filesystem::path& directory, const std::string& range, std::ostream& out) {
    const auto [first, last] = range_of(range);
    store::TranscriptReader reader(directory);
    if (!reader.has_key())
        throw std::runtime_error("there is no key to check with: " + store::transcript_key_path(directory).string() +
                                 " is missing or not yours to read");
    std::string seals;  // of all that have ended: an anchor is their SHA-256
    std::uint64_t checked = 0, ended = 0, wrong = 0;
    std::int64_t from = 0, to = 0;
    for (const KeptConversation& conversation : reader.conversations(std::numeric_limits<std::uint32_t>::max())) {
        if (conversation.id < first || conversation.id > last) continue;
        const std::int64_t expected = to != 0 ? to + 1 : range.empty() ? conversation.id : first;
        if (conversation.id != expected) {
            out << named(expected, conversation.id - 1) << ": not in the record\n";
            ++wrong;
        }
        if (from == 0) from = conversation.id;
        to = conversation.id;
        ++checked;
        if (const std::string flaw = reader.flaw(conversation.id); !flaw.empty()) {
            out << named(to, to) << ": " << flaw << "\n";
            ++wrong;
        }
        if (!conversation.ended) continue;
        const std::string seal = reader.seal(to);
        seals += std::to_string(to) + ":" + std::to_string(seal.size()) + ":" + seal;
        ++ended;
    }
    if (checked == 0)
        throw std::runtime_error("there are no conversations to check" + (range.empty() ? "" : " in " + range));
    if (!range.empty() && to < last) {
        out << named(to + 1, last) << ": not in the record\n";
        ++wrong;
    }
    out << named(from, to) << ": " << checked << " checked, "
        << (wrong == 0 ? "all as they were recorded" : std::to_string(wrong) + " wrong") << "\n"
        << "anchor " << from << "-" << to << " (" << ended << " ended): " << hex(sha256(seals)) << "\n";
    return wrong == 0 ? 0 : 1;
}

}  // namespace postlab::labs
