#pragma once
#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "labs/language/language.h"
#include "shared/transcript.h"
#include "store/mail_store.h"
#include "store/transcript/transcript_reader.h"

namespace postlab::labs {

/// One letter's whole life as the record tells it: who brought it, and for each maildrop it went to what every session
/// did with it. A value.
struct MessageLife {
    /// Something that was said, and where it stands in its conversation.
    struct Said {
        Direction direction;
        std::string bytes;
        Time at;
        std::uint32_t seq;  ///< of its first event
    };
    /// How it came: by SMTP, or by the start of a lab, which is recorded as protocol "lab".
    struct Arrival {
        store::KeptConversation conversation;
        std::vector<Said> envelope;  ///< MAIL, RCPT, and what was answered
        Said accepted;  ///< the reply that says that it is there; of a report of delivery, which is stored unsaid, no
                        ///< bytes
        std::vector<std::string> mailboxes;
        Phrase flaw;  ///< what is wrong with the record of it, as TranscriptReader::flaw says; empty: nothing
    };
    enum class Deed { found, listed, looked, fetched, marked, unmarked, removed, kept, thrown_away, other };
    struct Step {
        Deed deed;
        Time at;
        std::optional<Said> command;  ///< that did it; a lost line had none
        std::string verb, injected;   ///< of the reply
    };
    /// A session that opened the maildrop while the letter was in it, or the start of a lab that emptied it.
    struct Visit {
        store::KeptConversation conversation;
        std::vector<Step> steps;
        Phrase flaw;
    };
    struct Maildrop {
        std::string mailbox;
        std::optional<store::Message> copy;  ///< as it lies there now; none: it does no longer
        std::vector<Visit> visits;
    };

    std::uint64_t message;
    std::vector<Arrival> arrivals;  ///< none: the record does not reach back to it
    std::vector<Maildrop> maildrops;

    bool known() const { return !arrivals.empty() || !maildrops.empty(); }
};

/// Reads it from the record and DIR/maildrop.db, in the order of time. Of a message that nobody has heard of nothing is
/// known. Throws std::runtime_error when one of the two can't be read.
MessageLife life_of_message(store::TranscriptReader& reader, const std::filesystem::path& directory,
                            std::uint64_t message);

/// `id` is the number in the reply that accepted the message, its unique-id, or what stands behind `id` in its Received
/// line. Throws UsageError when it is neither, and SayableError when nothing is known about it.
MessageLife life_called(const std::filesystem::path& directory, const std::string& id);

/// What a deed is called; of `kept` with how the session ended.
const Sentence& sentence_for(MessageLife::Deed deed);
/// `postlab transcript message ID`, as text. Beside a conversation whose seal is broken it says so.
void tell(const MessageLife& life, std::ostream& out, const Language& language = Language::english());
/// `--as svg`: SMTP and POP3 side by side, the store between them, and the letter on its way through it.
void draw(const MessageLife& life, std::ostream& out, const Language& language = Language::english());

}  // namespace postlab::labs
