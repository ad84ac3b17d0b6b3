#pragma once
#include <Poco/JSON/Array.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "labs/screen/browser_calls.h"
#include "labs/screen/record.h"
#include "shared/endpoint.h"
#include "shared/http/event_stream.h"
#include "shared/tls/engine.h"

namespace postlab::screen {

/// What one terminal of a page has heard and still has to say. Its line to the server, the streams that show it and
/// Terminals share it, all on the pages' thread. Of what the server says the newest part is kept; what a person types
/// is said and forgotten, so that no password stays here.
class Terminal {
public:
    static constexpr std::size_t most_kept = 64 * 1024;    ///< octets that the server has said; twice that for a moment
    static constexpr std::size_t most_unsent = 64 * 1024;  ///< octets that the server has not taken
    static constexpr std::chrono::minutes patience{2};     ///< with a page that has gone

    Terminal(std::string protocol, BrowserCalls::Call call) : protocol_(std::move(protocol)), call_(std::move(call)) {}

    // The person's side.
    /// A line as it was typed, without an end. False: so much waits already that it isn't taken.
    bool say(std::string_view line);
    void hang_up();
    /// Whether nobody has looked at it for long. Asked now and then.
    bool is_forsaken(Time now);

    // The line's side.
    void hear(std::string_view said);
    void go_private(std::string description, std::string fingerprint);
    void end(std::string_view how);
    std::string take_unsent() { return std::exchange(unsent_, {}); }
    bool is_left() const { return left_; }
    void on_typed(std::function<void()> notify) { typed_ = std::move(notify); }

    const std::string& protocol() const { return protocol_; }
    const BrowserCalls::Call& call() const { return call_; }
    /// The record's; 0: it hasn't begun, or hasn't been found yet.
    std::int64_t conversation() const { return conversation_; }
    /// Among the newest ones: the one that began when the line was dialled. It begins with what a person says.
    void find_conversation(Record& record);
    bool awaits_record() const { return spoken_ && conversation_ == 0 && ended_.empty(); }
    const std::string& ended() const { return ended_; }
    const std::string& tls() const { return tls_; }
    const std::string& fingerprint() const { return fingerprint_; }
    std::string_view kept() const { return said_; }
    std::uint64_t kept_from() const { return kept_from_; }  ///< octets that were said before what is kept

    /// A place among those who are told that there is more.
    class Watch {
    public:
        explicit Watch(std::shared_ptr<Terminal> terminal) : terminal_(std::move(terminal)) {
            terminal_->watches_.insert(this);
        }
        ~Watch() { terminal_->watches_.erase(this); }
        Watch(const Watch&) = delete;
        Watch& operator=(const Watch&) = delete;
        void on_news(std::function<void()> news) { news_ = std::move(news); }
        Terminal& terminal() const { return *terminal_; }

    private:
        friend class Terminal;
        const std::shared_ptr<Terminal> terminal_;
        std::function<void()> news_;
    };

private:
    void tell();

    const std::string protocol_;
    const BrowserCalls::Call call_;
    std::string said_, unsent_;
    std::uint64_t kept_from_ = 0;
    std::string ended_;              ///< how; empty: the line stands
    std::string tls_, fingerprint_;  ///< what hides it, and who the server has shown to be; empty: plain text
    std::int64_t conversation_ = 0;
    bool spoken_ = false, left_ = false;
    std::optional<Time> unwatched_;  ///< since then, as far as it has been noticed
    std::function<void()> typed_;
    std::set<Watch*> watches_;
};

/// A terminal's line: our end of a connection to one of this server's own ports. STARTTLS and STLS go on over TLS, as
/// in `postlab talk`, whatever certificate the server shows.
class TerminalLine : public Endpoint {
public:
    explicit TerminalLine(std::shared_ptr<Terminal> terminal) : terminal_(std::move(terminal)) {}
    /// Nobody rings for a line that is gone. One that takes nothing is given up without a word to it.
    ~TerminalLine() override { over(lost()); }

    Next open(Time) override { return Next::read; }
    Next turn_away(Time) override { return over("closed"); }
    Next receive(std::string_view bytes, Time now) override;
    Next resume(Time now) override;
    Next end_of_input(Time) override { return over(lost()); }
    Next timed_out(Time now) override;
    Next shut_down(Time) override { return over("closed"); }
    void dropped(Time) override { over(lost()); }

    std::string take_output() override;
    std::chrono::milliseconds idle_timeout() const override { return std::chrono::seconds(15); }  ///< between looks
    bool is_hearing() const override { return false; }
    std::uint64_t lines_taken() const override { return 0; }
    void on_answer(std::function<void()> notify) override { terminal_->on_typed(std::move(notify)); }

private:
    Next over(std::string_view how);
    std::string_view lost() const { return heard_ ? "closed" : "unreachable"; }
    void hear(std::string_view plain);
    Next hear_tls(std::string_view wire);
    bool shakes_hands() const { return tls_ && tls_->state() == tls::Engine::State::handshake; }

    const std::shared_ptr<Terminal> terminal_;
    std::unique_ptr<tls::Engine> tls_;  ///< null: plain text
    std::string output_, answer_;       ///< for the wire; the answer to STARTTLS, as far as it has come
    bool heard_ = false, asked_for_tls_ = false;
};

/// What a terminal hears, from a position on. Each event is "said", and its number the position to go on from:
///     {"lines": [{"at": 120, "parts": ["+OK ...", ["CR", "0d"], ["LF", "0a"]]}], "lost": 0, "ended": "closed",
///      "tls": "TLSv1.3 ...", "fingerprint": "...", "conversation": 64}
/// A line that has been told before replaces itself: it may have become longer. "lost": so many octets went before
/// them and are not kept. "conversation": the one of the record, once it has begun.
class TerminalStream : public http::EventStream {
public:
    TerminalStream(std::shared_ptr<Terminal> terminal, Record& record, std::uint64_t from)
        : watch_(std::move(terminal)), record_(record), from_(from) {}
    std::string next(Time now) override;
    /// The record begins a moment after the first line has been typed, and rings for everybody.
    std::chrono::milliseconds looks_again() const override;
    void on_news(std::function<void()> news) override { watch_.on_news(std::move(news)); }

private:
    Poco::JSON::Array lines();

    Terminal::Watch watch_;
    Record& record_;
    std::uint64_t from_;         ///< octets that need not be told again
    std::uint64_t told_to_ = 0;  ///< octets that have been told
    std::string told_;           ///< how it stood then; empty: nothing has been told
};

}  // namespace postlab::screen
