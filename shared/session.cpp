#include "shared/session.h"

#include <algorithm>

#include "shared/text.h"

namespace postlab {

namespace {

/// As LineReader::End has it.
std::string_view without_end(std::string_view raw) {
    for (std::string_view end : {std::string_view("\r\n"), std::string_view("\n"), std::string_view("\r\0", 2)})
        if (raw.ends_with(end)) return raw.substr(0, raw.size() - end.size());
    return raw;
}

}  // namespace

Session::Session(std::unique_ptr<Transcript> transcript, std::size_t longest_line, WireProfile profile)
    : profile_(profile), lines_(longest_line, profile), transcript_(std::move(transcript)) {}

Session::~Session() = default;

void Session::give_feedback(std::unique_ptr<Feedback> feedback) {
    if (profile_ == WireProfile::classroom) feedback_ = std::move(feedback);
}

Session::Next Session::open(Time now) {
    now_ = now;
    state_before_ = state_name();
    if (!interfered(Faults::greeting)) greet();
    return proceed();
}

Session::Next Session::turn_away(Time now) {
    now_ = now;
    state_before_ = state_name();
    say_busy();
    hang_up("refused");
    return proceed();
}

Session::Next Session::receive(std::string_view bytes, Time now) {
    now_ = now;
    if (!rest_.empty()) {
        rest_ += bytes;
        bytes = rest_;
    }
    input_ = bytes;
    return keep_rest(proceed());
}

Session::Next Session::resume(Time now) { return receive({}, now); }

Session::Next Session::end_of_input(Time now) {
    input_ended_ = true;
    return receive({}, now);
}

Session::Next Session::timed_out(Time now) {
    now_ = now;
    drop_fault();
    if (clock_ > 1) faulty_.emplace(Injection{}).add_note("idle time ran " + std::to_string(clock_) + " times as fast");
    verb_ = {};
    state_before_ = state_name();
    say_timeout();
    hang_up("timeout");
    return proceed();
}

Session::Next Session::shut_down(Time now) {
    bool again = std::exchange(shutting_down_, true);
    now_ = now;
    if (waiting()) return Next::wait;
    if (again && closing_.empty()) close_for_shutdown();
    return receive({}, now);
}

void Session::close_for_shutdown() {
    drop_fault();
    verb_ = {};
    state_before_ = state_name();
    say_shutdown();
    hang_up("shutdown");
}

void Session::dropped(Time now) {
    now_ = now;
    end("drop");
}

Session::Next Session::proceed() {
    running_ = true;
    struct Leave {
        bool& running;
        ~Leave() { running = false; }
    } leave{running_};
    return work();
}

Session::Next Session::work() {
    for (;;) {
        if (answer_) {
            waiting_ = false;
            std::exchange(answer_, nullptr)();
            continue;
        }
        record_reply();
        if (waiting_) return Next::wait;
        if (faulty_) {
            if (faulty_->holds()) return release();
            if (closing_.empty() && !is_replying()) reply_is_over();
        }
        if (!closing_.empty()) {
            end(closing_);
            let_go();
            return Next::close;
        }
        if (output_.size() >= output_mark) return Next::write;
        bool more = step();
        if (more || waiting_ || !closing_.empty()) continue;
        if (!input_ended_) return Next::read;
        hang_up("drop");
    }
}

/// The next octets that a fault lets go; the connection sends them before it asks for more.
Session::Next Session::release() {
    std::string_view bytes = faulty_->release(now_);
    output_ += bytes;
    return bytes.empty() ? Next::pause : Next::write;
}

std::chrono::milliseconds Session::pause() const {
    if (!faulty_) return {};
    return std::chrono::ceil<std::chrono::milliseconds>(std::max(faulty_->until() - now_, Time::duration::zero()));
}

/// Input that could not be dealt with yet is kept until resume(); nearly always there is none, and no copy.
Session::Next Session::keep_rest(Next next) {
    if (next == Next::close) input_ = {};
    if (input_.empty())
        rest_ = {};
    else if (!rest_.empty())
        rest_.erase(0, rest_.size() - input_.size());
    else
        rest_ = input_;
    input_ = {};
    return next;
}

std::optional<LineReader::Line> Session::next_line() {
    if (shutting_down_) {
        close_for_shutdown();
        return std::nullopt;
    }
    auto line = lines_.take(input_);
    if (nothing_heard_ && refused_tls(line)) return std::nullopt;
    if (line) nothing_heard_ = false;
    if (std::string answers = lines_.take_answers(); !answers.empty()) {
        verb_ = {};  // they answer Telnet, not the last command
        say_content(answers);
    }
    if (line && !line->plain && profile_ == WireProfile::classroom) remark(*line);
    return line;
}

/// Its client waits for octets of TLS, and would not end what it has begun with a line end.
bool Session::refused_tls(const std::optional<LineReader::Line>& line) {
    const std::string_view begun = line ? line->raw : lines_.unfinished();
    if (!begun.starts_with("\x16\x03")) return false;
    heard_bytes(begun, {}, false, {}, {});
    lines_.forget();
    input_ = {};
    say_no_tls();
    hang_up("refused");
    return true;
}

void Session::say(const Reply& reply, std::initializer_list<std::string_view> details) {
    say_raw(worded(reply, details) + "\r\n", reply);
}

void Session::say_raw(std::string_view bytes, const Reply& reply) {
    record_reply();
    said_ = &reply;
    said_from_ = output_.size();
    put(bytes);
}

void Session::concerns(std::string messages, std::string mailboxes) {
    record_reply();
    if (!transcript_ && !feedback_) return;
    messages_ = std::move(messages);
    mailboxes_ = std::move(mailboxes);
}

void Session::say_content(std::string_view bytes) {
    record_reply();
    put(bytes);
    if (!faulty_)
        record(Direction::server, bytes, {}, true);
    else if (!faulty_->said().empty())
        record(Direction::server, faulty_->said(), {}, true);
}

void Session::say_goodbye(const Reply& reply, std::initializer_list<std::string_view> details) {
    if (!takes_feedback()) {
        say(reply, details);
        return hang_up("quit");
    }
    const std::string line = filled(reply, details);
    feedback_->at_goodbye(
        {Direction::server, now_, line, state_before_, state_name(), verb_, reply.id, false, mailboxes_, messages_},
        when_answered([this, line, &reply](std::string feedback) {
            said_behind_ = std::move(feedback);
            say_raw(finished(line, reply) + "\r\n", reply);
            hang_up("quit");
        }));
}

void Session::logged_in_as(std::string_view account) {
    if (takes_feedback()) said_behind_ = feedback_->at_login(account);
}

void Session::heard(const LineReader::Line& line, std::string_view verb, bool secret, std::string_view shown) {
    heard_bytes(line.raw, verb, secret, shown, line.plain || line.too_long ? std::string_view() : line.text);
}

void Session::heard_bytes(std::string_view raw, std::string_view verb, bool secret, std::string_view shown,
                          std::string_view taken) {
    record_reply();
    verb_ = verb;
    state_before_ = state_name();
    if (!secret)
        return record(Direction::client, raw, {}, false, taken == without_end(raw) ? std::string_view() : taken);
    std::string starred(shown.empty() ? verb : shown);
    if (!starred.empty()) starred += ' ';
    starred += "****";
    if (raw.ends_with("\r\n") || raw.ends_with('\n')) starred += raw.ends_with("\r\n") ? "\r\n" : "\n";
    record(Direction::client, starred, {});
}

void Session::heard_content(std::string_view bytes) {
    record_reply();
    state_before_ = state_name();
    record(Direction::client, bytes, {}, true);
}

void Session::put(std::string_view bytes) {
    if (!faulty_) {
        output_ += bytes;
        return;
    }
    faulty_->say(bytes);
    if (!faulty_->is_held_back()) output_ += faulty_->said();
    if (faulty_->cuts()) closing_ = cut_by_fault;
}

void Session::claimed_by(std::string_view account) {
    if (faults_) faults_->claimed(lower_case(account));
}

void Session::known_as(std::string_view account) {
    if (faults_) faults_->known(lower_case(account));
}

bool Session::interfered(std::string_view verb) {
    if (!faults_) return false;
    std::optional<Injection> injection = faults_->at(verb);
    if (!injection) return false;
    if (injection->clock == clock_) injection->clock = 0;  // told when it began
    if (injection->clock > 0) clock_ = injection->clock;
    leaky_ |= injection->leaky;
    faulty_.emplace(*injection);
    if (injection->cut_before) {
        record(Direction::server, {}, {});
        closing_ = cut_by_fault;
        return true;
    }
    if (!injection->reply) return false;
    say(*injection->reply, {injection->details[0], injection->details[1]});
    if (injection->reply->says_goodbye()) closing_ = cut_by_fault;
    return true;
}

bool Session::lock_is_held() {
    auto left = faults_ ? faults_->lock_held(now_) : std::nullopt;
    if (!left) return false;
    if (!faulty_) faulty_.emplace(Injection{});
    faulty_->add_note("the lock is held for another " + in_words(*left));
    return true;
}

bool Session::leaks() {
    if (!leaky_) return false;
    if (!faulty_) faulty_.emplace(Injection{});
    faulty_->add_note("it is told whether there is such a mailbox");
    return true;
}

void Session::reply_is_over() {
    if (faulty_->cuts_after_all()) {
        faulty_->add_note("the line is cut after the reply");
        record(Direction::server, {}, {});
        closing_ = cut_by_fault;
    }
    faulty_.reset();
}

/// What a fault still holds back is not said any more: something else is.
void Session::drop_fault() {
    record_reply();
    faulty_.reset();
}

/// A reply is recorded once its step is over, so that the state after it is the true one.
void Session::record_reply() {
    if (!said_) return;
    std::string_view bytes = faulty_ ? faulty_->said() : std::string_view(output_).substr(said_from_);
    record(Direction::server, bytes, std::exchange(said_, nullptr)->id);
    state_before_ = state_name();
}

void Session::record(Direction direction, std::string_view bytes, std::string_view reply, bool content,
                     std::string_view taken) {
    if (!transcript_ && !feedback_) return;
    std::string_view after = direction == Direction::client ? state_before_ : state_name();
    std::string injected = faulty_ && direction == Direction::server ? faulty_->take_note() : std::string();
    const Event event{direction, now_,    bytes,      state_before_, after,    verb_,
                      reply,     content, mailboxes_, messages_,     injected, taken};
    if (transcript_) transcript_->record(event);
    if (feedback_) feedback_->follow(event);
    mailboxes_.clear();
    messages_.clear();
}

void Session::end(std::string_view how) {
    record_reply();
    std::string_view unfinished = lines_.unfinished();
    if (transcript_ && !unfinished.empty()) heard_bytes(unfinished, {}, may_be_secret(unfinished), {}, {});
    if (auto transcript = std::exchange(transcript_, nullptr)) transcript->ended(how, now_);
}

}  // namespace postlab
