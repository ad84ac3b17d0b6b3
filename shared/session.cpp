#include "shared/session.h"

#include <algorithm>
#include <cassert>

#include "shared/notes.h"
#include "shared/wire/credentials.h"
#include "shared/wire/typing.h"

namespace postlab {

namespace {

constexpr std::string_view client_hello = "\x16\x03";  // how TLS begins: a handshake record (RFC 8446 5.1)

}  // namespace

Session::Session(std::unique_ptr<Transcript> transcript, std::size_t longest_line, WireProfile profile)
    : profile_(profile), lines_(longest_line, profile), writer_(profile), record_(std::move(transcript)) {}

Session::~Session() {
    if (traffic_) traffic_->ended.add();
}

void Session::count_in(Traffic& traffic) {
    traffic_ = &traffic;
    traffic.connections.add();
}

void Session::count_login(bool right) {
    if (traffic_) (right ? traffic_->logins : traffic_->failed_logins).add();
}

void Session::arrange(std::unique_ptr<Feedback> feedback) {
    if (profile_ == WireProfile::strict) return;
    feedback_ = std::move(feedback);
    record_.tell_also(feedback_.get());
}

// ------------------------------------------------------------------------------------------- what the owner calls

Session::Next Session::open(Time now) {
    now_ = now;
    record_.no_command(state_name());
    if (!fault_replaces(Faults::greeting)) greet();
    return work();
}

Session::Next Session::turn_away(Time now) {
    now_ = now;
    record_.no_command(state_name());
    say_busy();
    hang_up("refused");
    return work();
}

Session::Next Session::receive(std::string_view bytes, Time now) {
    now_ = now;
    record_.heard(bytes.size());
    if (traffic_ && !bytes.empty()) traffic_->octets_in.add(bytes.size());
    if (!rest_.empty()) {
        rest_ += bytes;
        bytes = rest_;
    }
    input_ = bytes;
    return keep_rest(work());
}

std::string Session::take_output() {
    if (traffic_ && !output_.empty()) traffic_->octets_out.add(output_.size());
    return std::exchange(output_, {});
}

Session::Next Session::resume(Time now) { return receive({}, now); }

Session::Next Session::end_of_input(Time now) {
    input_ended_ = true;
    return receive({}, now);
}

Session::Next Session::timed_out(Time now) {
    now_ = now;
    begin_farewell(true);
    say_timeout();
    hang_up(let_go_ ? "released" : "timeout");
    return work();
}

Session::Next Session::shut_down(Time now) {
    bool again = std::exchange(shutting_down_, true);
    now_ = now;
    if (waiting()) return Next::wait;
    if (again && !is_closing()) close_for_shutdown();
    return receive({}, now);
}

void Session::dropped(Time now) {
    now_ = now;
    end(let_go_ ? "released" : "drop");
}

void Session::tls_began(std::string_view what, Time now) {
    now_ = now;
    starting_tls_ = false;
    private_ = true;
    lines_.begin_anew();
    writer_.begin_anew();
    record_.tls(moment(), what);
    if (traffic_) traffic_->tls_begun.add();
}

Session::Next Session::no_tls_came(Time now) {
    now_ = now;
    starting_tls_ = false;
    begin_farewell();
    say_needs_tls();
    hang_up("refused");
    return work();
}

void Session::tls_failed(std::string_view why, Time now) {
    now_ = now;
    if (traffic_) traffic_->tls_failed.add();
    record_.tls(moment(), "failed: " + std::string(why));
    end("drop");
}

// ------------------------------------------------------------------------------------------- the loop

Session::Next Session::work() {
    running_ = true;
    struct Leave {
        bool& running;
        ~Leave() { running = false; }
    } leave{running_};
    for (;;)
        if (auto next = take_turn()) return *next;
}

/// Deals with the store's answer if there is one, else takes a step; nothing: another turn can be taken at once.
std::optional<Session::Next> Session::take_turn() {
    if (answer_) {
        waiting_ = false;
        std::exchange(answer_, nullptr)();
        return std::nullopt;
    }
    record_reply();
    assert(is_consistent());
    if (waiting_) return Next::wait;
    if (faults_.holds_bytes()) return release_held();
    if (faults_.in_reply() && !is_closing() && !is_replying()) end_faulty_reply();
    if (is_closing()) return close();
    if (starting_tls_) {
        input_ = {};  // sent ahead in plain text, by whomever
        return Next::start_tls;
    }
    // Between commands sooner: whoever pipelines thousands of short ones takes turns with others.
    if (output_.size() >= (is_replying() ? most_unsent : most_unsent / 8)) return Next::write;
    bool more = step();
    if (more || waiting_ || is_closing()) return std::nullopt;
    assert(input_.empty() && !record_.in_reply());
    if (!input_ended_) return Next::read;
    hang_up("drop");
    return std::nullopt;
}

Session::Next Session::close() {
    end(faults_.cuts_line() ? "fault" : ending_);
    release();
    return Next::close;
}

/// The next octets that a fault lets go; the connection sends them before it asks for more.
Session::Next Session::release_held() {
    std::string_view bytes = faults_.release(now_);
    output_ += bytes;
    return bytes.empty() ? Next::pause : Next::write;
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

void Session::end(std::string_view how) {
    record_reply();
    if (auto line = lines_.unfinished()) record_.command(moment(), *line, {}, may_be_shown(line->text));
    if (auto last_words = std::exchange(last_words_, nullptr)) last_words(now_);
    record_.end(how, now_);
}

// ------------------------------------------------------------------------------------------- lines

std::optional<LineReader::Line> Session::next_line() {
    if (shutting_down_) {
        close_for_shutdown();
        return std::nullopt;
    }
    const bool hello = lines_taken_ == 0 && says_hello();
    auto line = lines_.take(input_);
    if (lines_taken_ == 0 && refused_tls(line, hello)) return std::nullopt;
    if (line) ++lines_taken_;
    answer_telnet();
    if (line && !line->plain && profile_ == WireProfile::classroom) tidy(*line);
    return line;
}

void Session::answer_telnet() {
    const std::string answers = lines_.take_answers();
    if (answers.empty()) return;
    if (!is_taking_content()) record_.no_command(state_name());  // they answer Telnet, not the last command
    say_content(answers);
}

std::string_view Session::may_be_shown(std::string_view line) const {
    const std::string_view shown = without_secret(line);
    auto is_visible = [](char c) { return c >= ' ' && c <= '~'; };
    if (profile_ == WireProfile::classroom || shown.size() < line.size() || std::ranges::all_of(line, is_visible))
        return shown;
    LineReader reader(line.size() + 1);
    const std::string ended = std::string(line) + '\n';
    std::string_view input = ended;
    const auto edited = reader.take(input);
    return edited && without_secret(edited->text) == edited->text ? shown : std::string_view();
}

/// Notes what there is to say about the line as such, whatever it asks for.
void Session::tidy(LineReader::Line& line) {
    if (line.byte_order_mark) writer_.note("note.byte_order_mark"_note);
    if (line.interrupted) writer_.note("note.interrupt"_note);
    if (!line.too_long) {
        tidy_line_ = without_spare_blanks(line.text, ends_in_password(line.text));
        if (tidy_line_ != line.text && !tidy_line_.empty()) {
            writer_.note("note.blanks"_note);
            line.text = tidy_line_;
        }
        bool secret = may_be_shown(line.text).size() < line.text.size();
        if (line.edited && secret) writer_.note("note.edited_unseen"_note);
        if (line.edited && !secret && !line.text.empty()) writer_.note("note.edited"_note, {line.text});
        if (!secret) writer_.note_homoglyph(line.text);
    }
    if (line.end == LineReader::End::lf) writer_.note("note.bare_lf"_note);
}

/// The first octets of all, also where they come one by one: to somebody who edits a line they are keys.
bool Session::says_hello() const {
    const auto begun = lines_.unfinished();
    if (!begun) return input_.starts_with(client_hello);
    return begun->raw == client_hello.substr(0, 1) && input_.starts_with(client_hello.substr(1));
}

/// Its client waits for octets of TLS, and would not end what it has begun with a line end.
bool Session::refused_tls(const std::optional<LineReader::Line>& line, bool hello) {
    const auto begun = line ? line : lines_.unfinished();
    if (!begun || !(hello || begun->raw.starts_with(client_hello))) return false;
    record_.command(moment(), *begun, {}, before_credentials(begun->text).value_or(begun->text));
    lines_.forget();
    input_ = {};
    say_no_tls();
    hang_up("refused");
    return true;
}

/// Behind the reply it says TLS begins, and what was learnt before is forgotten (RFC 3207 4.2).
void Session::start_tls() {
    starting_tls_ = true;
    forget_all();
}

// ------------------------------------------------------------------------------------------- replies

void Session::say(const Reply& reply, std::initializer_list<std::string_view> details) {
    say_raw(writer_.line(reply, details) + "\r\n", reply);
}

void Session::say_raw(std::string_view bytes, const Reply& reply) {
    record_reply();
    record_.begin_reply(reply, output_.size());
    if (traffic_) traffic_->count_reply(reply.code);
    faults_.pass(bytes, output_);
}

void Session::say_content(std::string_view bytes) {
    record_reply();
    faults_.pass(bytes, output_);
    if (faults_.in_reply()) bytes = faults_.passed();
    if (!bytes.empty()) record_.server_content(moment(), bytes, faults_.take_description());
}

void Session::say_stored(const Reply& reply, std::initializer_list<std::string_view> details) {
    say_with_feedback(reply, details, &Feedback::at_letter, {});
}

void Session::say_goodbye(const Reply& reply, std::initializer_list<std::string_view> details) {
    say_with_feedback(reply, details, &Feedback::at_goodbye, "quit");
}

/// Behind it the session ends so, if there is a word for that.
void Session::say_with_feedback(const Reply& reply, std::initializer_list<std::string_view> details, AskFeedback ask,
                                std::string_view ending) {
    const std::string line = writer_.row_line(reply, details);
    auto finish = [this, ending, &reply, line](std::string feedback) {
        writer_.set_feedback(std::move(feedback));
        say_raw(writer_.complete(line, reply) + "\r\n", reply);
        if (!ending.empty()) hang_up(ending);
    };
    if (!feedback_ || faults_.in_reply()) return finish({});  // a reply that a fault meets may never arrive whole
    ((*feedback_).*ask)(record_.reply(moment(), reply, line), when_answered(std::move(finish)));
}

void Session::ask_feedback(std::string_view account) {
    if (feedback_ && !faults_.in_reply()) writer_.set_feedback(feedback_->at_login(account));
}

/// What is said next answers no command, and the session closes behind it.
void Session::begin_farewell(bool idle) {
    record_reply();
    faults_.drop_reply(idle);
    record_.no_command(state_name());
}

void Session::close_for_shutdown() {
    begin_farewell();
    say_shutdown();
    hang_up("shutdown");
}

void Session::record_reply() {
    if (!record_.in_reply()) return;
    const bool faulty = faults_.in_reply();
    const std::string_view bytes = faulty ? faults_.passed() : std::string_view(output_).substr(record_.reply_from());
    record_.end_reply(moment(), bytes, faults_.take_description());
}

// ------------------------------------------------------------------------------------------- faults

bool Session::meet_fault(std::string_view verb) {
    const Injection* injection = faults_.meet(verb);
    if (!injection) return false;
    if (injection->cut_before)
        record_.fault(moment(), faults_.take_description());
    else if (injection->reply)
        say(*injection->reply, {injection->details[0], injection->details[1]});
    return injection->cut_before || injection->reply;
}

void Session::end_faulty_reply() {
    if (std::string cut = faults_.end_reply(); !cut.empty()) record_.fault(moment(), cut);
}

}  // namespace postlab
