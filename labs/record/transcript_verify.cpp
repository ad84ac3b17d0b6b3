#include "labs/record/transcript_verify.h"

#include <limits>
#include <ostream>
#include <stdexcept>

#include "labs/language/sentences.h"
#include "labs/text/ink.h"
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

/// What has been looked at so far: conversations in the order of their numbers, and what was wrong.
class Verification {
public:
    Verification(store::TranscriptReader& reader, const Language& language, std::ostream& out)
        : reader_(reader), language_(language), out_(out) {}

    /// `from`: the number that the first of all should have.
    void add(const KeptConversation& conversation, std::int64_t from) {
        const std::int64_t expected = empty() ? from : last_ + 1;
        if (conversation.id != expected) complain(missing(expected, conversation.id - 1));
        if (empty()) first_ = conversation.id;
        last_ = conversation.id;
        ++checked_;
        if (const Phrase flaw = reader_.flaw(last_); !flaw.empty())
            complain(named(last_, last_, language_) + ": " + language_.say(flaw));
        if (!conversation.ended) return;
        const std::string seal = reader_.seal(last_);
        seals_ += std::to_string(last_) + ":" + std::to_string(seal.size()) + ":" + seal;
        ++ended_;
    }

    /// The number that the last of all should have.
    void end_at(std::int64_t last) {
        if (last_ < last) complain(missing(last_ + 1, last));
    }

    bool empty() const { return checked_ == 0; }

    /// Prints the result and the anchor. True: nothing is wrong.
    bool conclude() const {
        const std::string all = named(first_, last_, language_), count = std::to_string(checked_);
        out_ << (wrong_ == 0 ? inked(out_, Ink::good, language_.say("verify.sound"_sentence, {all, count}))
                             : inked(out_, Ink::refusal,
                                     language_.say("verify.wrong"_sentence, {all, count, std::to_string(wrong_)})))
             << "\n";
        const std::string anchor = "anchor " + std::to_string(first_) + "-" + std::to_string(last_) + " (" +
                                   std::to_string(ended_) + " ended):",
                          digest = hex(sha256(seals_));
        const bool fits = !look_of(out_).terminal || anchor.size() + 1 + digest.size() <= columns_of(out_);
        out_ << anchor << (fits ? " " : "\n") << digest << "\n";
        return wrong_ == 0;
    }

private:
    void complain(const std::string& of) {
        out_ << inked(out_, Ink::refusal, of) << "\n";
        ++wrong_;
    }

    std::string missing(std::int64_t from, std::int64_t to) const {
        return language_.say("verify.missing"_sentence, {named(from, to, language_)});
    }

    store::TranscriptReader& reader_;
    const Language& language_;
    std::ostream& out_;
    std::string seals_;  ///< of all that have ended: an anchor is their SHA-256
    std::int64_t first_ = 0, last_ = 0;
    std::uint64_t checked_ = 0, ended_ = 0, wrong_ = 0;
};

}  // namespace

int verify_transcripts(const std::filesystem::path& directory, const std::string& range, std::ostream& out,
                       const Language& language, const HowFar& tell) {
    const auto [first, last] = range_of(range);
    store::TranscriptReader reader(directory);
    if (!reader.has_key())
        throw SayableError("verify.no_key"_sentence, {store::transcript_key_path(directory).string()});
    Verification verification(reader, language, out);
    std::size_t seen = 0;
    const auto conversations = reader.conversations(std::numeric_limits<std::uint32_t>::max());
    for (const KeptConversation& conversation : conversations) {
        if (tell) tell(seen++, conversations.size());
        if (conversation.id < first || conversation.id > last) continue;
        verification.add(conversation, range.empty() ? conversation.id : first);
    }
    if (verification.empty())
        throw SayableError(range.empty() ? Phrase("verify.nothing"_sentence)
                                         : Phrase("verify.nothing_in"_sentence, {range}));
    if (!range.empty()) verification.end_at(last);
    return verification.conclude() ? 0 : 1;
}

}  // namespace postlab::labs
