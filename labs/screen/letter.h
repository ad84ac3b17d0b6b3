#pragma once
#include <Poco/JSON/Object.h>

#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "labs/record/message_life.h"
#include "labs/screen/record.h"
#include "labs/screen/streams.h"

namespace postlab::screen {

/// Who looks at a letter: a teacher sees all of its way; a student what was done in their own maildrop, and of the
/// session that brought it no more than that there was one, unless it was theirs.
struct LetterReader {
    std::string student = {};                                 ///< empty: a teacher
    std::function<bool(std::int64_t)> has_conversation = {};  ///< whether that one is theirs

    bool sees(std::int64_t conversation) const { return student.empty() || has_conversation(conversation); }
};

/// One letter's way over both protocols, as its page shows it:
///     {"message": 12,
///      "arrivals": [{"conversation": 57, "protocol": "smtp", "peer", "mailboxes": ["alice"], "said": [SAID, ...]}],
///      "maildrops": [{"mailbox": "alice", "octets": 120, "id": "12.00000007",
///                     "visits": [{"conversation": 58, "how": "quit", "steps": [{"deed": "fetched", SAID}]}]}]}
/// SAID: {"from": "client", "at", "parts", "line": "12.0"}, where `line` is its place in the conversation; what a
/// step's reply was injected with stands in "injected". Without "octets" it is not there any more; "live" is a session
/// that has not ended. Times are milliseconds since 1970.
/// An arrival that the reader must not see has neither "conversation" nor "peer", and of what was said but the time.
/// Nothing: there is nothing of it for this reader.
std::optional<Poco::JSON::Object> letter_of(const labs::MessageLife& life, const LetterReader& reader = {});

/// A letter's page: "letter", and what letter_of() gives, each time that has changed; "gone" while nothing is known
/// about it. It looks once in `between_looks` at most, however much else is going on.
class LetterStream : public http::EventStream {
public:
    static constexpr std::chrono::seconds between_looks{1};

    LetterStream(Record& record, Watchers& watchers, std::uint64_t message, LetterReader reader = {})
        : record_(record), watch_(watchers, std::nullopt), message_(message), reader_(std::move(reader)) {}
    std::string next(Time now) override;
    std::chrono::milliseconds looks_again() const override {
        return asked_too_soon_ ? between_looks : http::EventStream::looks_again();
    }
    void on_news(std::function<void()> news) override { watch_.on_news(std::move(news)); }

private:
    Record& record_;
    Watchers::Watch watch_;
    const std::uint64_t message_;
    const LetterReader reader_;
    std::string told_;
    Time looked_at_{};
    bool asked_too_soon_ = false;
};

}  // namespace postlab::screen
