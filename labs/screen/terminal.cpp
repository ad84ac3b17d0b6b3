#include "labs/screen/terminal.h"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>

#include <algorithm>

#include "labs/screen/json.h"
#include "labs/screen/rows.h"
#include "shared/text/text.h"

namespace postlab::screen {

namespace {

using Poco::JSON::Array;
using Poco::JSON::Object;
using State = tls::Engine::State;

constexpr std::size_t most_at_once = 8 * 1024;  // octets; as JSON they are more

/// Whether the last of the lines does.
bool asks_for_tls(std::string_view lines) {
    lines = trimmed(lines);
    const std::string_view word = lines.substr(lines.rfind('\n') + 1);
    return equal_ignoring_case(word, "STARTTLS") || equal_ignoring_case(word, "STLS");
}

bool agrees(std::string_view line) { return line.starts_with("220") || line.starts_with("+OK"); }

}  // namespace

// ------------------------------------------------------------------------------------------- the terminal

bool Terminal::say(std::string_view line) {
    if (!ended_.empty() || unsent_.size() + line.size() > most_unsent) return false;
    unsent_.append(line).append("\r\n");
    spoken_ = true;
    if (typed_) typed_();
    return true;
}

void Terminal::hang_up() {
    left_ = true;
    if (ended_.empty() && typed_) typed_();
}

bool Terminal::is_forsaken(Time now) {
    if (!watches_.empty()) unwatched_.reset();
    if (watches_.empty() && !unwatched_) unwatched_ = now;
    return unwatched_ && now - *unwatched_ >= patience;
}

/// A line is kept whole, or what is left of it goes with what was before.
void Terminal::hear(std::string_view said) {
    said_ += said;
    if (said_.size() > 2 * most_kept) {
        const std::size_t least = said_.size() - most_kept, line = said_.find('\n', least - 1);
        const std::size_t gone = line == said_.npos ? least : line + 1;
        said_.erase(0, gone);
        kept_from_ += gone;
    }
    tell();
}

void Terminal::go_private(std::string description, std::string fingerprint) {
    tls_ = std::move(description);
    fingerprint_ = std::move(fingerprint);
    tell();
}

void Terminal::end(std::string_view how) {
    if (!ended_.empty()) return;
    ended_ = left_ ? "left" : how;
    typed_ = nullptr;
    tell();
}

void Terminal::find_conversation(Record& record) {
    constexpr std::uint32_t newest = 100;
    if (conversation_ != 0 || !spoken_) return;
    for (const store::KeptConversation& about : record.conversations(newest))
        if (about.started == call_.at && about.peer == call_.recorded_as()) conversation_ = about.id;
}

void Terminal::tell() {
    for (Watch* watch : watches_)
        if (watch->news_) watch->news_();
}

// ------------------------------------------------------------------------------------------- its line

Endpoint::Next TerminalLine::receive(std::string_view bytes, Time) {
    heard_ = true;
    if (tls_) return hear_tls(bytes);
    hear(bytes);
    return Next::read;
}

Endpoint::Next TerminalLine::resume(Time) { return terminal_->is_left() ? over("left") : Next::read; }

Endpoint::Next TerminalLine::timed_out(Time now) { return terminal_->is_forsaken(now) ? over("left") : Next::read; }

/// Behind the answer that agrees to TLS the handshake begins; what else came with it was said by whomever.
void TerminalLine::hear(std::string_view plain) {
    const std::size_t end = asked_for_tls_ ? plain.find('\n') : plain.npos;
    if (asked_for_tls_) answer_ += plain.substr(0, end);
    if (end != plain.npos && agrees(answer_)) {
        terminal_->hear(plain.substr(0, end + 1));
        std::string nothing;
        tls_ = std::make_unique<tls::Engine>();
        tls_->receive({}, nothing);
        output_ += tls_->take_output();
    } else {
        terminal_->hear(plain);
    }
    if (end != plain.npos) asked_for_tls_ = false, answer_.clear();
}

Endpoint::Next TerminalLine::hear_tls(std::string_view wire) {
    const bool in_handshake = shakes_hands();
    std::string plain;
    const State state = tls_->receive(wire, plain);
    output_ += tls_->take_output();
    if (state == State::broken) return over("tls_failed");
    if (in_handshake && !shakes_hands()) terminal_->go_private(tls_->description(), tls_->peer_fingerprint());
    if (!plain.empty()) terminal_->hear(plain);
    return Next::read;
}

std::string TerminalLine::take_output() {
    if (shakes_hands()) return std::exchange(output_, {});
    const std::string typed = terminal_->take_unsent();
    if (tls_ && !typed.empty()) {
        tls_->send(typed);
        output_ += tls_->take_output();
    } else {
        asked_for_tls_ = asked_for_tls_ || asks_for_tls(typed);
        output_ += typed;
    }
    return std::exchange(output_, {});
}

Endpoint::Next TerminalLine::over(std::string_view how) {
    terminal_->end(how);
    return Next::close;
}

// ------------------------------------------------------------------------------------------- what a page is told

std::chrono::milliseconds TerminalStream::looks_again() const {
    return watch_.terminal().awaits_record() ? std::chrono::milliseconds(300) : http::EventStream::looks_again();
}

/// What there is to tell from from_ on, which moves behind the last whole line of it.
Array TerminalStream::lines() {
    const Terminal& terminal = watch_.terminal();
    std::string_view left = terminal.kept();
    left.remove_prefix(std::min<std::uint64_t>(from_ - terminal.kept_from(), left.size()));
    Array lines;
    told_to_ = from_;
    for (std::size_t told = 0; !left.empty() && told < most_at_once;) {
        const std::string_view line = left.substr(0, std::min(left.find('\n'), left.size() - 1) + 1);
        Object shown;
        shown.set("at", told_to_);
        shown.set("parts", parts_of(line));
        lines.add(shown);
        left.remove_prefix(line.size());
        told += line.size();
        told_to_ += line.size();
        if (line.ends_with('\n')) from_ = told_to_;
    }
    return lines;
}

std::string TerminalStream::next(Time) {
    Terminal& terminal = watch_.terminal();
    terminal.find_conversation(record_);
    Object news;
    if (from_ < terminal.kept_from()) {
        news.set("lost", terminal.kept_from() - from_);
        from_ = terminal.kept_from();
    }
    const std::uint64_t told_to = told_to_;
    news.set("lines", lines());
    if (!terminal.ended().empty()) news.set("ended", terminal.ended());
    if (!terminal.tls().empty()) news.set("tls", terminal.tls());
    if (!terminal.tls().empty()) news.set("fingerprint", terminal.fingerprint());
    if (terminal.conversation() != 0) news.set("conversation", terminal.conversation());
    const std::string stands =
        terminal.ended() + "\n" + terminal.tls() + "\n" + std::to_string(terminal.conversation());
    if (told_to == told_to_ && stands == told_) return "";
    told_ = stands;
    return http::event("said", std::to_string(from_), json_text(news));
}

}  // namespace postlab::screen
