#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "shared/reply.h"
#include "shared/system/memory_budget.h"
#include "shared/wire/dot_stuffing.h"
#include "shared/wire/line_ends.h"
#include "store/mail_store.h"

namespace postlab::smtpd {

/// Counts the Received lines of a message's header, in one pass that stops at the empty line. Content may be
/// cut anywhere.
class HopCounter {
public:
    void look(std::string_view content);
    unsigned hops() const { return hops_; }

private:
    std::string line_start_;
    unsigned hops_ = 0;
    bool in_body_ = false;
};

/// A message on its way in, from 354 to the end of its data, or from the first BDAT to the last. Once there is a reason
/// to refuse it nothing more is kept, but it is read to its end, so that the next command is found. The session owns
/// it.
class Incoming {
public:
    /// Content that is held in memory; beyond it goes into a draft, block by block. Less when memory is tight.
    static constexpr std::size_t held_at_most = 256 * 1024, held_when_tight = 16 * 1024;
    static constexpr std::size_t taken_at_once = 64 * 1024;  ///< of content; a session takes turns with others
    /// RFC 5321 6.3: more Received lines than this are a loop.
    static constexpr unsigned most_hops = 100;

    /// `trace` comes first and isn't counted. `bare_lf`: as for DotDecoder. `memory` is a share of the process's
    /// budget; when that is spent, the message is refused.
    Incoming(std::string trace, std::uint64_t most_octets, bool bare_lf,
             MemoryBudget::Share memory = MemoryBudget::Share());

    /// Takes content from the front of `input`. True once its end has been met; what stands behind stays.
    bool take(std::string_view& input);
    bool saw_crlf() const { return decoder_.saw_crlf(); }

    /// Takes content whose octets are counted (RFC 3030), each as it is: a message has either kind.
    void take_counted(std::string_view content);
    bool ends_with_line() const { return ends_.at_line_start(); }  ///< of counted content, or there is none
    std::uint64_t octets() const { return octets_; }               ///< of content so far

    void refuse(const Reply& why);  ///< the last reason counts
    void refuse_unless_worse(const Reply& why) {
        if (!refusal_) refuse(why);
    }
    const Reply* refusal() const { return refusal_; }  ///< null: all is well so far

    /// The header's whole lines, as far as they are held; the trace comes first.
    std::string_view header() const;

    // Blocks for the draft. Only one is on its way to the store at a time; the session waits meanwhile.
    bool block_is_due() const { return text_.size() >= (memory_.is_tight() ? held_when_tight : held_at_most); }
    std::string take_block() { return std::exchange(text_, {}); }
    store::Draft& draft(store::MailStore& store);  ///< begun at its first use
    store::Content take_content() { return {std::move(draft_), std::move(text_), std::move(memory_)}; }

private:
    void weigh(std::size_t held, bool mixed_line_ends);

    DotDecoder decoder_;
    LineEnds ends_;
    HopCounter hop_counter_;
    std::unique_ptr<store::Draft> draft_;
    std::string text_;
    MemoryBudget::Share memory_;  ///< text_'s
    std::uint64_t octets_ = 0, most_octets_;
    const Reply* refusal_ = nullptr;
};

}  // namespace postlab::smtpd
